import { claimed, strongest, unitsOf, unnamedIn, type Candidate } from './candidates.ts'
import { POINTS, type Figures } from './figures.ts'
import type { Claim } from './ledger.ts'
import type { Units } from './units.ts'

/** Every amount that may be the total: the named ones, and all others in case a sum comes out at one of them. */
export function totalCandidates({ claims, pool }: Figures): Candidate[] {
  const paid = paidOf(claims)
  const named = namedTotals(claims)
  const known = new Set(named.map((one) => one.units))
  const unnamed = unnamedIn(pool, POINTS.unnamed).filter((one) => !known.has(one.units))
  return [...named, ...unnamed].map((one) => withPaid(one, paid))
}

/**
 * Totals that no sum proves: the named ones; and what was paid less the change, which a person must look at.
 */
export function bareTotals({ claims }: Figures): Candidate[] {
  const paid = paidOf(claims)
  const change = strongest(claims, ['change']).map(unitsOf)[0] ?? 0n
  const handed = claimed(claims, 'paid', 0.5)
    .filter((one) => one.units > change && one.token?.isMoneyLike === true)
    .map((one): Candidate => ({ units: one.units - change, points: one.points, rule: 'derived:paid − change', claims: [] }))
  return [...namedTotals(claims).map((total) => withPaid(total, paid)), ...handed]
}

function namedTotals(claims: readonly Claim[]): Candidate[] {
  return [...claimed(claims, 'total', POINTS.total), ...claimed(claims, 'payable', POINTS.payable)]
}

/** What was handed over, with and without the change that came back. */
function paidOf(claims: readonly Claim[]): ReadonlySet<Units> {
  const given = strongest(claims, ['paid']).map(unitsOf)
  const change = strongest(claims, ['change']).map(unitsOf)
  return new Set([...given, ...given.flatMap((units) => change.map((back) => units - back))])
}

function withPaid(total: Candidate, paid: ReadonlySet<Units>): Candidate {
  return paid.has(total.units) ? { ...total, points: total.points + POINTS.paid, isPaid: true } : total
}
