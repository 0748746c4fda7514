import type { AmountToken } from '../../values/amount-token.ts'
import type { Claim } from './ledger.ts'
import type { RatedLine, TaxRow } from './tax-rows.ts'
import { absUnits, toUnits, type Units } from './units.ts'

/** Everything about the figures of a document that a sum may be made of. */
export type Figures = {
  /** Amounts with the labels that claim them. */
  claims: readonly Claim[]
  /** The tables of taxes that the page may show. */
  tables: readonly (readonly TaxRow[])[]
  /** Lines with one rate and some amounts, whole or torn. */
  rated: readonly RatedLine[]
  /** Whether the page names a tax at all. */
  hasTax: boolean
  /** Amounts outside the table of lines that no label of payment or change claims. */
  pool: readonly AmountToken[]
  /** Smallest unit of the currency, as units. */
  unit: Units
  /** Lawful rates of the country in percent. */
  rates: readonly string[]
}

/** What a figure adds to the score of a sum: how well the page names it, and what proves it. */
export const POINTS = { subtotal: 2, tax: 2, total: 3, payable: 2.2, rows: 2.2, unnamed: 0.3, proof: 3, noTax: 0.5, lawful: 1, extra: 0.4, paid: 0.6 } as const

/** Whether some lawful rate makes this tax of this base, give or take rounding. */
export function hasLawfulRate(base: Units, tax: Units, { rates, unit }: Figures): boolean {
  return rates.some((rate) => absUnits((base * toUnits(rate)) / 1_000_000n - tax) <= unit + unit / 2n)
}
