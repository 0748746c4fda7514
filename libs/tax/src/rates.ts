import { rulesOf } from './countries.ts'
import { compare } from './money.ts'
import type { Rate } from './rate.ts'

/** The rates of a kind that were in force in a country on a date (the tax point, else the issue date). */
export function ratesInForce(country: string, kind: string, date: string): readonly Rate[] {
  return (rulesOf(country)?.rates ?? []).filter((rate) => rate.kind === kind && isInForce(rate, date))
}

function isInForce(rate: Rate, date: string): boolean {
  return (rate.from === undefined || rate.from <= date) && (rate.to === undefined || date <= rate.to)
}

/**
 * Whether a rate (percent as decimal text; null = exempt or not subject) was lawful on a date. Also true where nothing is
 * known of that kind of tax in that country: only a rate that contradicts the table is unlawful.
 */
export function isLegalRate(country: string, kind: string, rate: string | null, date: string): boolean {
  if (rate === null) return true
  const known = (rulesOf(country)?.rates ?? []).filter((one) => one.kind === kind)
  return known.length === 0 || known.some((one) => isInForce(one, date) && compare(one.rate, rate) === 0)
}

/**
 * Whether a rate was lawful on that date or on any day before it: a credit note carries the rate of the invoice that it
 * corrects, whose date it may not tell.
 */
export function wasEverLegalRate(country: string, kind: string, rate: string | null, date: string): boolean {
  if (rate === null) return true
  const known = (rulesOf(country)?.rates ?? []).filter((one) => one.kind === kind)
  return known.length === 0 || known.some((one) => (one.from === undefined || one.from <= date) && compare(one.rate, rate) === 0)
}
