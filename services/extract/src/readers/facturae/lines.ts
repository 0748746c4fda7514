import { isZero, sub, sum } from '@chasqui/tax'
import { present, type Line } from '../fiscal.ts'
import { readDecimal } from '../xml/decimal.ts'
import { allAt, textAt, type Element } from '../xml/tree.ts'

/** Facturae's units of measure that invoices really use, as UN/ECE recommendation 20. */
const UNITS: Readonly<Record<string, string>> = { '01': 'C62', '02': 'HUR', '03': 'KGM', '04': 'LTR', '05': 'ZZ' }

export function readFacturaeLines(invoice: Element): Line[] {
  return allAt(invoice, 'Items/InvoiceLine').map(readLine)
}

function readLine(line: Element, index: number): Line {
  const decimal = (path: string) => readDecimal(textAt(line, path) ?? '')
  const unit = textAt(line, 'UnitOfMeasure')
  return present({
    n: index + 1,
    code: textAt(line, 'ArticleCode'),
    description: textAt(line, 'ItemDescription') ?? '',
    quantity: decimal('Quantity'),
    unit: unit === undefined ? undefined : UNITS[unit] ?? unit,
    unitPrice: decimal('UnitPriceWithoutTax'),
    discount: discountOf(line),
    net: decimal('GrossAmount') ?? decimal('TotalCost'),
    taxKind: textAt(line, 'TaxesOutputs/Tax/TaxTypeCode') === '01' ? 'IVA' : undefined,
    taxRate: decimal('TaxesOutputs/Tax/TaxRate'),
    taxAmount: decimal('TaxesOutputs/Tax/TaxAmount/TotalAmount'),
  })
}

function discountOf(line: Element): string | undefined {
  const amounts = (path: string) => sum(allAt(line, path).flatMap((element) => readDecimal(element.text) ?? []))
  const net = sub(amounts('DiscountsAndRebates/Discount/DiscountAmount'), amounts('Charges/Charge/ChargeAmount'))
  return isZero(net) ? undefined : net
}
