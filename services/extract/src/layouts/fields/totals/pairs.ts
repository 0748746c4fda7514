import { addedUp, claimed, rowSums, strongest, unitsOf, unnamedIn, type Candidate } from './candidates.ts'
import { hasLawfulRate, POINTS, type Figures } from './figures.ts'
import type { TaxRow } from './tax-rows.ts'
import { fromTornTables } from './torn-tables.ts'

type Pair = readonly [subtotal: Candidate, tax: Candidate]

/** More candidates than this are noise; the product of the lists is what is searched. */
const MOST = 8

/** Every subtotal with every tax that may belong to it: named, added up, out of a tax table, or found beside the other. */
export function* pairsIn(figures: Figures): Generator<Pair> {
  const tables = tableSums(figures)
  for (const { base, tax } of tables) yield [base, tax]
  const subtotals = subtotalsIn(figures, tables.map((one) => one.base))
  const taxes = taxesIn(figures, tables.map((one) => one.tax))
  for (const subtotal of subtotals) for (const tax of taxes) if (areDistinct(subtotal, tax)) yield [subtotal, tax]
  yield* insideTotals(figures, taxes)
  yield* fromTornTables(figures)
  yield* withUnnamed(figures, subtotals.slice(0, MOST), taxes.slice(0, MOST))
}

const areDistinct = (subtotal: Candidate, tax: Candidate) => tax.token === undefined || tax.token !== subtotal.token

/** Each table with and without what is not taxed; a table that is printed twice counts once. */
function tableSums({ claims, tables }: Figures): { base: Candidate; tax: Candidate }[] {
  const untaxed = untaxedClaims(claims).reduce((sum, claim) => sum + unitsOf(claim), 0n)
  return tables
    .flatMap((rows) => [rows, oncePerRate(rows)])
    .flatMap((rows) => [rowSums(rows, untaxed, POINTS.rows), rowSums(rows, 0n, POINTS.rows)])
    .filter((sums) => sums !== undefined)
}

const oncePerRate = (rows: readonly TaxRow[]) => [...new Map(rows.map((row) => [row.rate, row])).values()]
const untaxedClaims = (claims: Figures['claims']) => strongest(claims, ['exempt', 'zeroRated', 'notSubject'])

function subtotalsIn({ claims }: Figures, fromTables: readonly Candidate[]): Candidate[] {
  const taxed = strongest(claims, ['taxed'])
  const isUntaxed = taxed.length === 0
  return [
    ...claimed(claims, 'subtotal', POINTS.subtotal),
    ...claimed(claims, 'taxed', POINTS.subtotal),
    ...some(addedUp([...taxed, ...untaxedClaims(claims)], POINTS.subtotal, 'sum of the bases')),
    ...some(addedUp(taxed, POINTS.subtotal, 'sum of the bases')),
    ...fromTables,
    ...(isUntaxed ? claimed(claims, 'exempt', POINTS.subtotal) : []),
    ...(isUntaxed ? claimed(claims, 'notSubject', POINTS.subtotal) : []),
  ].filter((one) => one.units > 0n).slice(0, 2 * MOST)
}

function taxesIn({ claims }: Figures, fromTables: readonly Candidate[]): Candidate[] {
  const named = strongest(claims, ['tax'])
  return [
    ...claimed(claims, 'tax', POINTS.tax),
    ...some(addedUp(named, POINTS.tax, 'sum of the taxes')),
    ...some(addedUp(named.filter((claim) => claim.rate !== undefined), POINTS.tax, 'sum of the taxes')),
    ...fromTables,
  ].slice(0, 2 * MOST)
}

/** A tax and a total without subtotal, as tickets print them: the net is what a lawful rate makes this tax of. */
function* insideTotals(figures: Figures, taxes: readonly Candidate[]): Generator<Pair> {
  const totals = [...claimed(figures.claims, 'total', 1), ...claimed(figures.claims, 'payable', 1)]
  for (const tax of [...taxes, ...claimed(figures.claims, 'taxInside', POINTS.tax)]) for (const total of totals) {
    const net: Candidate = { units: total.units - tax.units, points: 0, rule: 'derived:total − tax', claims: [] }
    if (total.token !== tax.token && hasLawfulRate(net.units, tax.units, figures)) yield [net, tax]
  }
}

function* withUnnamed({ pool }: Figures, subtotals: readonly Candidate[], taxes: readonly Candidate[]): Generator<Pair> {
  const unnamed = unnamedIn(pool, 0)
  for (const tax of taxes) for (const subtotal of unnamed) if (areDistinct(subtotal, tax)) yield [subtotal, tax]
  for (const subtotal of subtotals) for (const tax of unnamed) if (areDistinct(subtotal, tax)) yield [subtotal, tax]
  for (const subtotal of subtotals) yield [subtotal, { units: 0n, points: 0, rule: NO_TAX, claims: [] }]
}

/** The rule of the tax of a document that prints none. */
export const NO_TAX = 'no tax printed'

const some = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value])
