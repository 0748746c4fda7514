import { clampedDate } from '@chasqui/tax'
import type { Finding } from '../xml/fields.ts'

/** Collects what had to be put right in the dates of one bank file. */
export type BankDates = {
  readonly findings: Finding[]
  /** A date of that file, moved to the end of its month when it does not exist; undefined when it is no date at all. */
  date(year: number, month: number, day: number): string | undefined
  /** `250415` or `20250415…`. */
  digits(text: string): string | undefined
  /** `2025-04-15`, also with a time. */
  iso(text: string | undefined): string | undefined
}

/** Banks do book on 30 February: the last day of the month stands in, and the file is marked for review. */
export function bankDates(): BankDates {
  const findings: Finding[] = []
  const date = (year: number, month: number, day: number): string | undefined => {
    const clamped = clampedDate(year, month, day)
    if (clamped !== undefined && clamped.warnings.length > 0) {
      const stated = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
      findings.push({ code: 'DATE_CLAMPED', severity: 'review', field: 'bankStatement.transactions', message: `There is no ${stated}; it was read as ${clamped.date}`, value: stated })
    }
    return clamped?.date
  }
  return {
    findings,
    date,
    digits: (text) => {
      const match = /^(\d{2}(?=\d{4}$)|\d{4}(?=\d{4}))(\d{2})(\d{2})/.exec(text.trim())
      return match === null ? undefined : date(fullYear(match[1] ?? ''), Number(match[2]), Number(match[3]))
    },
    iso: (text) => {
      const match = /^(\d{4})-(\d{2})-(\d{2})(?!\d)/.exec(text?.trim() ?? '')
      return match === null ? undefined : date(Number(match[1]), Number(match[2]), Number(match[3]))
    },
  }
}

function fullYear(year: string): number {
  if (year.length === 4) return Number(year)
  return Number(year) >= 80 ? 1900 + Number(year) : 2000 + Number(year)
}
