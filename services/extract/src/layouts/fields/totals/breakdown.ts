import type { Evidence, TaxLine } from '@chasqui/contracts'
import { evidenceOf } from '../../page/span.ts'
import { strongest, unitsOf } from './candidates.ts'
import type { Claim } from './ledger.ts'
import type { Solution } from './solve.ts'
import { isTaxOf, plain, type TaxRow } from './tax-rows.ts'
import type { Writer } from './totals.ts'
import { fromUnits, toUnits, type Units } from './units.ts'

export type Breakdown = { lines: TaxLine[]; evidence: (Evidence | undefined)[]; /** Taxes beside the VAT that the solution counts as extras. */ otherTax: Units }

/** The name of the VAT-like tax in each country. */
const VAT_OF: Readonly<Record<string, TaxLine['kind']>> = { PE: 'IGV' }

/** The taxes of a solved sum, one line a rate. A rate that nothing shows stays out: it is not invented. */
export function breakdownOf(solution: Solution, writer: Writer): Breakdown {
  const { document, claims, decimals } = writer
  const others = solution.extras.filter((claim) => claim.role === 'otherTax')
  const otherTax = others.reduce((sum, claim) => sum + unitsOf(claim), 0n)
  const zero = strongest(claims, ['zeroRated']).find((claim) => unitsOf(claim) > 0n && claim.token.isMoneyLike)
  const net = solution.subtotal === undefined ? undefined : solution.subtotal.units - (solution.discount?.units ?? 0n)
  const vat = vatLines(solution, writer, net)
  const lines = vat.map((one) => one.line)
  const evidence = vat.map((one) => one.evidence)
  if (zero !== undefined && solution.isProven && !lines.some((line) => line.rate === '0')) {
    lines.push({ kind: kindOf(document.country, zero.label.text), rate: '0', base: fromUnits(unitsOf(zero), decimals), amount: fromUnits(0n, decimals) })
    evidence.push(evidenceOf(document.sheet, zero.token.span, 'label:0 %', 0.95, true))
  }
  return { lines: [...lines, ...others.flatMap((claim) => otherLine(claim, net, decimals))], evidence, otherTax }
}

type VatLine = { line: TaxLine; evidence: Evidence | undefined }

function vatLines(solution: Solution, writer: Writer, net: Units | undefined): VatLine[] {
  const { tax } = solution
  if (tax === undefined || !solution.isProven || tax.units === 0n || net === undefined) return []
  const rows = tax.rows ?? writer.tables.map((table) => rowsThatSumTo(table, tax.units)).find((table) => table !== undefined)
  if (rows !== undefined) return rows.flatMap((row) => fromRow(row, writer))
  const untaxed = strongest(writer.claims, ['exempt', 'zeroRated', 'notSubject']).reduce((sum, claim) => sum + unitsOf(claim), 0n)
  return byClaims(solution, writer, net, untaxed) ?? byRate(solution, writer, net, untaxed)
}

function rowsThatSumTo(rows: readonly TaxRow[], tax: Units): readonly TaxRow[] | undefined {
  return rows.length > 0 && rows.reduce((sum, row) => sum + toUnits(row.amount), 0n) === tax ? rows : undefined
}

function fromRow(row: TaxRow, { document, decimals }: Writer): VatLine[] {
  const base = fromUnits(toUnits(row.base), decimals)
  const evidence = evidenceOf(document.sheet, row.amountToken.span, 'tax table', 0.97, true)
  const vat: VatLine = { line: { kind: kindOf(document.country, row.amountToken.span.line.folded), rate: row.rate, base, amount: fromUnits(toUnits(row.amount), decimals) }, evidence }
  if (row.surcharge === undefined) return [vat]
  return [vat, { line: { kind: 'RE', rate: row.surcharge.rate, base, amount: fromUnits(toUnits(row.surcharge.amount), decimals) }, evidence }]
}

/** Several labelled taxes ("IVA 21 %", "IVA 10 %") with labelled bases of the same rates. */
function byClaims(solution: Solution, writer: Writer, net: Units, untaxed: Units): VatLine[] | undefined {
  const { document, claims, decimals, unit } = writer
  const taxes = (solution.tax?.claims ?? []).filter((claim) => unitsOf(claim) > 0n)
  const bases = strongest(claims, ['taxed', 'subtotal'])
  const lines = taxes.map((claim): VatLine | undefined => {
    const rate = claim.rate?.rate
    if (rate === undefined) return undefined
    const amount = fromUnits(unitsOf(claim), decimals)
    const base = bases.map(unitsOf).concat(net - untaxed).find((units) => isTaxOf(fromUnits(units, decimals), rate, amount, unit))
    if (base === undefined) return undefined
    return {
      line: { kind: kindOf(document.country, claim.label.text), rate: plain(rate), base: fromUnits(base, decimals), amount },
      evidence: evidenceOf(document.sheet, claim.token.span, `label:${claim.label.text.toLowerCase().trim()}`, 0.97, true),
    }
  })
  return lines.length > 0 && lines.every((line) => line !== undefined) ? lines : undefined
}

/** One tax without a printed rate: the lawful rate that makes it from the base, if there is one. */
function byRate(solution: Solution, writer: Writer, net: Units, untaxed: Units): VatLine[] {
  const { document, decimals, rates, unit } = writer
  const amount = fromUnits(solution.tax?.units ?? 0n, decimals)
  for (const base of untaxed > 0n ? [net - untaxed, net] : [net]) {
    const rate = rates.find((one) => isTaxOf(fromUnits(base, decimals), one, amount, unit))
    if (rate !== undefined) return [{ line: { kind: kindOf(document.country, solution.tax?.label?.text ?? ''), rate, base: fromUnits(base, decimals), amount }, evidence: undefined }]
  }
  return []
}

function otherLine(claim: Claim, net: Units | undefined, decimals: number): TaxLine[] {
  const kind = /recargo|r\.? ?e/i.test(claim.label.text) ? 'RE' : /isc|selectivo/i.test(claim.label.text) ? 'ISC' : /ice/i.test(claim.label.text) ? 'ICE' : /irbpnr/i.test(claim.label.text) ? 'IRBPNR' : 'OTHER'
  return [{ kind, rate: claim.rate?.rate ?? null, base: fromUnits(net ?? 0n, decimals), amount: fromUnits(unitsOf(claim), decimals) }]
}

function kindOf(country: string, text: string): TaxLine['kind'] {
  return /igic/i.test(text) ? 'IGIC' : VAT_OF[country] ?? 'IVA'
}
