import { civilDate } from './civil-date.ts'
import { monthNamed } from './month-names.ts'
import { writingOf } from './writing.ts'

export type DateWarning = 'DATE_ORDER_GUESSED' | 'DATE_CLAMPED'

export type DateOptions = {
  /** The country of the document: the United States write the month first, all others here the day. */
  country?: string
  /** What is known of the order where this date stands: it comes before the custom of the country. */
  order?: 'day-first' | 'month-first'
  /** True beside a label such as "fecha": only there eight digits in a row are a date (20250415). */
  isLabelled?: boolean
}

/** A date as YYYY-MM-DD. `isRepaired`: letters were read as the digits they look like. */
export type ParsedDate = { date: string; warnings: readonly DateWarning[]; isRepaired?: true }
export type DateRejection = { reject: 'not-a-date' | 'no-such-day' }
export type FoundDate = ParsedDate & { /** Where in the text it begins. */ index: number; raw: string }

/** A digit, or a letter that OCR takes for one. */
const D = '[\\dOoIl|SB]'
const DIGIT_OF: Readonly<Record<string, string>> = { O: '0', o: '0', I: '1', l: '1', '|': '1', S: '5', B: '8' }
const MONTH_WORD = '\\p{L}{3,10}'

const SHAPES = {
  ymd: `(?<ymdY>${D}{4})(?<ymdSep>[-/.])(?<ymdM>${D}{1,2})\\k<ymdSep>(?<ymdD>${D}{1,2})(?:[T ]\\d{2}:\\d{2}(?::\\d{2}(?:[.,]\\d+)?)?)?(?:Z|[+-]\\d{2}:?\\d{2})?`,
  numeric: `(?<a>${D}{1,2}) ?(?<sep>[-/.]) ?(?<b>${D}{1,2}) ?\\k<sep> ?(?<y>${D}{4}|${D}{2})`,
  dayMonth: `(?<dmD>${D}{1,2})(?:º|°|st|nd|rd|th)?(?: de |[ ]|[-/.])(?<dmM>${MONTH_WORD})\\.?(?: del? (?:año )?|, ?|[ ]|[-/.])(?<dmY>\\d{4}|\\d{2})`,
  monthDay: `(?<mdM>${MONTH_WORD})\\.? (?<mdD>${D}{1,2})(?:st|nd|rd|th)?,? (?:del? )?(?<mdY>\\d{4})`,
} as const
const COMPACT = '(?<cY>(?:19|20)\\d{2})(?<cM>\\d{2})(?<cD>\\d{2})'

const anyShape = (shapes: readonly string[]) => shapes.map((shape) => `(?:${shape})`).join('|')
const PLAIN = anyShape(Object.values(SHAPES))
const LABELLED = anyShape([...Object.values(SHAPES), COMPACT])
// A date neither begins inside a word or number nor ends in one: the 12-08-20 of 12-08-20250 is none.
const whole = (shapes: string) => new RegExp(`^(?:${shapes})$`, 'iu')
const within = (shapes: string) => new RegExp(`(?<![\\p{L}\\d]|\\d[./-])(?:${shapes})(?![\\p{L}\\d]|[./-]\\d)`, 'giu')
const WHOLE = { plain: whole(PLAIN), labelled: whole(LABELLED) }
const WITHIN = { plain: within(PLAIN), labelled: within(LABELLED) }

/**
 * Reads a text that is a date and nothing else: ISO (also with a time, which is dropped), day-month-year in digits or with
 * a Spanish, English or Catalan month, month-day-year with a name. Two-digit years: 00–79 are 20xx, 80–99 are 19xx.
 */
export function parseDate(text: string, options: DateOptions = {}): ParsedDate | DateRejection {
  const clean = text.replace(/\s+/g, ' ').trim()
  if (clean.length > 40) return { reject: 'not-a-date' }
  const match = (options.isLabelled ? WHOLE.labelled : WHOLE.plain).exec(clean)
  return match?.groups === undefined ? { reject: 'not-a-date' } : readShape(match.groups, options)
}

