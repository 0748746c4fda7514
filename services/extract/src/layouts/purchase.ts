import type { Canonical, DocType, Evidence } from '@chasqui/contracts'
import type { Draft } from './canonical.ts'
import type { Document } from './document.ts'
import { readDates } from './fields/dates.ts'
import { headEvidence } from './fields/head-evidence.ts'
import { readLines, type Table } from './fields/lines/lines.ts'
import { readNumber } from './fields/number.ts'
import { readParties } from './fields/parties/parties.ts'
import { readPayment } from './fields/payment.ts'
import type { Read } from './fields/reading.ts'
import { subTypeOf } from './fields/sub-type.ts'
import { defined, doubted, readTotals } from './fields/totals/totals.ts'
import type { Line } from './page/sheet.ts'

/** What an invoice has beside what a ticket has, and how the two differ. */
type Own = {
  isTicket: boolean
  claveAcceso?: Read<string> | undefined
  references?: Canonical['references']
  meta?: Record<string, Evidence>
}

/** What invoices and tickets have in common: who sold what to whom, when, for how much, and how it is paid. */
export function purchaseDraft(document: Document, docType: DocType, table: Table, own: Own): Draft {
  const isLine = (line: Line) => table.lines.has(line)
  const tableStart = table.lines.size === 0 ? undefined : Math.min(...[...table.lines].map((line) => line.at))
  const totals = readTotals(document, isLine)
  const lines = readLines(document, table.rows, totals.value)
  const dates = readDates(document, isLine)
  const parties = readParties(document, tableStart)
  const number = readNumber(document, docType, isLine)
  const payment = readPayment(document, dates.dueDate?.value, own.isTicket)
  const areLinesInDoubt = !own.isTicket && lines.lines.length > 0 && lines.agreesWith === undefined
  return {
    docType,
    country: document.country,
    ...defined({
      subType: subTypeOf(document.country, docType, number?.value, document.sheet),
      currency: document.currency.code,
      number: number?.value, series: number?.series, folio: number?.folio,
      issueDate: dates.issueDate?.value, issueTime: dates.issueTime?.value, dueDate: dates.dueDate?.value,
      periodStart: dates.period?.start.value, periodEnd: dates.period?.end.value,
      fiscalId: own.claveAcceso === undefined ? undefined : { kind: 'claveAcceso' as const, value: own.claveAcceso.value },
      vendor: parties.vendor, buyer: parties.buyer,
      totals: totals.value, payment: payment.payment,
    }),
    lines: lines.lines,
    references: own.references ?? [],
    findings: [...dates.findings, ...parties.findings, ...totals.findings],
    fieldMeta: {
      ...parties.meta, ...doubted(totals, areLinesInDoubt), ...lines.meta, ...payment.meta, ...own.meta,
      ...headEvidence(document, { number, fiscalId: own.claveAcceso, ...dates }),
    },
    agreement: totals.score + (lines.agreesWith === undefined ? 0 : 1),
  }
}
