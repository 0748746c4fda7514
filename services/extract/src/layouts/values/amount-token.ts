import { decimalsOf, findCurrencies, parseAmount, provenDecimalSeparator, type AmountProfile } from '@chasqui/tax'
import { isTight } from '../page/rejoin.ts'
import type { Cell, Line, Sheet } from '../page/sheet.ts'
import { signCountry } from './currency.ts'
import { spanOf, type Span } from '../page/span.ts'

/** A number that may be money, where it stands, and what it may mean. */
export type AmountToken = {
  span: Span
  /** Its meanings: one, or two for "1.234" where nothing tells thousands from decimals; the likelier first. */
  values: readonly string[]
  /** Printed as money is: with decimals, groups of thousands or a currency sign. "7" alone is weak. */
  isMoneyLike: boolean
  /** Letters were read as the digits they look like. */
  isRepaired: boolean
  currency?: string
}

/** What the document says about how it writes numbers. */
export type NumberStyle = { country: string; currency?: string | undefined }

const CURRENCY = "(?:US ?\\$|U\\$S|R\\$|S\\/ ?\\.?|[€$£]|EUR(?:OS?)?|USD|PEN|CLP|CLF|COP|MXN|UF|SOLES)"
const DIGITS = "\\d(?:[\\d.,']*\\d)?(?:[.,]-{1,2})?"
const SCANNED_DIGITS = "[\\dOoIlSB](?:[\\dOoIlSB.,']*[\\dOoIlSB])?(?:[.,]-{1,2})?"
const BLANK_GROUPS = '\\d{1,3}(?: \\d{3})+(?:[.,]\\d{1,2})?'

/** A number begins behind a blank, a bracket, a colon or a multiplication sign, and ends before a blank or a bracket. */
const shape = (digits: string) =>
  new RegExp(`(?<=^|[\\s(=@×]|(?<!\\d):|\\d ?x ?)(?:[-–−+] ?)?(?:\\((?=[^)]*\\)))?(?:${CURRENCY} ?)?(?:[-–−] ?)?(?:${BLANK_GROUPS}|\\.?${digits})(?: ?${CURRENCY})?[-–−)]?(?: ?%)?(?=$|[\\s);*]|:(?!\\d)|[.,](?:\\s|$))`, 'giu')
const PRINTED = shape(DIGITS)
const SCANNED = shape(SCANNED_DIGITS)

/** All numbers of a document that may be amounts: not dates, not percentages, not codes that begin with zeros. */
export function amountTokens(sheet: Sheet, style: NumberStyle): AmountToken[] {
  const isScan = sheet.source === 'ocr'
  const raw = sheet.lines.flatMap((line) => line.cells.flatMap((cell) => numbersIn(line, cell, isScan)))
  const decimalSeparator = provenBy(raw.map((span) => span.text))
  const profile: AmountProfile = {
    country: style.country, isScan,
    ...(style.currency === undefined ? {} : { currency: style.currency }),
    ...(decimalSeparator === undefined ? {} : { decimalSeparator }),
  }
  return raw.flatMap((span) => tokenOf(span, profile, style.country) ?? [])
}

/** The decimal separator that most numbers prove; a scan misreads one now and then, so one witness does not decide. */
function provenBy(texts: readonly string[]): '.' | ',' | undefined {
  const votes = { '.': 0, ',': 0 }
  for (const text of texts) {
    const proven = provenDecimalSeparator([text])
    if (proven !== undefined) votes[proven]++
  }
  if (votes['.'] > 3 * votes[',']) return '.'
  return votes[','] > 3 * votes['.'] ? ',' : undefined
}

function numbersIn(line: Line, cell: Cell, isScan: boolean): Span[] {
  return [...cell.text.matchAll(isScan ? SCANNED : PRINTED)]
    .flatMap((match) => withoutFalseGroups(cell, match[0], match.index))
    .filter(({ text }) => !text.includes('%') && /\d/.test(text))
    .map(({ text, index }) => spanOf(line, cell.from + index, cell.from + index + text.length))
}

