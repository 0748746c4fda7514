import type { AmountToken } from '../../values/amount-token.ts'
import { adjustmentsIn, type Adjustment } from './adjustments.ts'
import { claimed, type Candidate } from './candidates.ts'
import { hasLawfulRate, POINTS, type Figures } from './figures.ts'
import type { Claim } from './ledger.ts'
import { pairsIn } from './pairs.ts'
import { bareTotals, totalCandidates } from './total-candidates.ts'
import type { Units } from './units.ts'

/** The figures of a document that were found to belong together. */
export type Solution = {
  subtotal?: Candidate
  tax?: Candidate
  total?: Candidate
  /** The printed amount that is left to pay after withholding and prepayment. */
  payable?: Candidate
  /** Taken from the subtotal to reach the total: the printed subtotal does not hold it yet. */
  discount?: Candidate
  extras: readonly Claim[]
  withholding?: Candidate
  prepaid?: Candidate
  /** Whether a sum of printed figures proves the total. */
  isProven: boolean
  score: number
}

/** From this weight on a label is plainly the total's: no unnamed smaller sum is the document's. */
const PLAIN = 0.6

/**
 * Finds which printed amounts are subtotal, tax and total: of all sums that come out, the one whose amounts are named
 * best; of equals, the largest. Without any sum, the best named total alone.
 */
export function solve(figures: Figures): Solution {
  const bare = bareTotals(figures).map((total): Solution => ({ total, extras: [], isProven: false, score: total.points }))
  const found = [...sums(figures), ...bare].sort((a, b) => b.score - a.score || Number((b.total?.units ?? 0n) - (a.total?.units ?? 0n)))
  return found[0] ?? { extras: [], isProven: false, score: 0 }
}

function* sums(figures: Figures): Generator<Solution> {
  const totals = new Map<Units, Candidate[]>()
  for (const one of totalCandidates(figures)) totals.set(one.units, [...(totals.get(one.units) ?? []), one])
  const least = leastTotal(figures)
  for (const adjustment of adjustmentsIn(figures.claims)) {
    for (const [subtotal, tax] of pairsIn(figures)) {
      const found = sumOf(subtotal, tax, adjustment, totals, figures)
      if (found !== undefined && !(isUnnamed(found) && (found.total?.units ?? 0n) < least)) yield found
    }
  }
}

/** A smaller sum than the plainly named total is that of a part of the document, unless it is named itself. */
function leastTotal({ claims }: Figures): Units {
  return claimed(claims, 'total', 1).filter((one) => one.points >= PLAIN).reduce((most, one) => (one.units > most ? one.units : most), 0n)
}

const isUnnamed = ({ total, payable }: Solution) => payable === undefined && (total === undefined || total.claims.length === 0)

/** The sum of a subtotal, a tax and what stands between them and the total, when a printed amount is that sum. */
function sumOf(subtotal: Candidate, tax: Candidate, adjustment: Adjustment, totals: Totals, figures: Figures): Solution | undefined {
  const before = subtotal.units + tax.units + adjustment.units
  const isLawful = hasLawfulRate(subtotal.units - (adjustment.discount?.units ?? 0n), tax.units, figures)
  if (before <= 0n || (!isLawful && !isVouchedFor(tax))) return undefined
  const used = [subtotal.token, tax.token]
  const printed = nearest(totals, before, figures.unit, used)
  const payable = adjustment.afterTotal === 0n ? undefined : nearest(totals, before - adjustment.afterTotal, figures.unit, used)
  if (adjustment.afterTotal === 0n ? printed === undefined : payable === undefined) return undefined
  const total = printed ?? { units: before, points: 1, rule: 'derived:subtotal + tax', claims: [] }
  const proof = tax.units === 0n ? POINTS.noTax : POINTS.proof + (isLawful ? POINTS.lawful : 0)
  const { extras, discount, withholding, prepaid } = adjustment
  return {
    subtotal, tax, total, extras, isProven: true,
    ...present({ payable, discount, withholding, prepaid }),
    score: subtotal.points + tax.points + total.points + (payable?.points ?? 0) + adjustment.points + proof,
  }
}

/** An amount is a tax because it is named one, or comes out of a tax table; any other must at least be lawful. */
function isVouchedFor(tax: Candidate): boolean {
  return tax.units === 0n || tax.claims.length > 0 || tax.rows !== undefined || tax.isChecked === true
}

type Totals = ReadonlyMap<Units, readonly Candidate[]>

/** Two units of tolerance: each of the three figures was rounded on its own. */
const SLACK = [0n, 1n, -1n, 2n, -2n] as const

/** The best named printed total of about that value; an amount cannot be its own sum. */
function nearest(totals: Totals, value: Units, unit: Units, used: readonly (AmountToken | undefined)[]): Candidate | undefined {
  for (const slack of SLACK) {
    const free = totals.get(value + slack * unit)?.filter((one) => !used.includes(one.token))
    const best = free?.toSorted((a, b) => b.points - a.points)[0]
    if (best !== undefined) return best
  }
  return undefined
}

function present<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> }
}
