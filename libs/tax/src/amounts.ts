import { decimalsOf } from './currency.ts'
import { add, compare } from './money.ts'
import { readSeparators, type Reading, type Separator } from './separators.ts'
import { writingOf } from './writing.ts'

/** What is known about the document that an amount was printed in. */
export type AmountProfile = {
  country?: string
  currency?: string
  /** The decimal separator that other amounts of the same document prove; see `provenDecimalSeparator`. */
  decimalSeparator?: Separator
  /** False for typed sources, where a letter is no misread digit. Default true. */
  isScan?: boolean
  /** Money, not a quantity or a rate: the custom of a country alone makes no amount finer than its currency. */
  isMoney?: boolean
}

export type AmountRejection = 'empty' | 'not-a-number' | 'bad-groups' | 'too-long'

/**
 * An amount as read. Ambiguous is "1.234" with nothing to tell thousands from decimals: `candidates` has both
 * readings, `preferred` the one that the custom of the country leans to, where it is weak (Ecuador) or would make money of
 * thousandths; arithmetic decides, else a person.
 */
export type ParsedAmount =
  | { value: string; isRepaired?: true }
  | { ambiguous: true; candidates: readonly [thousands: string, decimals: string]; preferred?: string }
  | { reject: AmountRejection }

const MAX_CHARS = 40