/** "10 100,00" is a quantity and a price unless the blank is too narrow to stand between two words. */
function withoutFalseGroups(cell: Cell, text: string, index: number): { text: string; index: number }[] {
  const blank = /\d \d{3}/.exec(text)
  if (blank === null || isOneNumber(cell, index + blank.index, index + text.length)) return [{ text, index }]
  let at = index
  return text.split(/(?<=\d) (?=\d)/).map((part) => {
    const found = { text: part, index: at }
    at += part.length + 1
    return found
  })
}

function isOneNumber(cell: Cell, from: number, to: number): boolean {
  let at = 0
  const touched = cell.words.filter((word) => {
    const begin = at
    at += word.text.length + 1
    return begin < to && begin + word.text.length > from
  })
  return touched.every((word, i) => i === 0 || isTight(touched[i - 1] ?? word, word))
}

const MAX_PLAIN_DIGITS = 9

function tokenOf(span: Span, profile: AmountProfile, country: string): AmountToken | undefined {
  const text = span.text.replace(/[):;*]+$/, (tail) => (span.text.includes('(') ? tail : '')).trim()
  const bare = text.replace(/[^\dOoIlSB.,' -]/g, '').trim()
  if (/^-?0\d/.test(bare.replace(/[.,' ]/g, '')) && !/^-?0[.,]/.test(bare)) return undefined
  const parsed = parseAmount(text, profile)
  const values = 'value' in parsed ? [parsed.value] : 'candidates' in parsed ? preferredFirst(parsed.candidates, parsed.preferred) : rescued(bare, profile)
  if (values.length === 0) return undefined
  const currency = findCurrencies(text, signCountry(country))[0]?.currency
  const isPlain = /^-?\d+$/.test(bare)
  if (isPlain && bare.length > MAX_PLAIN_DIGITS) return undefined
  const isRepaired = 'isRepaired' in parsed || 'reject' in parsed
  return { span, values, isMoneyLike: currency !== undefined || isPrintedAsMoney(bare, profile), isRepaired, ...(currency === undefined ? {} : { currency }) }
}

function preferredFirst(candidates: readonly string[], preferred: string | undefined): readonly string[] {
  return preferred === undefined ? candidates : [preferred, ...candidates.filter((value) => value !== preferred)]
}

/** Money has the decimals of its currency; three digits behind a point are thousands, or a quantity. */
function isPrintedAsMoney(printed: string, profile: AmountProfile): boolean {
  const bare = printed.replace(/[.,]-{1,2}$/, '')
  if (profile.currency !== undefined && decimalsOf(profile.currency) === 0) return /\d[.,' ]\d{3}(?!\d)/.test(bare)
  return /[.,]\d{2}-?$/.test(bare) || /\d[.,' ]\d{3}[.,' ]?\d*$/.test(bare)
}

/** A scan takes a comma for a point now and then: in "1.306.40" groups and decimals are plain all the same. */
function rescued(bare: string, profile: AmountProfile): string[] {
  if (profile.isScan !== true) return []
  const match = /^(-?)(\d{1,3})((?:[.,]\d{3})+)[.,](\d{2})$/.exec(bare)
  return match === null ? [] : [`${match[1]}${match[2]}${(match[3] ?? '').replace(/[.,]/g, '')}.${match[4]}`]
}

/** A rate of tax, and where it stands. Percent as decimal text. */
export type PercentToken = { span: Span; rate: string }

/** All percentages on a line: "21%", "(21,00 %)", "IVA21%". */
export function percentTokens(line: Line): PercentToken[] {
  return [...line.text.matchAll(/(?<![\d.,])(\d{1,2}(?:[.,]\d{1,4})?) ?%/g)].map((match) => ({
    span: spanOf(line, match.index, match.index + match[0].length),
    rate: (match[1] ?? '').replace(',', '.'),
  }))
}
