import type { AmountToken } from '../../values/amount-token.ts'
import { addedUp, claimed, rowSums, strongest, unitsOf, type Candidate } from './candidates.ts'
import type { Claim } from './ledger.ts'
import { isTaxOf, type RatedLine, type TaxRow } from './tax-rows.ts'
import { absUnits, fromUnits, toUnits, type Units } from './units.ts'

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

export type Evidence = {
  claims: readonly Claim[]
  /** The tables of taxes that the page may show. */
  tables: readonly (readonly TaxRow[])[]
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

const POINTS = { subtotal: 2, tax: 2, total: 3, payable: 2.2, rows: 2.2, proof: 3, lawful: 1, extra: 0.4, paid: 0.6 } as const
/** From this weight on a label is plainly the total's: no unnamed smaller sum is the document's. */
const PLAIN = 0.6
/** More candidates than this are noise; the product of the lists is what is searched. */
const MOST = 8

/**
 * Finds which printed amounts are subtotal, tax and total: of all sums that come out, the one whose amounts are named
 * best; of equals, the largest (imports §6.10). Without any sum, the best named total alone.
 */
export function solve(evidence: Evidence): Solution {
  const solutions = [...sums(evidence), ...bareTotals(evidence)]
  return solutions.sort((a, b) => b.score - a.score || Number((b.total?.units ?? 0n) - (a.total?.units ?? 0n)))[0] ?? { extras: [], isProven: false, score: 0 }
}

type Adjustment = { extras: readonly Claim[]; discount?: Candidate | undefined; withholding?: Candidate | undefined; prepaid?: Candidate | undefined; units: Units; afterTotal: Units; points: number }

function* sums(evidence: Evidence): Generator<Solution> {
  const totals = new Map<Units, Candidate[]>()
  const named = claimed(evidence.claims, 'total', 1).filter((one) => one.points >= PLAIN).map((one) => one.units)
  const least = named.reduce((most, units) => (units > most ? units : most), 0n)
  for (const one of totalCandidates(evidence)) totals.set(one.units, [...(totals.get(one.units) ?? []), one])
  for (const adjustment of adjustments(evidence.claims)) {
    for (const [subtotal, tax] of pairs(evidence)) {
      const before = subtotal.units + tax.units + adjustment.units
      if (before <= 0n) continue
      const isLawful = hasLawfulRate(subtotal.units - (adjustment.discount?.units ?? 0n), tax.units, evidence)
      if (!isLawful && tax.units > 0n && tax.claims.length === 0 && tax.rows === undefined && tax.isChecked !== true) continue
      const after = before - adjustment.afterTotal
      const used = [subtotal.token, tax.token]
      const printed = nearest(totals, before, evidence.unit, used)
      const payable = adjustment.afterTotal === 0n ? undefined : nearest(totals, after, evidence.unit, used)
      if (printed === undefined && payable === undefined) continue
      if (adjustment.afterTotal !== 0n && payable === undefined) continue
      if ((printed === undefined || printed.claims.length === 0) && payable === undefined && before < least) continue
      const total = printed ?? { units: before, points: 1, rule: 'derived:subtotal + tax', claims: [] }
      const isZeroTax = tax.units === 0n
      yield {
        subtotal, tax, total, ...present({ payable, discount: adjustment.discount, withholding: adjustment.withholding, prepaid: adjustment.prepaid }),
        extras: adjustment.extras, isProven: true,
        score: subtotal.points + tax.points + total.points + (payable?.points ?? 0) + adjustment.points + (isZeroTax ? 0.5 : POINTS.proof) + (isLawful && !isZeroTax ? POINTS.lawful : 0),
      }
    }
  }
}

function present<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> }
}

/** Two units of tolerance: each of the three figures was rounded on its own (imports §7.2, R1). */
const SLACK = [0n, 1n, -1n, 2n, -2n] as const

/** The best named printed total of about that value; an amount cannot be its own sum. */
function nearest(totals: ReadonlyMap<Units, readonly Candidate[]>, value: Units, unit: Units, used: readonly (AmountToken | undefined)[]): Candidate | undefined {
  for (const slack of SLACK) {
    const free = totals.get(value + slack * unit)?.filter((one) => !used.includes(one.token))
    const best = free?.toSorted((a, b) => b.points - a.points)[0]
    if (best !== undefined) return best
  }
  return undefined
}

/** What was handed over, with and without the change that came back. */
function paidOf(claims: readonly Claim[]): ReadonlySet<Units> {
  const given = strongest(claims, ['paid']).map(unitsOf)
  const change = strongest(claims, ['change']).map(unitsOf)
  return new Set([...given, ...given.flatMap((units) => change.map((back) => units - back))])
}

