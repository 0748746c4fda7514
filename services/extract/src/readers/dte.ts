import type { Canonical } from '@chasqui/contracts'
import { errors } from '../errors.ts'
import type { Reader, Source } from '../reader.ts'
import { readDteLines } from './dte/lines.ts'
import { readDteParties } from './dte/parties.ts'
import { readDtePayment, readDteReferences } from './dte/terms.ts'
import { readDteTotals } from './dte/totals.ts'
import { fiscalCanonical, lastDue } from './fiscal.ts'
import { bytesOf } from './source-bytes.ts'
import { fieldsOf, type Fields } from './xml/fields.ts'
import { parseSource } from './xml/parse-source.ts'
import { allNamed, at, firstNamed, textAt, type Element } from './xml/tree.ts'

/** One DTE of the Chilean SII, alone or as the only one in its envelope. Amounts are whole pesos but for exports. */
export const dte: Reader = {
  name: 'dte',
  reads: (source) => source.kind === 'dte',
  read: (source) => read(documentIn(parseSource(bytesOf(source))), source),
}

/** Exportaciones holds types 110 to 112, Liquidacion type 43. */
const DOCUMENTS = ['Documento', 'Exportaciones', 'Liquidacion']

function documentIn(root: Element): Element {
  const documents = DOCUMENTS.flatMap((name) => allNamed(root, name)).filter((element) => at(element, 'Encabezado') !== undefined)
  const [document] = documents
  if (document === undefined) throw errors.fault('UNEXPECTED_STRUCTURE', { detail: `no Documento with an Encabezado in ${root.name}` })
  if (documents.length > 1) throw errors.fault('MANY_DOCUMENTS', { detail: `${documents.length} DTE in one file` })
  return document
}

function read(document: Element, source: Source): Canonical {
  const fields = fieldsOf('dte')
  const subType = fields.text('subType', document, 'Encabezado/IdDoc/TipoDTE')
  const issueDate = fields.date('issueDate', document, 'Encabezado/IdDoc/FchEmis')
  const totals = readDteTotals(fields, document)
  const payment = readDtePayment(fields, document, issueDate)
  const number = fields.text('number', document, 'Encabezado/IdDoc/Folio')
  const lines = readDteLines(document, subType)
  fields.note('lines', lines[0], 'Detalle')
  return fiscalCanonical(fields, {
    docType: source.docType,
    subType,
    country: 'CL',
    currency: currencyOf(fields, document),
    exchangeRate: exchangeRateOf(document),
    issueDate,
    dueDate: fields.date('dueDate', document, 'Encabezado/IdDoc/FchVenc') ?? fields.note('dueDate', payment?.method === 'cash' ? undefined : lastDue(payment?.dueDates ?? []), 'Encabezado/IdDoc/MntPagos/FchPago'),
    periodStart: fields.date('periodStart', document, 'Encabezado/IdDoc/PeriodoDesde'),
    periodEnd: fields.date('periodEnd', document, 'Encabezado/IdDoc/PeriodoHasta'),
    number,
    ...(number === undefined ? {} : { folio: number.replace(/^0+(?=\d)/, '') }),
    fiscalId: stampOf(fields, document),
    ...readDteParties(fields, document, subType),
    totals,
    lines,
    payment,
    references: readDteReferences(document),
  })
}

/** The names of the Aduana's table of currencies, as exports write them. */
const CURRENCIES: Readonly<Record<string, string>> = { 'DOLAR USA': 'USD', EURO: 'EUR', 'PESO CL': 'CLP', 'LIBRA EST': 'GBP', YEN: 'JPY', 'PESO COL': 'COP', 'PESO MEX': 'MXN', NUEVOSOL: 'PEN', 'DOLAR CAN': 'CAD', 'FRANCO SZ': 'CHF' }

function currencyOf(fields: Fields, document: Element): string {
  const stated = textAt(document, 'Encabezado/Totales/TpoMoneda')?.toUpperCase()
  const foreign = stated === undefined ? undefined : CURRENCIES[stated] ?? (/^[A-Z]{3}$/.test(stated) ? stated : undefined)
  return foreign === undefined ? fields.derived('currency', 'CLP', 'pesos unless TpoMoneda', 0.99) ?? 'CLP' : fields.note('currency', foreign, 'Encabezado/Totales/TpoMoneda') ?? foreign
}

function exchangeRateOf(document: Element): { rate: string; to: string } | undefined {
  const other = at(document, 'Encabezado/OtraMoneda')
  const rate = textAt(other, 'TpoCambio')
  const isInPesos = textAt(other, 'TpoMoneda')?.toUpperCase() === 'PESO CL'
  return isInPesos && rate !== undefined && /^\d+(\.\d+)?$/.test(rate) ? { rate, to: 'CLP' } : undefined
}

/** The signature of the electronic stamp (TED) is the document's own mark, also printed on paper. */
function stampOf(fields: Fields, document: Element): { kind: 'ted'; value: string } | undefined {
  const stamp = at(document, 'TED')
  const signature = stamp === undefined ? undefined : firstNamed(stamp, 'FRMT')?.text.replace(/\s/g, '')
  return signature ? { kind: 'ted', value: fields.note('fiscalId', signature, 'TED/FRMT') ?? signature } : undefined
}
