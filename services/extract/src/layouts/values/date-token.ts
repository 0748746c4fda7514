import { findDates, type FoundDate } from '@chasqui/tax'
import type { Sheet } from '../page/sheet.ts'
import { spanOf, type Span } from '../page/span.ts'

/** A date and where it stands. */
export type DateToken = FoundDate & { span: Span }

/** Everything in a document that has the shape of a date and is one. */
export function dateTokens(sheet: Sheet, country: string | undefined): DateToken[] {
  const options = country === undefined ? {} : { country }
  return sheet.lines.flatMap((line) =>
    findDates(line.text, options).map((date) => ({ ...date, span: spanOf(line, date.index, date.index + date.raw.length) })))
}

/** A time of day and where it stands. */
export type TimeToken = { time: string; span: Span }

const TIME = /(?<![\d:.,])([01]?\d|2[0-3])[:°]([0-5]\d)(?:[:°]([0-5]\d))?(?![\d:])(?: ?([ap])\.? ?m\.?)?/g

/** Every time of day: "18:32", "6:32 pm". */
export function timeTokens(sheet: Sheet): TimeToken[] {
  return sheet.lines.flatMap((line) =>
    [...line.folded.matchAll(TIME)].map((match) => {
      const [all, hour = '', minute = '', second, half] = match
      return { time: timeOf(Number(hour), minute, second, half), span: spanOf(line, match.index, match.index + all.length) }
    }))
}

function timeOf(hour: number, minute: string, second: string | undefined, half: string | undefined): string {
  const shifted = half === 'p' && hour < 12 ? hour + 12 : half === 'a' && hour === 12 ? 0 : hour
  return [String(shifted).padStart(2, '0'), minute, ...(second === undefined ? [] : [second])].join(':')
}
