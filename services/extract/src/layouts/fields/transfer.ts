import type { Document } from '../document.ts'
import { nextCell, restOfCell, restOfLine } from '../page/around.ts'
import type { Line } from '../page/sheet.ts'
import { evidenceOf, spansMatching, type Span } from '../page/span.ts'
import { ibanTokens } from '../values/iban.ts'
import type { Read } from './reading.ts'

/** One end of a transfer. */
export type TransferSide = { name?: string | undefined; iban?: string | undefined; number?: string | undefined; span?: Span | undefined }
export type Transfer = { amount?: Read<string>; from: TransferSide; to: TransferSide; concept?: string; reference?: string }

const FROM = /(?<![a-z])(?:ordenante|cuenta (?:de )?(?:cargo|origen)|(?:cuenta )?origen|remitente|emisor|desde|payer|from)(?![a-z])/g
const TO = /(?<![a-z])(?:beneficiario|cuenta (?:de )?(?:abono|destino)|(?:cuenta )?destino|destinatario|receptor|payee|to)(?![a-z])/g
const AMOUNT = /(?<![a-z])(?:importe(?: (?:de la transferencia|transferido|total))?|monto(?: (?:transferido|de la (?:transferencia|operacion)))?|cantidad|amount|total)(?![a-z])/g
const CONCEPT = /(?<![a-z])(?:concepto|glosa|mensaje|motivo|descripcion|detalle|referencia del cliente)(?![a-z])/g
const REFERENCE = /(?<![a-z])(?:(?:n[o.]*|numero|nro\.?|codigo) ?(?:de )?(?:operacion|transaccion|referencia|constancia)|referencia)(?![a-z])/g

/** What the receipt of a transfer says: how much, from whom to whom, what for. */
export function readTransfer(document: Document): Transfer {
  const amount = amountOf(document)
  const concept = valueOf(document, CONCEPT)
  const reference = valueOf(document, REFERENCE)
  return {
    from: sideOf(document, FROM), to: sideOf(document, TO),
    ...(amount === undefined ? {} : { amount }),
    ...(concept === undefined ? {} : { concept }),
    ...(reference === undefined || !/\d/.test(reference) ? {} : { reference }),
  }
}

function amountOf(document: Document): Read<string> | undefined {
  const labelled = document.sheet.lines.flatMap((line) => spansMatching(line, AMOUNT).flatMap((label) =>
    document.amounts.filter((token) => token.span.line === line && token.span.start >= label.end && token.isMoneyLike)))
  const [token] = labelled.length > 0 ? labelled : document.amounts.filter((one) => one.currency !== undefined)
  const value = token?.values[0]
  return token === undefined || value === undefined ? undefined : { value, evidence: evidenceOf(document.sheet, token.span, labelled.length > 0 ? 'label:amount' : 'only amount with a currency', labelled.length > 0 ? 0.95 : 0.7) }
}

/** The lines of a side: from its label to the label of the other. */
function sideOf(document: Document, words: RegExp): TransferSide {
  const side: TransferSide = {}
  const other = words === FROM ? TO : FROM
  const { lines } = document.sheet
  for (const line of lines) for (const label of spansMatching(line, words)) {
    const end = lines.find((one) => one.at > line.at && spansMatching(one, other).length > 0)?.at ?? line.at + 4
    const block = lines.filter((one) => one.at >= line.at && one.at < Math.min(end, line.at + 4) && one.page === line.page)
    const account = accountIn(document, block)
    side.iban ??= account.iban
    side.number ??= account.number
    side.span ??= account.span ?? label
    side.name ??= nameIn(label)
  }
  return Object.fromEntries(Object.entries(side).filter(([, value]) => value !== undefined)) as TransferSide
}

function accountIn(document: Document, block: readonly Line[]): { iban?: string | undefined; number?: string | undefined; span?: Span | undefined } {
  const iban = ibanTokens(document.sheet).find((token) => block.includes(token.span.line))
  if (iban !== undefined) return { iban: iban.iban, span: iban.span }
  const number = block.map((line) => /\d[\d-]{7,}\d/.exec(line.text)?.[0]).find((text) => text !== undefined)
  return { number }
}

function nameIn(label: Span): string | undefined {
  const span = restOfCell(label) ?? nextCell(label)
  if (span === undefined || !/\p{L}{3}/u.test(span.text) || /[a-z]{2}\d{2}|\d{6}/.test(span.line.folded.slice(span.start, span.end))) return undefined
  return span.text.trim()
}

function valueOf(document: Document, words: RegExp): string | undefined {
  for (const line of document.sheet.lines) for (const label of spansMatching(line, words)) {
    const value = restOfLine(label)?.text.trim()
    if (value !== undefined && /[\p{L}\d]{3}/u.test(value)) return value.slice(0, 200)
  }
  return undefined
}
