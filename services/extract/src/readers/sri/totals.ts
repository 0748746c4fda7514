import { isZero, sum } from '@chasqui/tax'
import { present, type TaxLine, type Totals } from '../fiscal.ts'
import { readDecimal } from '../xml/decimal.ts'
import type { Fields } from '../xml/fields.ts'
import { allAt, textAt, type Element } from '../xml/tree.ts'

/** SRI table 16: taxes. */
const KINDS: Readonly<Record<string, TaxLine['kind']>> = { '2': 'IVA', '3': 'ICE', '5': 'IRBPNR' }

/** SRI table 17: rates of the IVA by their code; null is not subject (6) and exempt (7). */
const IVA_RATES: Readonly<Record<string, string | null>> = { '0': '0', '2': '12', '3': '14', '4': '15', '5': '5', '6': null, '7': null, '8': '8', '10': '13' }
const ZERO = '0'
const NOT_SUBJECT = '6'
const EXEMPT = '7'

type Tax = { line: TaxLine; percentCode: string }

/** Invoices say importeTotal, credit notes valorModificacion, debit notes valorTotal. The tip is in the total and in no base. */
export function readSriTotals(fields: Fields, voucher: Element, info: string): Totals {
  const taxes = taxesOf(voucher, info)
  const bases = (field: string, percentCode: string) => {
    const found = taxes.filter((tax) => tax.line.kind === 'IVA' && tax.percentCode === percentCode).map((tax) => tax.line.base)
    return fields.note(`totals.${field}`, found.length === 0 || isZero(sum(found)) ? undefined : sum(found), `totalImpuesto[2/${percentCode}]/baseImponible`)
  }
  const tip = fields.decimal('totals.tip', voucher, `${info}/propina`)
  if (tip !== undefined && isZero(tip)) delete fields.meta['totals.tip']
  const total = fields.decimal('totals.total', voucher, `${info}/importeTotal`, `${info}/valorModificacion`, `${info}/valorTotal`)
  return present({
    subtotal: fields.decimal('totals.subtotal', voucher, `${info}/totalSinImpuestos`),
    tax: taxes.length === 0 ? undefined : fields.note('totals.tax', sum(taxes.map((tax) => tax.line.amount)), 'totalImpuesto/valor'),
    taxBreakdown: fields.note('totals.taxBreakdown', taxes.map((tax) => tax.line), 'totalImpuesto') ?? [],
    exempt: bases('exempt', EXEMPT),
    zeroRated: bases('zeroRated', ZERO),
    notSubject: bases('notSubject', NOT_SUBJECT),
    withholdings: [],
    tip: tip === undefined || isZero(tip) ? undefined : tip,
    total,
    payable: total,
  })
}

function taxesOf(voucher: Element, info: string): Tax[] {
  return [...allAt(voucher, `${info}/totalConImpuestos/totalImpuesto`), ...allAt(voucher, `${info}/impuestos/impuesto`)].flatMap((element) => taxOf(element) ?? [])
}

/** A tax of the totals or of a line. Undefined when it has neither base nor amount. */
export function taxOf(element: Element): Tax | undefined {
  const base = readDecimal(textAt(element, 'baseImponible') ?? '')
  const amount = readDecimal(textAt(element, 'valor') ?? '')
  if (base === undefined && amount === undefined) return undefined
  const code = textAt(element, 'codigo') ?? ''
  const percentCode = textAt(element, 'codigoPorcentaje') ?? ''
  const kind = KINDS[code] ?? 'OTHER'
  return { percentCode, line: { kind, code, rate: rateOf(kind, percentCode, readDecimal(textAt(element, 'tarifa') ?? '')), base: base ?? '0', amount: amount ?? '0' } }
}

/** The stated rate, unless the code says that there is none; the totals of many invoices leave it out. */
function rateOf(kind: TaxLine['kind'], percentCode: string, stated: string | undefined): string | null {
  if (kind !== 'IVA') return stated ?? null
  const coded = IVA_RATES[percentCode]
  return coded === null ? null : stated ?? coded ?? null
}
