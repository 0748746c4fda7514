import { compare, sum, sub } from '@chasqui/tax'
import type { TaxLine, Totals } from '../fiscal.ts'
import { readDecimal } from '../xml/decimal.ts'
import type { Fields } from '../xml/fields.ts'
import { allAt, at, attribute, textAt, type Element } from '../xml/tree.ts'

/** SUNAT catalogue 05: tax codes; 9996 marks what is given free and is paid by nobody. */
const FREE = '9996'
const EXPORT = '9995'
const EXEMPT = '9997'
const NOT_SUBJECT = '9998'
const KINDS: Readonly<Record<string, TaxLine['kind']>> = {
  '1000': 'IGV', [EXPORT]: 'IGV', [EXEMPT]: 'IGV', [NOT_SUBJECT]: 'IGV', '2000': 'ISC',
  // Tax schemes of UBL outside Peru; DIAN numbers its own.
  VAT: 'IVA', IVA: 'IVA', '01': 'IVA', IGV: 'IGV', ISC: 'ISC', IGIC: 'IGIC', '04': 'INC',
}

/** UN/ECE 5305 categories without a rate, as UBL outside Peru has them: exempt, outside the scope. SUNAT's own codes decide in Peru. */
const UNTAXED: ReadonlySet<string> = new Set(['E', 'O'])

type Subtotal = { code: string | undefined; rate: string | null; base: string; amount: string }

export type Taxes = Pick<Totals, 'tax' | 'exempt' | 'notSubject' | 'zeroRated' | 'taxBreakdown'> & {
  /** Bases of what is given free; the header's line total never has them. */
  hasFree: boolean
}

/** The taxes of the document: of the header, free transfers left out. */
export function readTaxes(fields: Fields, root: Element, currency: string | undefined): Taxes {
  const totals = taxTotalsOf(root, currency)
  const subtotals = totals.flatMap((total) => allAt(total, 'TaxSubtotal')).map(subtotalOf)
  const charged = subtotals.filter((subtotal) => subtotal.code !== FREE)
  const hasFree = charged.length < subtotals.length
  const bases = (code: string) => total(charged.filter((subtotal) => subtotal.code === code).map((subtotal) => subtotal.base))
  return {
    tax: taxAmount(fields, totals, charged, hasFree),
    exempt: fields.note('totals.exempt', bases(EXEMPT), `TaxTotal[${EXEMPT}]/TaxableAmount`),
    notSubject: fields.note('totals.notSubject', bases(NOT_SUBJECT), `TaxTotal[${NOT_SUBJECT}]/TaxableAmount`),
    zeroRated: fields.note('totals.zeroRated', bases(EXPORT), `TaxTotal[${EXPORT}]/TaxableAmount`),
    taxBreakdown: fields.note('totals.taxBreakdown', charged.map(taxLine), 'TaxTotal/TaxSubtotal') ?? [],
    hasFree,
  }
}

/** Outside Peru a second TaxTotal repeats the tax in the accounting currency. */
function taxTotalsOf(root: Element, currency: string | undefined): Element[] {
  const all = allAt(root, 'TaxTotal')
  const own = all.filter((element) => {
    const stated = attribute(at(element, 'TaxAmount'), 'currencyID')
    return stated === undefined || currency === undefined || stated === currency
  })
  return own.length > 0 ? own : all
}

/** Some issuers add the tax of free transfers to the header, against SUNAT's rule; it is taken out again. */
function taxAmount(fields: Fields, totals: readonly Element[], charged: readonly Subtotal[], hasFree: boolean): string | undefined {
  const stated = total(totals.flatMap((element) => readDecimal(textAt(element, 'TaxAmount') ?? '') ?? []))
  const added = total(charged.map((subtotal) => subtotal.amount))
  if (hasFree && stated !== undefined && added !== undefined && compare(stated, added) !== 0) {
    return fields.derived('totals.tax', added, 'TaxTotal/TaxSubtotal without 9996')
  }
  return fields.note('totals.tax', stated ?? added, 'TaxTotal/TaxAmount')
}

function total(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : sum(values)
}

function subtotalOf(element: Element): Subtotal {
  const code = textAt(element, 'TaxCategory/TaxScheme/ID')
  const amount = readDecimal(textAt(element, 'TaxAmount') ?? '') ?? '0'
  const percent = textAt(element, 'TaxCategory/Percent') ?? textAt(element, 'Percent')
  const isUntaxed = UNTAXED.has(textAt(element, 'TaxCategory/ID') ?? '') && !/^\d{4}$/.test(code ?? '')
  return { code, rate: isUntaxed ? null : rateOf(code, percent), base: readDecimal(textAt(element, 'TaxableAmount') ?? '') ?? '0', amount }
}

function rateOf(code: string | undefined, percent: string | undefined): string | null {
  if (code === EXEMPT || code === NOT_SUBJECT) return null
  const rate = percent === undefined ? undefined : readDecimal(percent)
  return rate ?? (code === EXPORT ? '0' : null)
}

function taxLine({ code, rate, base, amount }: Subtotal): TaxLine {
  const kind = KINDS[code ?? ''] ?? 'OTHER'
  return code === undefined ? { kind, rate, base, amount } : { kind, code, rate, base, amount }
}

/** The VAT-like tax of one line, and whether the line is given free. */
export function lineTax(line: Element): { kind?: string; rate?: string | null; amount?: string; isFree: boolean } {
  const subtotals = allAt(line, 'TaxTotal/TaxSubtotal').map(subtotalOf)
  // Price type 02 is the reference value of something that costs nothing (SUNAT catalogue 16).
  const isFree = subtotals.some((subtotal) => subtotal.code === FREE) || allAt(line, 'PricingReference/AlternativeConditionPrice').some((price) => textAt(price, 'PriceTypeCode') === '02')
  const main = subtotals.find((subtotal) => KINDS[subtotal.code ?? ''] === 'IGV' || KINDS[subtotal.code ?? ''] === 'IVA') ?? subtotals[0]
  if (main === undefined || isFree) return { isFree }
  return { kind: KINDS[main.code ?? ''] ?? 'OTHER', rate: main.rate, amount: sum(subtotals.map((subtotal) => subtotal.amount)), isFree }
}

/** The subtotal where the header does not state it: what is left of the total without its tax. */
export function withoutTax(total: string | undefined, tax: string | undefined): string | undefined {
  return total === undefined || tax === undefined ? undefined : sub(total, tax)
}