function totalCandidates({ claims, pool }: Evidence): Candidate[] {
  const paid = paidOf(claims)
  const named = [...claimed(claims, 'total', POINTS.total), ...claimed(claims, 'payable', POINTS.payable)]
  const known = new Set(named.map((one) => one.units))
  const unnamed = pool
    .filter((token) => token.isMoneyLike)
    .flatMap((token) => token.values.map((value): Candidate => ({ units: absUnits(toUnits(value)), points: 0.3, rule: 'arithmetic', token, claims: [] })))
    .filter((one) => !known.has(one.units))
  return [...named, ...unnamed].map((one) => withPaid(one, paid))
}

/** What may stand between subtotal + tax and the total: each is there or not. */
function adjustments(claims: readonly Claim[]): Adjustment[] {
  const extras = strongest(claims, ['tip', 'charge', 'rounding', 'otherTax']).filter((claim) => unitsOf(claim) > 0n)
  const extraUnits = extras.reduce((sum, claim) => sum + (claim.token.span.text.includes('-') && claim.role === 'rounding' ? -unitsOf(claim) : unitsOf(claim)), 0n)
  const optional = <T>(value: T | undefined): (T | undefined)[] => (value === undefined ? [undefined] : [undefined, value])
  const positive = (role: 'discount' | 'withholding' | 'prepaid') => claimed(claims, role, 1).find((one) => one.units > 0n)
  return optional(extraUnits === 0n ? undefined : extras).flatMap((used) =>
    optional(positive('discount')).flatMap((discount) =>
      optional(positive('withholding')).flatMap((withholding) =>
        optional(positive('prepaid')).map((prepaid): Adjustment => ({
          extras: used ?? [], discount, withholding, prepaid,
          units: (used === undefined ? 0n : extraUnits) - (discount?.units ?? 0n),
          afterTotal: (withholding?.units ?? 0n) + (prepaid?.units ?? 0n),
          points: POINTS.extra * [used, discount, withholding, prepaid].filter((one) => one !== undefined).length,
        })))))
}

/** Every subtotal with every tax that may belong to it. */
function* pairs(evidence: Evidence): Generator<readonly [Candidate, Candidate]> {
  const { claims, pool } = evidence
  const untaxed = strongest(claims, ['exempt', 'zeroRated', 'notSubject'])
  const untaxedUnits = untaxed.reduce((sum, claim) => sum + unitsOf(claim), 0n)
  const tables = evidence.tables.flatMap((rows) => [rows, [...new Map(rows.map((row) => [row.rate, row])).values()]]).flatMap((some) => [rowSums(some, untaxedUnits, POINTS.rows), rowSums(some, 0n, POINTS.rows)]).filter((one) => one !== undefined)
  for (const { base, tax } of tables) yield [base, tax]

  const taxed = strongest(claims, ['taxed'])
  const subtotals = [
    ...claimed(claims, 'subtotal', POINTS.subtotal),
    ...claimed(claims, 'taxed', POINTS.subtotal),
    ...some(addedUp([...taxed, ...untaxed], POINTS.subtotal, 'sum of the bases')),
    ...some(addedUp(taxed, POINTS.subtotal, 'sum of the bases')),
    ...tables.map((one) => one.base),
    ...(taxed.length === 0 ? claimed(claims, 'exempt', POINTS.subtotal) : []),
    ...(taxed.length === 0 ? claimed(claims, 'notSubject', POINTS.subtotal) : []),
  ].filter((one) => one.units > 0n).slice(0, 2 * MOST)
  const taxClaims = strongest(claims, ['tax'])
  const taxes = [
    ...claimed(claims, 'tax', POINTS.tax),
    ...some(addedUp(taxClaims, POINTS.tax, 'sum of the taxes')),
    ...some(addedUp(taxClaims.filter((claim) => claim.rate !== undefined), POINTS.tax, 'sum of the taxes')),
    ...tables.map((one) => one.tax),
  ].slice(0, 2 * MOST)
  for (const subtotal of subtotals) for (const tax of taxes) if (tax.token === undefined || tax.token !== subtotal.token) yield [subtotal, tax]

  for (const tax of [...taxes, ...claimed(claims, 'taxInside', POINTS.tax)]) for (const total of [...claimed(claims, 'total', 1), ...claimed(claims, 'payable', 1)]) {
    const net = { units: total.units - tax.units, points: 0, rule: 'derived:total − tax', claims: [] }
    if (total.token !== tax.token && hasLawfulRate(net.units, tax.units, evidence)) yield [net, tax]
  }
  yield* fromTornTables(evidence)
  const unnamed = pool.filter((token) => token.isMoneyLike).flatMap((token) => token.values.map((value): Candidate => ({ units: absUnits(toUnits(value)), points: 0, rule: 'arithmetic', token, claims: [] })))
  for (const tax of taxes.slice(0, MOST)) for (const subtotal of unnamed) if (subtotal.token !== tax.token) yield [subtotal, tax]
  for (const subtotal of subtotals.slice(0, MOST)) for (const tax of unnamed) if (subtotal.token !== tax.token) yield [subtotal, tax]
  for (const subtotal of subtotals.slice(0, MOST)) yield [subtotal, { units: 0n, points: 0, rule: 'no tax printed', claims: [] }]
}

