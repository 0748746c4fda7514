import BigJs from 'big.js'
import { decimalsOf } from './currency.ts'

/**
 * Arithmetic on decimal text ("448.40"). Nothing here is ever a float: big.js holds the digits.
 * Results keep the longest scale of what went in, so "100.00" + "12.00" is "112.00".
 */

/** Our own constructor: numbers are refused (strict), and settings of another user of big.js cannot reach it. */
const Big = BigJs()
Big.strict = true
Big.RM = 1 // half up, away from zero; never half to even

function scaleOf(value: string): number {
  const point = value.indexOf('.')
  return point === -1 ? 0 : value.length - point - 1
}

const NEGATIVE_ZERO = /^-0(\.0+)?$/

/** Decimal text of that scale, without a minus before a zero. */
function textOf(value: BigJs, scale: number): string {
  const text = value.toFixed(scale)
  return NEGATIVE_ZERO.test(text) ? text.slice(1) : text
}

/** The sum of all values. Empty is "0". Throws on what is not a decimal. */
export function sum(values: readonly string[]): string {
  let total = new Big('0')
  let scale = 0
  for (const value of values) {
    total = total.plus(value)
    scale = Math.max(scale, scaleOf(value))
  }
  return textOf(total, scale)
}

export function add(a: string, b: string): string {
  return textOf(new Big(a).plus(b), Math.max(scaleOf(a), scaleOf(b)))
}

export function sub(a: string, b: string): string {
  return textOf(new Big(a).minus(b), Math.max(scaleOf(a), scaleOf(b)))
}

/** The exact product, with the scales of both factors. */
export function mul(a: string, b: string): string {
  return textOf(new Big(a).times(b), scaleOf(a) + scaleOf(b))
}

/** Only for quotients: cuts at 40 decimals, so that the rounding to the wanted scale is the only one. */
const Cut = BigJs()
Cut.strict = true
Cut.RM = 0
Cut.DP = 40

/** The quotient, rounded half up to `decimals` (at most 30). Throws on a division by zero. */
export function div(a: string, b: string, decimals: number): string {
  return textOf(new Big(new Cut(a).div(b).toFixed()), decimals)
}

/** Rounded half up (0.5 away from zero) to `decimals`, with exactly that many. */
export function round(value: string, decimals: number): string {
  return textOf(new Big(value), decimals)
}

/** Rounded half up to the decimals of the currency. */
export function roundToCurrency(value: string, currency: string): string {
  return round(value, decimalsOf(currency))
}

/** What `rate` percent of `base` is, exact: percentOf("49.62", "12") is "5.9544". */
export function percentOf(base: string, rate: string): string {
  return textOf(new Big(base).times(rate).times('0.01'), scaleOf(base) + scaleOf(rate) + 2)
}

export function abs(value: string): string {
  return value.startsWith('-') ? value.slice(1) : value
}

export function negate(value: string): string {
  return textOf(new Big(value).times('-1'), scaleOf(value))
}

/** -1 when a < b, 0 when they are the same amount, 1 when a > b. */
export function compare(a: string, b: string): -1 | 0 | 1 {
  return new Big(a).cmp(b)
}

export function isZero(value: string): boolean {
  return new Big(value).eq('0')
}

export function isNegative(value: string): boolean {
  return new Big(value).lt('0')
}

/** Whether |a − b| ≤ tolerance. */
export function isWithin(a: string, b: string, tolerance: string): boolean {
  return new Big(a).minus(b).abs().lte(tolerance)
}

/** R7: the net and the tax inside a total at one known rate, rounded to the currency. A proposal, never a fact. */
export function splitInclusive(total: string, rate: string, currency: string): { base: string; tax: string } {
  const base = div(mul(total, '100'), add('100', rate), decimalsOf(currency))
  return { base, tax: roundToCurrency(sub(total, base), currency) }
}
