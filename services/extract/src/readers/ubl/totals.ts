import { add, isZero, sub, sum } from '@chasqui/tax'
import { present, type Line, type Totals } from '../fiscal.ts'
import type { Fields } from '../xml/fields.ts'
import { at, type Element } from '../xml/tree.ts'
import { readTaxes, withoutTax } from './taxes.ts'

const PLACES = ['LegalMonetaryTotal', 'RequestedMonetaryTotal']

/**
 * The totals. In SUNAT's use LineExtensionAmount has the discounts that lower the base in it already, while
 * AllowanceTotalAmount and ChargeTotalAmount come after the tax; elsewhere TaxExclusiveAmount has both in it.
 */
export function readTotals(fields: Fields, root: Element, options: { currency: string | undefined; lines: readonly Line[]; isPeruvian: boolean }): Totals {
  const place = PLACES.find((name) => at(root, name) !== undefined) ?? 'LegalMonetaryTotal'
  const read = (field: string, name: string) => fields.decimal(field, root, `${place}/${name}`)
  const { hasFree: _, ...taxes } = readTaxes(fields, root, options.currency)

  const payable = read('totals.payable', 'PayableAmount')
  const prepaid = notZero(read('totals.prepaid', 'PrepaidAmount'))
  const rounding = notZero(read('totals.rounding', 'PayableRoundingAmount'))
  const discount = options.isPeruvian ? notZero(read('totals.discount', 'AllowanceTotalAmount')) : undefined
  const charge = options.isPeruvian ? notZero(read('totals.charge', 'ChargeTotalAmount')) : undefined

  const inclusive = read('totals.total', 'TaxInclusiveAmount')
  const total = inclusive === undefined
    ? fields.derived('totals.total', beforePayment(payable, prepaid, rounding), `${place}/PayableAmount`, 0.97)
    : sub(add(inclusive, charge ?? '0'), discount ?? '0')

  const subtotal = (options.isPeruvian ? undefined : read('totals.subtotal', 'TaxExclusiveAmount'))
    ?? read('totals.subtotal', 'LineExtensionAmount')
    ?? fields.derived('totals.subtotal', sumOfLines(options.lines) ?? withoutTax(total, taxes.tax), 'sum of lines')

  return present({ ...taxes, subtotal, discount, charge, rounding, prepaid, total, payable, withholdings: [] })
}

function notZero(value: string | undefined): string | undefined {
  return value === undefined || isZero(value) ? undefined : value
}

function beforePayment(payable: string | undefined, prepaid: string | undefined, rounding: string | undefined): string | undefined {
  return payable === undefined ? undefined : sub(add(payable, prepaid ?? '0'), rounding ?? '0')
}

/** Notes of SUNAT often state no line total. */
function sumOfLines(lines: readonly Line[]): string | undefined {
  const nets = lines.map((line) => line.net)
  return nets.length > 0 && nets.every((net) => net !== undefined) ? sum(nets) : undefined
}
