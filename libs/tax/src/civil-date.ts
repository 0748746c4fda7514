/** Civil dates as text, YYYY-MM-DD: comparing the text compares the dates. */

const DAY_MS = 86_400_000

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** The date as text, or undefined when there is no such day. Years 1000–9999. */
export function civilDate(year: number, month: number, day: number): string | undefined {
  if (year < 1000 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** Whether the text is YYYY-MM-DD and that day exists. */
export function isCivilDate(text: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)
  return match !== null && civilDate(Number(match[1]), Number(match[2]), Number(match[3])) !== undefined
}

function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS
}

/** Days from one date to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from)
}

/** The date so many days later (or, negative, earlier). */
export function addDays(date: string, days: number): string {
  return new Date((dayNumber(date) + days) * DAY_MS).toISOString().slice(0, 10)
}

/** Banks book on a 30 February: the last day of the month stands in for a day that the month has not. */
export function clampedDate(year: number, month: number, day: number): { date: string; warnings: readonly 'DATE_CLAMPED'[] } | undefined {
  const exact = civilDate(year, month, day)
  if (exact !== undefined) return { date: exact, warnings: [] }
  if (month < 1 || month > 12 || day < 29 || day > 31) return undefined
  const last = civilDate(year, month, daysInMonth(year, month))
  return last === undefined ? undefined : { date: last, warnings: ['DATE_CLAMPED'] }
}

/** The date of an Excel cell: serial days from 1899-12-30, or from 1904-01-01 in workbooks that say so. */
export function fromExcelSerial(serial: number, is1904 = false): string | undefined {
  if (!Number.isFinite(serial) || serial < 1 || serial > 2_958_465) return undefined
  return addDays(is1904 ? '1904-01-01' : '1899-12-30', Math.floor(serial))
}

/** By time zone. Making a formatter costs fifty times as much as using it, and the zones that exist are a few hundred. */
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(timezone: string): Intl.DateTimeFormat {
  const known = formatters.get(timezone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-CA', { timeZone: timezone, year: 'numeric', month: '2-digit', day: '2-digit' })
  formatters.set(timezone, made)
  return made
}

/** What day it is at that instant in an IANA time zone. Throws RangeError on an unknown zone. */
export function civilDateIn(timezone: string, instant: Date): string {
  const parts = formatterOf(timezone).formatToParts(instant)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}
