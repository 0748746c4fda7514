import type { Canonical, DocType } from '@chasqui/contracts'
import { errors } from '../errors.ts'
import type { Reader, ReaderContext, Source } from '../reader.ts'
import { finished, textOf, type Draft } from './canonical.ts'
import { documentOf, type Document } from './document.ts'
import { readDates } from './fields/dates.ts'
import { headEvidence } from './fields/head-evidence.ts'
import { findTable, readLines } from './fields/lines/lines.ts'
import { readClaveAcceso, readNumber } from './fields/number.ts'
import { readParties } from './fields/parties/parties.ts'
import { readPayment } from './fields/payment.ts'
import { readReferences } from './fields/references.ts'
import { subTypeOf } from './fields/sub-type.ts'
import { defined, doubted, readTotals } from './fields/totals/totals.ts'
import { joined } from './join-readings.ts'
import { hasSecondReading, sheetOf, type Line } from './page/sheet.ts'

const TYPES: ReadonlySet<DocType> = new Set<DocType>(['invoice', 'credit_note', 'debit_note', 'quote', 'order', 'contract', 'product_list', 'unknown'])

/**
 * Reads invoices and their notes from the words of their pages, whoever printed them. Types that never reach the books
 * (quotes, orders) are read the same way, for the person who looks at them.
 */
export const invoiceLayout: Reader = {
  name: 'invoice-layout',
  reads: (source) => source.text !== undefined && TYPES.has(source.docType),
  read: readInvoice,
}

function readInvoice(source: Source, context: ReaderContext): Canonical {
  const text = textOf(source)
  const sheet = sheetOf(text)
  const first = draftOf(documentOf(sheet, context.tenant), source.docType)
  const draft = hasSecondReading(text) ? joined(first, draftOf(documentOf(sheetOf(text, 'second'), context.tenant), source.docType)) : first
  if (draft.number === undefined && draft.issueDate === undefined && draft.vendor?.taxId === undefined && draft.totals?.total === undefined) throw errors.fault('NO_USABLE_FIELD')
  return finished(draft, sheet, text.truncated)
}

function draftOf(document: Document, docType: DocType): Draft {
  const table = findTable(document)
  const isLine = (line: Line) => table.lines.has(line)
  const tableStart = table.lines.size === 0 ? undefined : Math.min(...[...table.lines].map((line) => line.at))
  const totals = readTotals(document, isLine)
  const lines = readLines(document, table.rows, totals.value)
  const dates = readDates(document, isLine)
  const parties = readParties(document, tableStart)
  const number = readNumber(document, docType, isLine)
  const clave = document.country === 'EC' ? readClaveAcceso(document) : undefined
  const references = docType === 'credit_note' || docType === 'debit_note' ? readReferences(document) : { references: [], meta: {} }
  const payment = readPayment(document, dates.dueDate?.value, false)
  return {
    docType,
    country: document.country,
    ...defined({
      subType: subTypeOf(document.country, docType, number?.value, document.sheet),
      currency: document.currency.code,
      number: number?.value, series: number?.series, folio: number?.folio,
      issueDate: dates.issueDate?.value, issueTime: dates.issueTime?.value, dueDate: dates.dueDate?.value,
      periodStart: dates.period?.start.value, periodEnd: dates.period?.end.value,
      fiscalId: clave === undefined ? undefined : { kind: 'claveAcceso' as const, value: clave.value },
      vendor: parties.vendor, buyer: parties.buyer,
      totals: totals.value, payment: payment.payment,
    }),
    lines: lines.lines,
    references: references.references,
    findings: [...dates.findings, ...parties.findings, ...totals.findings],
    fieldMeta: {
      ...parties.meta, ...doubted(totals, lines.lines.length > 0 && lines.agreesWith === undefined), ...lines.meta, ...payment.meta, ...references.meta,
      ...headEvidence(document, { number, fiscalId: clave, ...dates }),
    },
    agreement: totals.score + (lines.agreesWith === undefined ? 0 : 1),
  }
}