/**
 * Tables of which a scan lost a column. A base whose printed rate makes what is missing to the total, or printed taxes
 * whose rates make the bases that are missing: each is proof enough, though one figure is computed.
 */
function* fromTornTables(evidence: Evidence): Generator<readonly [Candidate, Candidate]> {
  const { claims, rated, unit, hasTax } = evidence
  const unitText = fromUnits(unit, 0)
  for (const total of [...claimed(claims, 'total', 1), ...claimed(claims, 'payable', 1)]) {
    for (const { rate, money } of rated) for (const token of money) {
      const base = absUnits(toUnits(token.values[0] ?? '0'))
      const missing = total.units - base
      if (token === total.token || missing <= 0n || !isTaxOf(fromUnits(base, 2), rate, fromUnits(missing, 2), unitText)) continue
      yield [{ units: base, points: 1, rule: `label:${rate} %`, token, claims: [] }, { units: missing, points: 1, rule: `derived:total − base, which is ${rate} %`, claims: [], isChecked: true }]
    }
    for (const base of [...claimed(claims, 'subtotal', 1), ...claimed(claims, 'taxed', 1)]) {
      const missing = total.units - base.units
      if (!hasTax || base.token === total.token || missing <= 0n || !hasLawfulRate(base.units, missing, evidence)) continue
      yield [base, { units: missing, points: 0.5, rule: 'derived:total − base', claims: [], isChecked: true, isGuessed: true }]
    }
    const taxes = rated.map(({ rate, money }) => ({ rate, token: money.at(-1) })).filter(({ token }) => token !== undefined && token !== total.token)
    const tax = taxes.reduce((sum, { token }) => sum + absUnits(toUnits(token?.values[0] ?? '0')), 0n)
    const net = total.units - tax
    if (taxes.length === 0 || tax === 0n || net <= 0n || !makesBases(taxes.map(({ rate, token }) => ({ rate: toUnits(rate), tax: absUnits(toUnits(token?.values[0] ?? '0')) })), net, unit)) continue
    yield [{ units: net, points: 1, rule: 'derived:total − taxes', claims: [] }, { units: tax, points: 1, rule: 'derived:sum of the taxes', claims: [], isChecked: true }]
  }
}

/** Whether the bases that the taxes stem from make the net; a tax was rounded, so its base is known only so well. */
function makesBases(taxes: readonly { rate: Units; tax: Units }[], net: Units, unit: Units): boolean {
  if (taxes.some(({ rate }) => rate <= 0n)) return false
  const bases = taxes.reduce((sum, { rate, tax }) => sum + tax * 1_000_000n / rate, 0n)
  const slack = taxes.reduce((sum, { rate }) => sum + unit * 500_000n / rate, 2n * unit)
  return absUnits(bases - net) <= slack
}

const some = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value])

function hasLawfulRate(base: Units, tax: Units, { rates, unit }: Evidence): boolean {
  return rates.some((rate) => absUnits(base * toUnits(rate) / 1_000_000n - tax) <= unit + unit / 2n)
}

function withPaid(total: Candidate, paid: ReadonlySet<Units>): Candidate {
  return paid.has(total.units) ? { ...total, points: total.points + POINTS.paid, isPaid: true } : total
}

/** Without any sum: the best named total; without that, what was paid less the change, for a person to look at. */
function bareTotals({ claims }: Evidence): Solution[] {
  const paid = paidOf(claims)
  const named = [...claimed(claims, 'total', POINTS.total), ...claimed(claims, 'payable', POINTS.payable)].map((total) => withPaid(total, paid))
  const change = strongest(claims, ['change']).map(unitsOf)[0] ?? 0n
  const handed = claimed(claims, 'paid', 0.5).filter((one) => one.units > change && one.token?.isMoneyLike === true)
    .map((one): Candidate => ({ units: one.units - change, points: one.points, rule: 'derived:paid − change', claims: [] }))
  return [...named, ...handed].map((total) => ({ total, extras: [], isProven: false, score: total.points }))
}
