import type { Canonical, Finding, Line } from '@chasqui/contracts'
import { compare, isWithin, mul, sub, sum } from '@chasqui/tax'
import { finding } from '../finding-catalog.ts'
import { isScanned } from './check.ts'
import { addsUp, minus, units, unitOfDocument } from './arithmetic.ts'

/** Lines that were read with no more than this confidence prove nothing. */
const TOO_WEAK = 0.5
const MAX_NAMED = 5

/** The lines make the document, and each line is its quantity at its price. */
export function checkLines(document: Canonical): Finding[] {
  const { lines, docType } = document
  if (lines.length === 0 || docType === 'product_list' || areTooWeak(document)) return []
  return [...checkSum(document), ...checkProducts(document)]
}

function areTooWeak({ lines, fieldMeta }: Canonical): boolean {
  return ['lines', ...lines.map((_, index) => `lines.${index}`)].some((path) => (fieldMeta[path]?.confidence ?? 1) <= TOO_WEAK)
}

function checkSum(document: Canonical): Finding[] {
  const { totals, lines } = document
  const target = totals?.subtotal ?? totals?.total
  if (totals === undefined || target === undefined) return []

  const tolerance = units(unitOfDocument(document), 1 + 0.5 * lines.length)
  const [ofNet, ofTotal] = isTill(document) ? [compare(target, totals.total ?? target) === 0 ? '0' : tolerance, '0'] : [tolerance, tolerance]
  const nets = sumOf(lines, 'net')
  const grosses = sumOf(lines, 'gross')
  const terms = [minus(totals.discount), totals.charge]
  const isRight =
    (nets === undefined && grosses === undefined) ||
    (nets !== undefined && totals.subtotal !== undefined && addsUp(totals.subtotal, nets, terms, ofNet)) ||
    (grosses !== undefined && totals.total !== undefined && addsUp(totals.total, grosses, [...terms, totals.tip, totals.rounding], ofTotal)) ||
    // Prices with tax, as on tickets: what looks like the net of a line is its gross.
    (nets !== undefined && totals.total !== undefined && addsUp(totals.total, nets, [...terms, totals.tip, totals.rounding], ofTotal))
  if (isRight) return []
  // Where no scan is in between, the till itself counted so.
  const isMisread = isTill(document) && totals.total !== undefined && document.source === 'ocr' && isScanned(document, 'totals.total')
  return [finding('LINES_MISMATCH', {
    severity: isMisread ? 'review' : 'warning', field: isMisread ? 'totals.total' : 'lines',
    detail: `the lines make ${nets ?? grosses}, the document says ${isMisread ? totals.total : target}`,
  })]
}

/** Prices of a till have their tax in them: nothing is rounded between the lines and the total, which differ by no cent. */
function isTill({ docType }: Canonical): boolean {
  return docType === 'receipt' || docType === 'expense'
}

/** The sum of one column, or undefined when a line lacks it. */
function sumOf(lines: readonly Line[], column: 'net' | 'gross'): string | undefined {
  const amounts = lines.map((line) => line[column]).filter((amount) => amount !== undefined)
  return amounts.length === lines.length ? sum(amounts) : undefined
}

function checkProducts(document: Canonical): Finding[] {
  const unit = unitOfDocument(document)
  const wrong = document.lines.filter((line) => !isProduct(line, unit))
  if (wrong.length === 0) return []
  const named = wrong.slice(0, MAX_NAMED).map((line) => line.n).join(', ')
  const more = wrong.length > MAX_NAMED ? ` and ${wrong.length - MAX_NAMED} more` : ''
  return [finding('LINES_MISMATCH', { field: `lines.${document.lines.indexOf(wrong[0] as Line)}`, detail: `quantity × price is not the amount of line ${named}${more}` })]
}

/** quantity × price − discount is the amount; printed prices are rounded, which grows with the quantity. */
function isProduct({ quantity, unitPrice, discount, net, gross }: Line, unit: string): boolean {
  if (quantity === undefined || unitPrice === undefined || (net === undefined && gross === undefined)) return true
  const drift = mul('0.005', quantity.replace('-', ''))
  const tolerance = compare(drift, unit) > 0 ? drift : unit
  const exact = mul(quantity, unitPrice)
  const reduced = discount === undefined ? exact : sub(exact, discount)
  return [net, gross].some((amount) => amount !== undefined && (isWithin(reduced, amount, tolerance) || isWithin(exact, amount, tolerance)))
}
