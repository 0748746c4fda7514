import type { Canonical } from '@chasqui/contracts'
import { errors } from '../errors.ts'
import type { Reader, ReaderContext, Source } from '../reader.ts'
import { finished, textOf, type Draft } from './canonical.ts'
import { documentOf, type Document } from './document.ts'
import { readDates } from './fields/dates.ts'
import { headEvidence } from './fields/head-evidence.ts'
import { findTable, readLines, type Table } from './fields/lines/lines.ts'
import { findTillRows } from './fields/lines/till-rows.ts'
import { readNumber } from './fields/number.ts'
import { readParties } from './fields/parties/parties.ts'
import { readPayment } from './fields/payment.ts'
import { subTypeOf } from './fields/sub-type.ts'
import { defined, doubted, readTotals } from './fields/totals/totals.ts'
import { joined } from './join-readings.ts'
import { hasSecondReading, sheetOf, type Line } from './page/sheet.ts'

/** Reads tickets, boletas and other till rolls: two columns of what was bought, then what it came to and how it was paid. */
export const receiptLayout: Reader = {
  name: 'receipt-layout',
  reads: (source) => source.text !== undefined && (source.docType === 'receipt' || source.docType === 'expense'),
  read: readReceipt,
}

function readReceipt(source: Source, context: ReaderContext): Canonical {
  const text = textOf(source)
  const sheet = sheetOf(text)
  const first = draftOf(documentOf(sheet, context.tenant), source.docType)
  const draft = hasSecondReading(text) ? joined(first, draftOf(documentOf(sheetOf(text, 'second'), context.tenant), source.docType)) : first
  if (draft.issueDate === undefined && draft.totals?.total === undefined) throw errors.fault('NO_USABLE_FIELD')
  return finished(draft, sheet, text.truncated)
}

function draftOf(document: Document, docType: Draft['docType']): Draft {
  const table = boughtIn(document)
  const isLine = (line: Line) => table.lines.has(line)
  const tableStart = table.lines.size === 0 ? undefined : Math.min(...[...table.lines].map((line) => line.at))
  const totals = readTotals(document, isLine)
  const lines = readLines(document, table.rows, totals.value)
  const dates = readDates(document, isLine)
  const parties = readParties(document, tableStart)
  const number = readNumber(document, docType, isLine)
  const payment = readPayment(document, dates.dueDate?.value, true)
  return {
    docType,
    country: document.country,
    ...defined({
      subType: subTypeOf(document.country, docType, number?.value, document.sheet),
      currency: document.currency.code,
      number: number?.value, series: number?.series, folio: number?.folio,
      issueDate: dates.issueDate?.value, issueTime: dates.issueTime?.value, dueDate: dates.dueDate?.value,
      periodStart: dates.period?.start.value, periodEnd: dates.period?.end.value,
      vendor: parties.vendor, buyer: parties.buyer, totals: totals.value, payment: payment.payment,
    }),
    lines: lines.lines,
    references: [],
    findings: [...dates.findings, ...parties.findings, ...totals.findings],
    fieldMeta: { ...parties.meta, ...doubted(totals, false), ...lines.meta, ...payment.meta, ...headEvidence(document, { number, ...dates }) },
    agreement: totals.score + (lines.agreesWith === undefined ? 0 : 1),
  }
}

/** A ticket in columns with headings, or, without them, prices at the end of lines; the one with more rows. */
function boughtIn(document: Document): Table {
  const table = findTable(document)
  const till = findTillRows(document)
  return table.rows.length >= till.rows.length ? table : till
}
