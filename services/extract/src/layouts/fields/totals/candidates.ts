import type { Claim } from './ledger.ts'
import type { Role } from './labels.ts'
import type { TaxRow } from './tax-rows.ts'
import { absUnits, toUnits, type Units } from './units.ts'
import type { AmountToken } from '../../values/amount-token.ts'
import type { Span } from '../../page/span.ts'

/** A value that may be one of the figures of the sum, and what speaks for it. */
export type Candidate = {
  units: Units
  /** What it adds to the score of a sum that uses it. */
  points: number
  rule: string
  /** Where it is printed; absent for what was added up. */
  token?: AmountToken
  label?: Span
  claims: readonly Claim[]
  rows?: readonly TaxRow[]
  /** Of a tax: that it belongs to its base was checked already, rate by rate. */
  isChecked?: boolean
  /** Computed where only a lawful rate, not a printed one, speaks for it: a person confirms it. */
  isGuessed?: boolean
  /** What was paid, less the change, is exactly this. */
  isPaid?: boolean
}

/** The claims of a role as candidates, once each value. */
export function claimed(claims: readonly Claim[], role: Role, weight: number): Candidate[] {
  const best = new Map<Units, Candidate>()
  for (const claim of claims) {
    if (claim.role !== role) continue
    for (const [i, value] of claim.token.values.entries()) {
      const units = absUnits(toUnits(value))
      const points = claim.weight * weight * (i === 0 ? 1 : 0.8)
      if ((best.get(units)?.points ?? -1) >= points) continue
      best.set(units, { units, points, rule: `label:${claim.label.text.toLowerCase().trim()}`, token: claim.token, label: claim.label, claims: [claim] })
    }
  }
  return [...best.values()].sort((a, b) => b.points - a.points)
}

/** The strongest claim of every label of these roles: "IVA 21 % 210,00" and "IVA 10 % 5,00" are two. */
export function strongest(claims: readonly Claim[], roles: readonly Role[]): Claim[] {
  const best = new Map<Span, Claim>()
  for (const claim of claims) {
    if (!roles.includes(claim.role)) continue
    if ((best.get(claim.label)?.weight ?? -1) < claim.weight) best.set(claim.label, claim)
  }
  return [...best.values()]
}

export const unitsOf = (claim: Claim): Units => absUnits(toUnits(claim.token.values[0] ?? '0'))

/** Several claims added up, each amount of the page once. */
export function addedUp(claims: readonly Claim[], points: number, rule: string): Candidate | undefined {
  const once = [...new Map(claims.map((claim) => [claim.token, claim])).values()]
  if (once.length < 2) return undefined
  const units = once.reduce((sum, claim) => sum + unitsOf(claim), 0n)
  const weight = once.reduce((sum, claim) => sum + claim.weight, 0) / once.length
  return { units, points: points * weight, rule, claims: once }
}

/** The rows of the tax table added up, as base and as tax; `extra` are the bases without tax. */
export function rowSums(rows: readonly TaxRow[], extra: Units, points: number): { base: Candidate; tax: Candidate } | undefined {
  if (rows.length === 0) return undefined
  const base = rows.reduce((sum, row) => sum + toUnits(row.base), 0n) + extra
  const tax = rows.reduce((sum, row) => sum + toUnits(row.amount) + toUnits(row.surcharge?.amount ?? '0'), 0n)
  const [only] = rows
  const single = rows.length === 1 && only !== undefined && extra === 0n
  return {
    base: { units: base, points, rule: 'tax table: bases', claims: [], rows, ...(single ? { token: only.baseToken } : {}) },
    tax: { units: tax, points, rule: 'tax table: taxes', claims: [], rows, ...(rows.length === 1 && only !== undefined && only.surcharge === undefined ? { token: only.amountToken } : {}) },
  }
}

/** Amounts without a name, as candidates of these points. */
export function unnamedIn(pool: readonly AmountToken[], points: number): Candidate[] {
  return pool.flatMap((token) => token.values.map((value) => ({ units: absUnits(toUnits(value)), points, rule: 'arithmetic', token, claims: [] })))
}
