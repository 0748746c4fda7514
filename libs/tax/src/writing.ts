import { rulesOf } from './countries.ts'

/** How numbers and dates are usually written in a country. */
export type Writing = {
  /** The usual decimal separator. */
  decimal: '.' | ','
  /** True where both styles are printed, so that arithmetic should be asked first (Ecuador). */
  isDecimalWeak?: boolean
  /** Which comes first in an all-digit date. */
  dateOrder: 'day-first' | 'month-first'
}

/** Countries whose documents are read although none of their tax rules are known. */
const ELSEWHERE: Readonly<Record<string, Writing>> = {
  US: { decimal: '.', dateOrder: 'month-first' },
}

/** How the country writes, or undefined when nothing is known of it. */
export function writingOf(country: string | undefined): Writing | undefined {
  if (country === undefined) return undefined
  return rulesOf(country)?.writing ?? ELSEWHERE[country]
}