/** All dates in a longer text, in order. Shapes that are no existing day are left out. */
export function findDates(text: string, options: DateOptions = {}): FoundDate[] {
  const found: FoundDate[] = []
  for (const match of text.matchAll(options.isLabelled ? WITHIN.labelled : WITHIN.plain)) {
    const read = readShape(match.groups ?? {}, options)
    if ('date' in read) found.push({ ...read, index: match.index, raw: match[0] })
  }
  return found
}

type Groups = Record<string, string | undefined>

function readShape(groups: Groups, options: DateOptions): ParsedDate | DateRejection {
  if (groups['ymdY'] !== undefined) return named(groups, 'ymdY', 'ymdM', 'ymdD')
  if (groups['cY'] !== undefined) return named(groups, 'cY', 'cM', 'cD')
  if (groups['dmM'] !== undefined) return named(groups, 'dmY', 'dmM', 'dmD')
  if (groups['mdM'] !== undefined) return named(groups, 'mdY', 'mdM', 'mdD')
  return readOrdered(groups, options)
}

/** A shape that says itself which part is which. */
function named(groups: Groups, yearPart: string, monthPart: string, dayPart: string): ParsedDate | DateRejection {
  const year = digits(groups[yearPart])
  const day = digits(groups[dayPart])
  const monthText = groups[monthPart] ?? ''
  const month = /^\p{L}{3,}/u.test(monthText) ? { value: monthNamed(monthText), isRepaired: false } : digits(monthText)
  if (year === undefined || day === undefined || month?.value === undefined) return { reject: 'not-a-date' }
  const date = civilDate(fullYear(groups[yearPart], year.value), month.value, day.value)
  return date === undefined ? { reject: 'no-such-day' } : parsed(date, [], year.isRepaired || month.isRepaired || day.isRepaired)
}

/** All digits: the custom of the country says which comes first, unless only the other order is a day. */
function readOrdered(groups: Groups, options: DateOptions): ParsedDate | DateRejection {
  const a = digits(groups['a'])
  const b = digits(groups['b'])
  const y = digits(groups['y'])
  if (a === undefined || b === undefined || y === undefined) return { reject: 'not-a-date' }
  const text = `${groups['a']}${groups['b']}${groups['y']}`
  // More letters than digits is a code such as "IS-IS-20", not a date with a flaw.
  if (text.replace(/\d/g, '').length * 2 > text.length) return { reject: 'not-a-date' }

  const year = fullYear(groups['y'], y.value)
  const isMonthFirst = (options.order ?? writingOf(options.country)?.dateOrder) === 'month-first'
  const [day, month] = isMonthFirst ? [b.value, a.value] : [a.value, b.value]
  const isRepaired = a.isRepaired || b.isRepaired || y.isRepaired

  const usual = civilDate(year, month, day)
  if (usual !== undefined) return parsed(usual, [], isRepaired)
  const swapped = civilDate(year, day, month)
  return swapped === undefined ? { reject: 'no-such-day' } : parsed(swapped, ['DATE_ORDER_GUESSED'], isRepaired)
}

function parsed(date: string, warnings: readonly DateWarning[], isRepaired: boolean): ParsedDate {
  return isRepaired ? { date, warnings, isRepaired } : { date, warnings }
}

/** The number, with letters put right that OCR takes for digits. */
function digits(text: string | undefined): { value: number; isRepaired: boolean } | undefined {
  if (text === undefined) return undefined
  const fixed = text.replace(/[OoIl|SB]/gi, (letter) => DIGIT_OF[letter] ?? DIGIT_OF[letter.toUpperCase()] ?? letter)
  return /^\d+$/.test(fixed) ? { value: Number(fixed), isRepaired: fixed !== text } : undefined
}

function fullYear(text: string | undefined, year: number): number {
  if (text?.length !== 2) return year
  return year <= 79 ? 2000 + year : 1900 + year
}
