import { add, div, isZero, sub, sum } from '@chasqui/tax'
import type { Line } from '../fiscal.ts'
import { readDecimal } from '../xml/decimal.ts'
import { allAt, at, attribute, textAt, type Element } from '../xml/tree.ts'
import { lineTax } from './taxes.ts'

const LINES = ['InvoiceLine', 'CreditNoteLine', 'DebitNoteLine']
const QUANTITIES = ['InvoicedQuantity', 'CreditedQuantity', 'DebitedQuantity']

export function readLines(root: Element): Line[] {
  return root.children.filter((child) => LINES.includes(child.name)).map(readLine)
}

function readLine(line: Element, index: number): Line {
  const quantity = QUANTITIES.map((name) => at(line, name)).find((element) => element !== undefined)
  const tax = lineTax(line)
  // The value that a free line states is only for reference: it stands in no total.
  const net = tax.isFree ? '0.00' : decimalAt(line, 'LineExtensionAmount')
  const taxAmount = tax.isFree ? undefined : tax.amount
  return {
    n: index + 1,
    code: textAt(line, 'Item/SellersItemIdentification/ID'),
    description: allAt(line, 'Item/Description').map((element) => element.text).join(' ').trim() || textAt(line, 'Item/Name') || '',
    quantity: readDecimal(quantity?.text ?? ''),
    unit: attribute(quantity, 'unitCode'),
    unitPrice: tax.isFree ? '0.00' : unitPriceOf(line),
    discount: tax.isFree ? undefined : discountOf(line),
    net,
    taxKind: tax.kind,
    taxRate: tax.rate,
    taxAmount,
    gross: net !== undefined && taxAmount !== undefined ? add(net, taxAmount) : undefined,
  }
}

function decimalAt(from: Element, path: string): string | undefined {
  const text = textAt(from, path)
  return text === undefined ? undefined : readDecimal(text)
}

/** The price may be that of a dozen: BaseQuantity says of how many. */
function unitPriceOf(line: Element): string | undefined {
  const price = decimalAt(line, 'Price/PriceAmount')
  const per = decimalAt(line, 'Price/BaseQuantity')
  if (price === undefined || per === undefined || isZero(per) || per === '1') return price
  return div(price, per, 10)
}

/** Discounts less charges of the line: both move its net. */
function discountOf(line: Element): string | undefined {
  const allowances = allAt(line, 'AllowanceCharge')
  if (allowances.length === 0) return undefined
  const amounts = (isCharge: boolean) =>
    allowances.filter((one) => (textAt(one, 'ChargeIndicator')?.toLowerCase() === 'true') === isCharge).flatMap((one) => decimalAt(one, 'Amount') ?? [])
  return sub(sum(amounts(false)), sum(amounts(true)))
}
