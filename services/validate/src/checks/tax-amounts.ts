import type { Canonical, Finding, TaxLine } from '@chasqui/contracts'
import { abs, compare, isWithin, isZero, percentOf, sub, sum } from '@chasqui/tax'
import { finding } from '../finding-catalog.ts'
import { units, unitOfDocument } from './arithmetic.ts'

/** Taxes that are a plain percentage of their base; the others have amounts by piece, quota or scale. */
const PERCENTAGES: ReadonlySet<string> = new Set(['IVA', 'IGV', 'IPM', 'IGIC', 'RE', 'INC'])

/** Each tax is its rate of its base, and together they are the tax of the document. */
export function checkTaxAmounts(document: Canonical): Finding[] {
  const { totals } = document
  if (totals === undefined) return []
  const unit = unitOfDocument(document)
  // Issuers round the tax of every line, so that the sum drifts by half a unit a line.
  const tolerance = units(unit, 1 + 0.5 * Math.max(1, document.lines.length))
  return [
    ...totals.taxBreakdown.flatMap((line, index) => judge(line, index, tolerance)),
    ...checkSum(document, unit),
  ]
}

function judge({ kind, rate, base, amount }: TaxLine, index: number, tolerance: string): Finding[] {
  if (rate === null || !PERCENTAGES.has(kind)) return []
  const exact = percentOf(base, rate)
  if (isWithin(exact, amount, tolerance)) return []
  const detail = `${rate} % of ${base} is ${exact}, not ${amount}`
  return [finding('TAX_AMOUNT_MISMATCH', { severity: isSlight(exact, amount) ? 'warning' : 'error', field: `totals.taxBreakdown.${index}.amount`, value: amount, detail })]
}

function checkSum(document: Canonical, unit: string): Finding[] {
  const { tax, taxBreakdown } = document.totals ?? { taxBreakdown: [] }
  if (tax === undefined || taxBreakdown.length === 0) return []
  const parts = sum(taxBreakdown.map((line) => line.amount))
  if (isWithin(parts, tax, units(unit, 1 + taxBreakdown.length))) return []
  return [finding('TAX_AMOUNT_MISMATCH', { severity: isSlight(parts, tax) ? 'warning' : 'error', field: 'totals.tax', value: tax, detail: `the taxes make ${parts}, not ${tax}` })]
}

/** At most one percent of what it should be. */
function isSlight(expected: string, actual: string): boolean {
  return !isZero(expected) && compare(abs(sub(expected, actual)), percentOf(abs(expected), '1')) <= 0
}