const WIDE_SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]/g
const MINUSES = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g
const APOSTROPHES = /[\u2018\u2019\u02bc\u00b4`]/g

const SIGNS = 'US ?\\$|U\\$S|R\\$|S\\/ ?\\.?|[€$£]|EUR(?:OS?)?|USD|PEN|CLP|CLF|COP|MXN|BRL|GBP|UF|SOLES'
const SIGN_BEFORE = new RegExp(`^([-+(]?) *(?:${SIGNS}) *`, 'i')
const SIGN_AFTER = new RegExp(` *(?:${SIGNS})([-)]?)$`, 'i')

/** "19.990.-" and "1.000,--": the dash stands for no cents, not for a minus. */
const NO_CENTS = /[.,] ?(?:-{1,2}|=)$/
const SIDE = /^(.*[^A-Z]) ?(CR|DR|H|D)$/i
const MISREAD = /[OoIl|SB]/g
const DIGIT_OF: Readonly<Record<string, string>> = { O: '0', o: '0', I: '1', l: '1', '|': '1', S: '5', B: '8' }
const NUMBER_SHAPE = /^[\d.,' ]+$/
const MISREAD_SHAPE = /^[\dOoIl|SB.,' ]+$/

/**
 * Reads an amount as printed: any mix of separators, currency signs, minus signs and OCR errors.
 * The value is decimal text with the printed scale: "1.234,56 €" is "1234.56", "(120,50)" is "-120.50".
 */
export function parseAmount(text: string, profile: AmountProfile = {}): ParsedAmount {
  if (text.length > MAX_CHARS) return { reject: 'too-long' }
  const bare = withoutSign(withoutCurrency(cleaned(text)))
  if (bare.digits === '') return { reject: text.trim() === '' ? 'empty' : 'not-a-number' }

  const shape = numberShape(bare.digits, profile.isScan ?? true)
  if (shape === undefined) return { reject: 'not-a-number' }

  const reading = readSeparators(shape.digits)
  const parsed = reading.kind === 'either' && bare.isWhole ? { value: reading.thousands } : decide(reading, profile)
  return finish(parsed, bare.isNegative, shape.isRepaired)
}

function cleaned(text: string): string {
  return text.replace(WIDE_SPACES, ' ').replace(MINUSES, '-').replace(APOSTROPHES, "'").trim()
}

/** Drops signs and codes from both ends; a minus or parenthesis outside them stays. */
function withoutCurrency(text: string): string {
  let rest = text
  for (;;) {
    const shorter = rest.replace(SIGN_BEFORE, '$1').replace(SIGN_AFTER, '$1').trim()
    if (shorter === rest) return rest
    rest = shorter
  }
}

type Bare = { digits: string; isNegative: boolean; isWhole: boolean }

function withoutSign(text: string): Bare {
  let rest = text
  let isNegative = false

  const side = SIDE.exec(rest)
  if (side && /\d/.test(side[1] ?? '')) {
    rest = withoutCurrency((side[1] ?? '').trim())
    isNegative = /^d/i.test(side[2] ?? '')
  }
  const isWhole = NO_CENTS.test(rest)
  if (isWhole) rest = rest.replace(NO_CENTS, '')
  const inside = /^\((.+)\)$/.exec(rest)
  if (inside) {
    rest = withoutCurrency((inside[1] ?? '').trim())
    isNegative = true
  }
  const signed = /^([-+]?) ?(.*?) ?(-?)$/.exec(rest)
  if (signed?.[1] === '-' || signed?.[3] === '-') isNegative = true
  return { digits: signed?.[2] ?? '', isNegative, isWhole }
}

/** Only digits and separators, misread digits put right; undefined when the text is no number even so. */
function numberShape(text: string, isScan: boolean): { digits: string; isRepaired: boolean } | undefined {
  // Tesseract likes to put a space behind a separator: "1. 234,56".
  const tight = text.replace(/([.,]) (?=\S)/g, '$1')
  if (NUMBER_SHAPE.test(tight)) return /\d/.test(tight) ? { digits: tight, isRepaired: tight !== text } : undefined
  if (!isScan || !MISREAD_SHAPE.test(tight)) return undefined

  const letters = tight.match(MISREAD)?.length ?? 0
  const digits = tight.match(/\d/g)?.length ?? 0
  // More letters than digits is a word or a code, not a number with a flaw.
  if (digits === 0 || letters > digits) return undefined
  return { digits: tight.replace(MISREAD, (letter) => DIGIT_OF[letter] ?? letter), isRepaired: true }
}

/** Proof in the document first, then a currency without decimals, then the custom of the country. */
function decide(reading: Reading, profile: AmountProfile): ParsedAmount {
  if (reading.kind === 'bad-groups') return { reject: 'bad-groups' }
  if (reading.kind === 'plain') return { value: reading.value }

  const pick = (decimal: Separator) => (reading.separator === decimal ? reading.decimals : reading.thousands)
  if (profile.decimalSeparator !== undefined) return { value: pick(profile.decimalSeparator) }
  if (profile.currency !== undefined && decimalsOf(profile.currency) === 0) return { value: reading.thousands }

  const custom = writingOf(profile.country)
  if (custom !== undefined && !custom.isDecimalWeak && !isTooFine(reading, custom.decimal, profile)) return { value: pick(custom.decimal) }
  const candidates = [reading.thousands, reading.decimals] as const
  return custom === undefined ? { ambiguous: true, candidates } : { ambiguous: true, candidates, preferred: pick(custom.decimal) }
}

function isTooFine(reading: { separator: Separator }, decimal: Separator, { isMoney, currency }: AmountProfile): boolean {
  return isMoney === true && reading.separator === decimal && decimalsOf(currency ?? '') < THREE
}

/** What stands behind the separator of an amount that may be read in two ways. */
const THREE = 3

function finish(parsed: ParsedAmount, isNegative: boolean, isRepaired: boolean): ParsedAmount {
  if ('reject' in parsed) return parsed
  const sign = (digits: string) => {
    const bare = digits.replace(/^0+(?=\d)/, '')
    return isNegative && /[1-9]/.test(bare) ? `-${bare}` : bare
  }
  if ('value' in parsed) return isRepaired ? { value: sign(parsed.value), isRepaired } : { value: sign(parsed.value) }
  const [thousands, decimals] = parsed.candidates
  const candidates = [sign(thousands), sign(decimals)] as const
  return parsed.preferred === undefined ? { ambiguous: true, candidates } : { ambiguous: true, candidates, preferred: sign(parsed.preferred) }
}

/**
 * The decimal separator that the amounts of one document prove, for `AmountProfile.decimalSeparator`. "1.234,56" proves
 * the comma, "1,234,567" the point. Undefined when nothing is proven or the document contradicts itself.
 */
export function provenDecimalSeparator(texts: Iterable<string>): Separator | undefined {
  const proven = new Set<Separator>()
  for (const text of texts) {
    if (text.length > MAX_CHARS) continue
    const shape = numberShape(withoutSign(withoutCurrency(cleaned(text))).digits, false)
    const reading = shape && readSeparators(shape.digits)
    if (reading?.kind === 'plain' && reading.decimal) proven.add(reading.decimal)
  }
  return proven.size === 1 ? [...proven][0] : undefined
}

/** Every value that the text may have meant. */
export function readingsOf(parsed: ParsedAmount): readonly string[] {
  if ('reject' in parsed) return []
  return 'value' in parsed ? [parsed.value] : parsed.candidates
}

/**
 * Rule 5, arithmetic: the one reading of three amounts in which subtotal + tax = total exactly, or undefined when no
 * reading or more than one satisfies it.
 */
export function settleByArithmetic(amounts: { subtotal: ParsedAmount; tax: ParsedAmount; total: ParsedAmount }): { subtotal: string; tax: string; total: string } | undefined {
  const fitting = readingsOf(amounts.subtotal).flatMap((subtotal) =>
    readingsOf(amounts.tax).flatMap((tax) =>
      readingsOf(amounts.total)
        .filter((total) => compare(add(subtotal, tax), total) === 0)
        .map((total) => ({ subtotal, tax, total }))))
  return fitting.length === 1 ? fitting[0] : undefined
}
