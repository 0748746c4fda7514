import type { Canonical } from '@chasqui/contracts'
import { add, isWithin, isZero, mul, rulesOf, sub, unitOf } from '@chasqui/tax'

/** The smallest amount of the document's currency; of its country's where none is named. */
export function unitOfDocument({ currency, country }: Canonical): string {
  return unitOf(currency ?? rulesOf(country)?.currencies[0] ?? 'EUR')
}

/** So many units: units("0.01", 2) is "0.02", units("1", 1.5) is "1.5". */
export function units(unit: string, count: number): string {
  return mul(unit, String(count))
}

/** An amount that issuers count in on one document and leave out on another. */
export type Term = string | undefined

/**
 * Whether `target` is `base` with any choice of the optional terms added, within the tolerance. Formats disagree on
 * whether discounts, surcharges and rounding stand inside or beside a figure; each reading that adds up is right.
 */
export function addsUp(target: string, base: string, terms: readonly Term[], tolerance: string): boolean {
  if (isWithin(target, base, tolerance)) return true
  const given = terms.filter((term) => term !== undefined && !isZero(term))
  const [first, ...rest] = given
  if (first === undefined) return false
  return addsUp(target, base, rest, tolerance) || addsUp(target, add(base, first), rest, tolerance)
}

export function minus(value: string | undefined): Term {
  return value === undefined ? undefined : sub('0', value)
}
