import type { Finding } from '@chasqui/contracts'

export type Severity = Finding['severity']

/** What happened and what to do, for people. */
type Words = { say: string; hint: string }

export type CatalogEntry = {
  /** Every severity the code may have, the usual one first. */
  severities: readonly [Severity, ...Severity[]]
  /** Who finds it: a check of this service, the reader of the file, or the search in the books. */
  by: 'check' | 'reader' | 'books'
  es: Words
  en: Words
}

/**
 * Every finding that a document may carry. A code, once released, never changes its meaning; the words may be improved.
 * Errors block the document, reviews make it wait for a person, warnings only inform.
 */
export const findingCatalog = {
  MISSING_REQUIRED_FIELD: {
    severities: ['error', 'review'], by: 'check',
    es: { say: 'Falta un dato obligatorio', hint: 'Complete el campo indicado' },
    en: { say: 'A required field is missing', hint: 'Fill in the field' },
  },
  EMPTY_VALUE: {
    severities: ['error'], by: 'check',
    es: { say: 'Un dato obligatorio está en blanco', hint: 'Complete el campo indicado' },
    en: { say: 'A required field is blank', hint: 'Fill in the field' },
  },
  DOC_TYPE_UNKNOWN: {
    severities: ['review'], by: 'check',
    es: { say: 'No se reconoció el tipo de documento', hint: 'Elija el tipo de documento o descártelo' },
    en: { say: 'The kind of document was not recognised', hint: 'Choose its type or discard it' },
  },
  INVALID_TAX_ID_FORMAT: {
    severities: ['error', 'warning'], by: 'check',
    es: { say: 'El identificador fiscal no tiene la forma de su país', hint: 'Compárelo con el documento y corríjalo' },
    en: { say: 'The tax id has not the shape of its country', hint: 'Compare it with the document and correct it' },
  },
  INVALID_TAX_ID_CHECKSUM: {
    severities: ['error', 'review', 'warning'], by: 'check',
    es: { say: 'El dígito verificador del identificador fiscal no es correcto', hint: 'Compárelo con el documento y corríjalo' },
    en: { say: 'The check digit of the tax id is wrong', hint: 'Compare it with the document and correct it' },
  },
  INVALID_TAX_RATE: {
    severities: ['warning', 'error'], by: 'check',
    es: { say: 'La tasa del impuesto no estaba vigente en la fecha del documento', hint: 'Revise la tasa y la fecha; si son las impresas, consulte al emisor' },
    en: { say: 'The tax rate was not in force on the date of the document', hint: 'Check rate and date; if they are as printed, ask the issuer' },
  },
  NEEDS_APPROVAL: {
    severities: ['review'], by: 'check',
    es: { say: 'Este tipo de documento solo se publica con la aprobación de una persona', hint: 'Revise los datos y apruebe, o rechace el documento' },
    en: { say: 'This kind of document is published only when a person approves it', hint: 'Look at the fields and approve, or reject the document' },
  },
  TOTALS_MISMATCH: {
    severities: ['error'], by: 'check',
    es: { say: 'Los totales no cuadran', hint: 'Corrija el importe mal leído; si el documento es así, pida otro al emisor' },
    en: { say: 'The totals do not add up', hint: 'Correct the amount that was misread; if the document is like that, ask the issuer for another' },
  },
  LINES_MISMATCH: {
    severities: ['warning', 'review'], by: 'check',
    es: { say: 'Las líneas no suman lo que dice el documento', hint: 'Revise cantidades y precios de las líneas' },
    en: { say: 'The lines do not add up to the document', hint: 'Check quantities and prices of the lines' },
  },
  TAX_AMOUNT_MISMATCH: {
    severities: ['warning', 'error'], by: 'check',
    es: { say: 'El impuesto no corresponde a su base y tasa', hint: 'Revise base, tasa e importe del impuesto' },
    en: { say: 'The tax is not what base and rate give', hint: 'Check base, rate and amount of the tax' },
  },
  INVALID_DATE_FORMAT: {
    severities: ['error'], by: 'check',
    es: { say: 'La fecha no existe o no se puede leer', hint: 'Escriba la fecha del documento' },
    en: { say: 'The date does not exist or cannot be read', hint: 'Write the date of the document' },
  },
  FUTURE_DATE: {
    severities: ['error', 'warning'], by: 'check',
    es: { say: 'La fecha de emisión es futura', hint: 'Corrija la fecha o espere a que llegue' },
    en: { say: 'The issue date is in the future', hint: 'Correct the date or wait until it has come' },
  },
  OLD_DATE: {
    severities: ['warning', 'error'], by: 'check',
    es: { say: 'El documento es muy antiguo', hint: 'Compruebe el año' },
    en: { say: 'The document is very old', hint: 'Check the year' },
  },
  DUE_BEFORE_ISSUE: {
    severities: ['warning'], by: 'check',
    es: { say: 'El vencimiento es anterior a la emisión', hint: 'Compruebe ambas fechas' },
    en: { say: 'The document is due before it was issued', hint: 'Check both dates' },
  },
  INVALID_CURRENCY: {
    severities: ['error', 'warning'], by: 'check',
    es: { say: 'La moneda no existe o no es habitual en el país', hint: 'Compruebe la moneda' },
    en: { say: 'The currency does not exist or is not usual in the country', hint: 'Check the currency' },
  },
  EXCHANGE_RATE_MISSING: {
    severities: ['review'], by: 'check',
    es: { say: 'El documento está en otra moneda y no trae tipo de cambio', hint: 'Indique el tipo de cambio a la moneda de la empresa' },
    en: { say: 'The document is in another currency and has no exchange rate', hint: 'Give the exchange rate to the currency of the company' },
  },
  NEGATIVE_AMOUNT: {
    severities: ['error'], by: 'check',
    es: { say: 'El importe es negativo y el documento no es una nota de crédito', hint: 'Corrija el signo o el tipo de documento' },
    en: { say: 'The amount is negative and the document is no credit note', hint: 'Correct the sign or the type of the document' },
  },
  AMOUNT_DECIMALS: {
    severities: ['review'], by: 'check',
    es: { say: 'Un importe tiene más decimales que su moneda', hint: 'Escriba el importe del documento; puede que sus miles se leyeran como decimales' },
    en: { say: 'An amount has more decimals than its currency', hint: 'Write the amount of the document; its thousands may have been read as decimals' },
  },
  ZERO_TOTAL: {
    severities: ['warning'], by: 'check',
    es: { say: 'El total es cero', hint: 'Compruebe el total' },
    en: { say: 'The total is zero', hint: 'Check the total' },
  },
  INVALID_INVOICE_NUMBER_FORMAT: {
    severities: ['error', 'warning'], by: 'check',
    es: { say: 'El número no tiene la forma de su país', hint: 'Compare serie y número con el documento' },
    en: { say: 'The number has not the shape of its country', hint: 'Compare series and number with the document' },
  },
  INVALID_CLAVE_ACCESO: {
    severities: ['error', 'review'], by: 'check',
    es: { say: 'La clave de acceso no es válida', hint: 'Compárela con el documento; tiene 49 dígitos' },
    en: { say: 'The clave de acceso is not valid', hint: 'Compare it with the document; it has 49 digits' },
  },
  CLAVE_ACCESO_MISMATCH: {
    severities: ['error', 'review'], by: 'check',
    es: { say: 'La clave de acceso es de otro documento', hint: 'Compare fecha, tipo, RUC y número con la clave' },
    en: { say: 'The clave de acceso belongs to another document', hint: 'Compare date, type, RUC and number with the clave' },
  },
  IBAN_INVALID: {
    severities: ['warning'], by: 'check',
    es: { say: 'El IBAN no es válido', hint: 'Compárelo con el documento antes de pagar' },
    en: { say: 'The IBAN is not valid', hint: 'Compare it with the document before you pay' },
  },
  NOT_OURS: {
    severities: ['review'], by: 'check',
    es: { say: 'Ni el emisor ni el comprador es esta empresa', hint: 'Compruebe los identificadores fiscales o descarte el documento' },
    en: { say: 'Neither issuer nor buyer is this company', hint: 'Check the tax ids or discard the document' },
  },
  SELF_INVOICE: {
    severities: ['review'], by: 'check',
    es: { say: 'El emisor y el comprador son el mismo', hint: 'Compruebe ambos identificadores fiscales' },
    en: { say: 'Issuer and buyer are the same', hint: 'Check both tax ids' },
  },
  STATEMENT_BALANCE_MISMATCH: {
    severities: ['error', 'warning'], by: 'check',
    es: { say: 'Los movimientos no llevan del saldo inicial al final', hint: 'Exporte el extracto de nuevo o corrija saldos y movimientos' },
    en: { say: 'The movements do not lead from the opening to the closing balance', hint: 'Export the statement again or correct balances and movements' },
  },
  MOVEMENT_SIGN_MISMATCH: {
    severities: ['error'], by: 'check',
    es: { say: 'El signo de un movimiento contradice si es cargo o abono', hint: 'Corrija el signo o la dirección del movimiento' },
    en: { say: 'The sign of a movement contradicts its direction', hint: 'Correct the sign or the direction of the movement' },
  },
  MOVEMENT_DATE_OUT_OF_PERIOD: {
    severities: ['warning'], by: 'check',
    es: { say: 'Un movimiento está fuera del período del extracto', hint: 'Compruebe la fecha del movimiento' },
    en: { say: 'A movement lies outside the period of the statement', hint: 'Check the date of the movement' },
  },
  LOW_CONFIDENCE_FIELD: {
    severities: ['review'], by: 'check',
    es: { say: 'Un dato obligatorio se leyó con poca seguridad', hint: 'Compárelo con la imagen' },
    en: { say: 'A required field was read with little confidence', hint: 'Compare it with the image' },
  },
  POSSIBLE_DUPLICATE: {
    severities: ['review'], by: 'books',
    es: { say: 'Ya hay un documento del mismo emisor, fecha y total con otro número', hint: 'Compare ambos; si es el mismo, descarte este' },
    en: { say: 'There is a document of the same issuer, date and total under another number', hint: 'Compare both; if it is the same, discard this one' },
  },
  DATE_CLAMPED: {
    severities: ['review'], by: 'reader',
    es: { say: 'El día no existe en ese mes; se tomó el último del mes', hint: 'Compruebe la fecha' },
    en: { say: 'The month has no such day; its last day was taken', hint: 'Check the date' },
  },
  DATE_ORDER_GUESSED: {
    severities: ['review'], by: 'reader',
    es: { say: 'La fecha solo existe leyendo el mes primero', hint: 'Compruebe día y mes' },
    en: { say: 'The date exists only when the month is read first', hint: 'Check day and month' },
  },
  TAX_ID_REPAIRED: {
    severities: ['review'], by: 'reader',
    es: { say: 'Se corrigió un carácter mal leído del identificador fiscal', hint: 'Compárelo con la imagen' },
    en: { say: 'One misread character of the tax id was corrected', hint: 'Compare it with the image' },
  },
  PAGES_TRUNCATED: {
    severities: ['review'], by: 'reader',
    es: { say: 'El archivo tiene más páginas de las que se leen', hint: 'Envíe las páginas restantes en otro archivo' },
    en: { say: 'The file has more pages than are read', hint: 'Send the other pages in a file of their own' },
  },
  SEVERAL_DOCUMENTS: {
    severities: ['review'], by: 'reader',
    es: { say: 'En una página posterior parece empezar otro documento', hint: 'Separe el archivo y envíe cada documento por su cuenta' },
    en: { say: 'Another document seems to begin on a later page', hint: 'Split the file and send each document by itself' },
  },
  DATE_ORDER_MIXED: {
    severities: ['review'], by: 'reader',
    es: { say: 'La columna mezcla fechas con el día primero y con el mes primero', hint: 'Escriba las fechas como 2025-04-15 y envíe la tabla de nuevo' },
    en: { say: 'The column mixes dates with the day first and with the month first', hint: 'Write the dates as 2025-04-15 and send the table again' },
  },
  FIELD_STATED_TWICE: {
    severities: ['review'], by: 'reader',
    es: { say: 'Dos columnas dan valores distintos al mismo dato', hint: 'Compruebe cuál vale y envíe la fila con esa columna sola' },
    en: { say: 'Two columns give different values to one field', hint: 'Check which one is right and send the row with that column alone' },
  },
  CELLS_BEYOND_HEADER: {
    severities: ['review'], by: 'reader',
    es: { say: 'La fila tiene más celdas que columnas el encabezado', hint: 'Ponga entre comillas lo que lleve el separador, como un importe con coma, y envíe la fila de nuevo' },
    en: { say: 'The row has more cells than the header has columns', hint: 'Put quotes around what contains the delimiter, such as an amount with a comma, and send the row again' },
  },
  EXTENSION_MISMATCH: {
    severities: ['review', 'warning'], by: 'reader',
    es: { say: 'La extensión del archivo no corresponde a su contenido', hint: 'Nada; se leyó como lo que es' },
    en: { say: 'The extension of the file is not what it contains', hint: 'Nothing; it was read as what it is' },
  },
  DUPLICATE_FILE: {
    severities: ['review'], by: 'reader',
    es: { say: 'El mismo archivo ya se envió antes', hint: 'Compare ambos envíos; si sobra, descarte este' },
    en: { say: 'The same file was sent before', hint: 'Compare both; if it is one too many, discard this one' },
  },
  TYPE_UNKNOWN: {
    severities: ['review'], by: 'reader',
    es: { say: 'El contenido no dice qué tipo de documento es', hint: 'Compruebe que es el archivo correcto; si lo es, envíelo en otro formato' },
    en: { say: 'The content does not tell what kind of document it is', hint: 'Check that it is the right file; if it is, send it in another format' },
  },
  TYPE_UNCERTAIN: {
    severities: ['review'], by: 'reader',
    es: { say: 'El tipo de documento se reconoció con poca seguridad', hint: 'Compruebe el tipo antes de aprobarlo' },
    en: { say: 'The kind of document was recognised with little certainty', hint: 'Check the type before you approve it' },
  },
  FIELD_DERIVED: {
    severities: ['review'], by: 'reader',
    es: { say: 'El importe no está impreso; se calculó a partir de otros', hint: 'Compruebe el importe con el documento' },
    en: { say: 'The amount is not printed; it was computed from others', hint: 'Compare the amount with the document' },
  },
  AMOUNT_AMBIGUOUS: {
    severities: ['review'], by: 'reader',
    es: { say: 'Un importe puede leerse de dos maneras', hint: 'Escriba el importe correcto' },
    en: { say: 'An amount can be read in two ways', hint: 'Write the right amount' },
  },
  MOVEMENT_REPEATED: {
    severities: ['review'], by: 'reader',
    es: { say: 'El archivo trae dos veces el mismo movimiento; se tomó una', hint: 'Compruebe con el banco que es uno solo' },
    en: { say: 'The file has the same movement twice; it was taken once', hint: 'Check with the bank that it is only one' },
  },
  MOVEMENT_CONTRADICTED: {
    severities: ['error'], by: 'reader',
    es: { say: 'Las columnas de un movimiento se contradicen', hint: 'Corrija cargo, abono, importe o tipo en el archivo y envíelo de nuevo' },
    en: { say: 'The columns of a movement contradict each other', hint: 'Correct debit, credit, amount or side in the file and send it again' },
  },
  CURRENCY_MISMATCH: {
    severities: ['review'], by: 'reader',
    es: { say: 'Junto a un importe está escrita otra moneda que la del documento', hint: 'Compruebe cuál de las dos es la del documento' },
    en: { say: 'Beside an amount stands another currency than that of the document', hint: 'Check which of the two is that of the document' },
  },
  INVALID_AMOUNT: {
    severities: ['error'], by: 'reader',
    es: { say: 'Un importe no se puede leer', hint: 'Escriba el importe del documento' },
    en: { say: 'An amount cannot be read', hint: 'Write the amount of the document' },
  },
  VALUE_TOO_LONG: {
    severities: ['error', 'warning'], by: 'reader',
    es: { say: 'Un dato es más largo de lo que se lee y se cortó', hint: 'Acórtelo; si no es una descripción, compruebe que la columna es la correcta' },
    en: { say: 'A value is longer than is read, and was cut', hint: 'Shorten it; unless it is a description, check that it is the right column' },
  },
  NOT_AUTHORISED: {
    severities: ['review'], by: 'reader',
    es: { say: 'La administración tributaria no autorizó el comprobante', hint: 'Consulte su estado y pida al emisor uno autorizado' },
    en: { say: 'The tax office did not authorise the voucher', hint: 'Look up its state and ask the issuer for an authorised one' },
  },
  UNKNOWN_ACCOUNT: {
    severities: ['warning'], by: 'books',
    es: { say: 'Nadie ha confirmado todavía que la cuenta sea de la empresa', hint: 'Si es de la empresa, confírmela con POST /api/bank-accounts/{id}/confirm' },
    en: { say: 'Nobody has confirmed yet that the account is the company\'s', hint: 'If it is the company\'s, confirm it with POST /api/bank-accounts/{id}/confirm' },
  },
  STATEMENT_GAP: {
    severities: ['warning'], by: 'reader',
    es: { say: 'Entre dos extractos del archivo falta un tramo', hint: 'Pida al banco el extracto que falta' },
    en: { say: 'There is a gap between two statements of the file', hint: 'Ask the bank for the missing statement' },
  },
} as const satisfies Record<string, CatalogEntry>

export type FindingCode = keyof typeof findingCatalog

/** The codes that the checks of this service raise. */
export type CheckCode = { [Code in FindingCode]: (typeof findingCatalog)[Code]['by'] extends 'check' ? Code : never }[FindingCode]
type SeverityOf<Code extends CheckCode> = (typeof findingCatalog)[Code]['severities'][number]

export type FindingDetails<Code extends CheckCode> = {
  /** The usual one of the code when absent. */
  severity?: SeverityOf<Code>
  /** Path of the field, e.g. `totals.total`. */
  field?: string
  /** What stands there. */
  value?: string | undefined
  /** Figures and dates that make the sentence exact. */
  detail?: string
}

/** Makes a finding in the words of the catalogue. */
export function finding<Code extends CheckCode>(code: Code, { severity, field, value, detail }: FindingDetails<Code> = {}): Finding {
  const entry: CatalogEntry = findingCatalog[code]
  return {
    code,
    severity: severity ?? entry.severities[0],
    message: detail === undefined ? entry.en.say : `${entry.en.say}: ${detail}`,
    ...(field === undefined ? {} : { field }),
    ...(value === undefined ? {} : { value }),
  }
}
