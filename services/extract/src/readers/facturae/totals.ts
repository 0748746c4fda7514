import { add, isWithin, isZero, sub, sum } from '@chasqui/tax'
import { present, type TaxLine, type Totals } from '../fiscal.ts'
import { readDecimal } from '../xml/decimal.ts'
import type { Fields } from '../xml/fields.ts'
import { allAt, textAt, type Element } from '../xml/tree.ts'

/** Facturae's tax types: 01 IVA, 02 IPSI, 03 IGIC, 04 IRPF. */
const KINDS: Readonly<Record<string, TaxLine['kind']>> = { '01': 'IVA', '03': 'IGIC' }
const WITHHELD_KINDS: Readonly<Record<string, string>> = { '01': 'IVA', '04': 'IRPF' }

/** Special events: subject and exempt, not subject. */
const EXEMPT = '01'
const NOT_SUBJECT = '02'

const CENTS = '0.02'

/**
 * InvoiceTotal is written after the withholding by most issuers, as the schema says, and before it by some. Both mean
 * the same document: the canonical total is base + tax. One that is neither is taken as stated, for validation to refuse.
 */
export function readFacturaeTotals(fields: Fields, invoice: Element): Totals {
  const read = (field: string, ...names: string[]) => fields.decimal(field, invoice, ...names.map((name) => `InvoiceTotals/${name}`))
  const taxes = allAt(invoice, 'TaxesOutputs/Tax').map(taxOf)
  const subtotal = read('totals.subtotal', 'TotalGrossAmountBeforeTaxes', 'TotalGrossAmount')
  const tax = read('totals.tax', 'TotalTaxOutputs')
  const withholding = notZero(read('totals.withholding', 'TotalTaxesWithheld'))
  const prepaid = notZero(read('totals.prepaid', 'TotalPaymentsOnAccount'))
  const total = totalOf(fields, read('totals.total', 'InvoiceTotal'), { subtotal, tax, withholding })
  const bases = (event: string) => notZero(sum(taxes.filter((one) => one.event === event).map((one) => one.lines[0]?.base ?? '0')))
  return present({
    subtotal,
    tax,
    taxBreakdown: fields.note('totals.taxBreakdown', taxes.flatMap((one) => one.lines), 'TaxesOutputs/Tax') ?? [],
    exempt: bases(EXEMPT),
    notSubject: bases(NOT_SUBJECT),
    withholding,
    withholdings: allAt(invoice, 'TaxesWithheld/Tax').map(withholdingOf),
    total,
    prepaid,
    payable: payableOf(fields, invoice, total === undefined ? undefined : sub(sub(total, withholding ?? '0'), prepaid ?? '0')),
  })
}

function notZero(value: string | undefined): string | undefined {
  return value === undefined || isZero(value) ? undefined : value
}

function totalOf(fields: Fields, stated: string | undefined, { subtotal, tax, withholding }: { subtotal: string | undefined; tax: string | undefined; withholding: string | undefined }): string | undefined {
  if (stated === undefined || subtotal === undefined) return stated
  const full = add(subtotal, tax ?? '0')
  const isAfterWithholding = withholding !== undefined && isWithin(stated, sub(full, withholding), CENTS)
  return isAfterWithholding ? fields.derived('totals.total', add(stated, withholding), 'InvoiceTotals/InvoiceTotal + TotalTaxesWithheld', 0.98) : stated
}

/** Outstanding and executable amounts differ by what issuers put into them; the one that adds up is meant. */
function payableOf(fields: Fields, invoice: Element, expected: string | undefined): string | undefined {
  const stated = ['TotalOutstandingAmount', 'TotalExecutableAmount'].flatMap((name) => {
    const value = readDecimal(textAt(invoice, `InvoiceTotals/${name}`) ?? '')
    return value === undefined ? [] : [{ name, value }]
  })
  const meant = stated.find((one) => expected !== undefined && isWithin(one.value, expected, CENTS)) ?? stated.at(-1)
  return meant && fields.note('totals.payable', meant.value, `InvoiceTotals/${meant.name}`)
}

function taxOf(element: Element): { lines: TaxLine[]; event: string | undefined } {
  const decimal = (path: string) => readDecimal(textAt(element, path) ?? '')
  const event = textAt(element, 'SpecialTaxableEvent/SpecialTaxableEventCode')
  const code = textAt(element, 'TaxTypeCode')
  const base = decimal('TaxableBase/TotalAmount') ?? '0'
  const isTaxed = event !== EXEMPT && event !== NOT_SUBJECT
  const main: TaxLine = { kind: KINDS[code ?? ''] ?? 'OTHER', ...(code === undefined ? {} : { code }), rate: isTaxed ? decimal('TaxRate') ?? null : null, base, amount: decimal('TaxAmount/TotalAmount') ?? '0' }
  const surcharge = decimal('EquivalenceSurchargeAmount/TotalAmount')
  const lines = surcharge === undefined || isZero(surcharge) ? [main] : [main, { kind: 'RE' as const, rate: decimal('EquivalenceSurcharge') ?? null, base, amount: surcharge }]
  return { lines, event }
}

function withholdingOf(element: Element): Totals['withholdings'][number] {
  const decimal = (path: string) => readDecimal(textAt(element, path) ?? '')
  const code = textAt(element, 'TaxTypeCode') ?? ''
  return present({ kind: WITHHELD_KINDS[code] ?? code, rate: decimal('TaxRate'), base: decimal('TaxableBase/TotalAmount'), amount: decimal('TaxAmount/TotalAmount') ?? '0' })
}
