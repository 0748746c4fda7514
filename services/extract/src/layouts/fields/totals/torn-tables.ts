import type { AmountToken } from '../../values/amount-token.ts'
import { claimed, type Candidate } from './candidates.ts'
import { hasLawfulRate, type Figures } from './figures.ts'
import { isTaxOf } from './tax-rows.ts'
import { absUnits, fromUnits, toUnits, type Units } from './units.ts'

/**
 * Subtotals and taxes where a scan lost a column or a figure: what is missing to the printed total is believed when a
 * printed rate makes it, and when only a lawful rate makes it, a person confirms it.
 */
export function* fromTornTables(figures: Figures): Generator<readonly [Candidate, Candidate]> {
  for (const total of [...claimed(figures.claims, 'total', 1), ...claimed(figures.claims, 'payable', 1)]) {
    yield* besideRatedBase(total, figures)
    yield* besideNamedBase(total, figures)
    yield* besideRatedTaxes(total, figures)
  }
}

/** "21 %  49,36" under a total of 59,73: the rest is 21 % of it. */
function* besideRatedBase(total: Candidate, { rated, unit }: Figures): Generator<readonly [Candidate, Candidate]> {
  for (const { rate, money } of rated) for (const token of money) {
    const base = unitsOfToken(token)
    const missing = total.units - base
    if (token === total.token || missing <= 0n || !isTaxOf(fromUnits(base, 2), rate, fromUnits(missing, 2), fromUnits(unit, 0))) continue
    yield [
      { units: base, points: 1, rule: `label:${rate} %`, token, claims: [] },
      { units: missing, points: 1, rule: `derived:total − base, which is ${rate} %`, claims: [], isChecked: true },
    ]
  }
}

/** A named base and the total, the tax between them lost: no printed rate says that it is one. */
function* besideNamedBase(total: Candidate, figures: Figures): Generator<readonly [Candidate, Candidate]> {
  if (!figures.hasTax) return
  for (const base of [...claimed(figures.claims, 'subtotal', 1), ...claimed(figures.claims, 'taxed', 1)]) {
    const missing = total.units - base.units
    if (base.token === total.token || missing <= 0n || !hasLawfulRate(base.units, missing, figures)) continue
    yield [base, { units: missing, points: 0.5, rule: 'derived:total − base', claims: [], isChecked: true, isGuessed: true }]
  }
}

/** "21 %  1,08" and "4 %  0,31": the bases that such taxes stem from make the rest of the total. */
function* besideRatedTaxes(total: Candidate, { rated, unit }: Figures): Generator<readonly [Candidate, Candidate]> {
  const taxes = rated.flatMap(({ rate, money }) => {
    const token = money.at(-1)
    return token === undefined || token === total.token ? [] : [{ rate: toUnits(rate), tax: unitsOfToken(token) }]
  })
  const tax = taxes.reduce((sum, one) => sum + one.tax, 0n)
  const net = total.units - tax
  if (tax === 0n || net <= 0n || !makesBases(taxes, net, unit)) return
  yield [
    { units: net, points: 1, rule: 'derived:total − taxes', claims: [] },
    { units: tax, points: 1, rule: 'derived:sum of the taxes', claims: [], isChecked: true },
  ]
}

/** Whether the bases that the taxes stem from make the net; a tax was rounded, so its base is known only so well. */
function makesBases(taxes: readonly { rate: Units; tax: Units }[], net: Units, unit: Units): boolean {
  if (taxes.some(({ rate }) => rate <= 0n)) return false
  const bases = taxes.reduce((sum, { rate, tax }) => sum + (tax * 1_000_000n) / rate, 0n)
  const slack = taxes.reduce((sum, { rate }) => sum + (unit * 500_000n) / rate, 2n * unit)
  return absUnits(bases - net) <= slack
}

const unitsOfToken = (token: AmountToken): Units => absUnits(toUnits(token.values[0] ?? '0'))
