import type { Evidence } from '@chasqui/contracts'
import { rulesOf } from '@chasqui/tax'
import type { Document } from '../document.ts'
import { evidenceOf } from '../page/span.ts'
import type { DatesReading } from './dates.ts'
import type { ReadNumber } from './number.ts'
import type { Read } from './reading.ts'
import { defined } from './totals/totals.ts'

type Head = Omit<DatesReading, 'findings'> & { number?: ReadNumber | undefined; fiscalId?: Read<string> | undefined }

/** Where number, dates and currency of a document came from. */
export function headEvidence(document: Document, head: Head): Record<string, Evidence> {
  const { currency, sheet } = document
  const printed = currency.span
  return defined({
    number: head.number?.evidence,
    fiscalId: head.fiscalId?.evidence,
    issueDate: head.issueDate?.evidence,
    issueTime: head.issueTime?.evidence,
    dueDate: head.dueDate?.evidence,
    periodStart: head.period?.start.evidence,
    periodEnd: head.period?.end.evidence,
    currency: printed === undefined
      ? { source: 'derived' as const, rule: 'usual currency of the country', confidence: 0.75 }
      : evidenceOf(sheet, printed, 'sign beside the amounts', 0.95, currency.code === rulesOf(document.country)?.currencies[0]),
  }) as Record<string, Evidence>
}
