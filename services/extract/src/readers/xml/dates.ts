import { civilDate } from '@chasqui/tax'

/**
 * A date as machines write it: `2025-04-15`, also with a time behind it, or `15/04/2025` (Ecuador).
 * The calendar date is taken as written; zones never move it. Undefined for a day that does not exist.
 */
export function readDate(text: string): string | undefined {
  const trimmed = text.trim()
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:$|[T Z+-])/.exec(trimmed)
  if (iso) return civilDate(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const dayFirst = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:$|[T ])/.exec(trimmed)
  return dayFirst ? civilDate(Number(dayFirst[3]), Number(dayFirst[2]), Number(dayFirst[1])) : undefined
}

/** The time of day in `10:30:00.000-05:00` or behind a date's `T`; undefined when there is none. */
export function readTime(text: string): string | undefined {
  const match = /(?:^|[T ])([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?/.exec(text.trim())
  if (match === null) return undefined
  const time = `${match[1]?.padStart(2, '0')}:${match[2]}`
  return match[3] === undefined ? time : `${time}:${match[3]}`
}
