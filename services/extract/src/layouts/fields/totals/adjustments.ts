import { claimed, strongest, unitsOf, type Candidate } from './candidates.ts'
import { POINTS } from './figures.ts'
import type { Claim } from './ledger.ts'
import type { Units } from './units.ts'

/** What may stand between subtotal + tax and the total, and between the total and what is paid. */
export type Adjustment = {
  extras: readonly Claim[]
  discount?: Candidate | undefined
  withholding?: Candidate | undefined
  prepaid?: Candidate | undefined
  /** Added to subtotal + tax to make the total. */
  units: Units
  /** Taken from the total to make the payable. */
  afterTotal: Units
  points: number
}

/** Every choice of the adjustments that the page names: each counts or does not. */
export function adjustmentsIn(claims: readonly Claim[]): Adjustment[] {
  const extras = strongest(claims, ['tip', 'charge', 'rounding', 'otherTax']).filter((claim) => unitsOf(claim) > 0n)
  const extraUnits = extras.reduce((sum, claim) => sum + signedUnits(claim), 0n)
  const first = (role: 'discount' | 'withholding' | 'prepaid') => claimed(claims, role, 1).find((one) => one.units > 0n)
  const [discounts, withholdings, prepayments] = [orNot(first('discount')), orNot(first('withholding')), orNot(first('prepaid'))]
  const choices = orNot(extraUnits === 0n ? undefined : extras).flatMap((used) =>
    discounts.flatMap((discount) => withholdings.flatMap((withholding) => prepayments.map((prepaid) => ({ used, discount, withholding, prepaid })))))
  return choices.map(({ used, discount, withholding, prepaid }) => ({
    extras: used ?? [], discount, withholding, prepaid,
    units: (used === undefined ? 0n : extraUnits) - (discount?.units ?? 0n),
    afterTotal: (withholding?.units ?? 0n) + (prepaid?.units ?? 0n),
    points: POINTS.extra * [used, discount, withholding, prepaid].filter((one) => one !== undefined).length,
  }))
}

const orNot = <T>(value: T | undefined): (T | undefined)[] => (value === undefined ? [undefined] : [undefined, value])

/** Rounding is the only extra that is printed with a minus when it is one. */
function signedUnits(claim: Claim): Units {
  return claim.role === 'rounding' && claim.token.span.text.includes('-') ? -unitsOf(claim) : unitsOf(claim)
}
