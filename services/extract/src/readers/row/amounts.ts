import { abs, isWithin, isZero, mul, parseAmount, percentOf, settleByArithmetic, sub, sum, unitOf, type ParsedAmount } from '@chasqui/tax'
import { present, type TaxLine, type Totals } from '../fiscal.ts'
import { cellText, type Cells } from './cells.ts'

type Amounts = { subtotal: ParsedAmount | undefined; tax: ParsedAmount | undefined; total: ParsedAmount | undefined }

/**
 * The totals of a row. Its three main amounts are read together: where a separator leaves doubt, the one reading in
 * which subtotal + tax = total wins over the custom of the country. Notes are positive: their type says the direction.
 */
export function readTotals(cells: Cells<'document'>, options: { country: string; isNote: boolean }): Totals | undefined {
  const stated = { subtotal: cells.parsed('subtotal'), tax: cells.parsed('tax'), total: cells.parsed('total') }
  const amounts = settled(stated, cells)
  const take = (field: 'subtotal' | 'total') => cells.settle(field, `totals.${field}`, amounts[field])
  const other = (field: 'exempt' | 'discount' | 'withholding' | 'tip' | 'payable') => cells.amount(field, `totals.${field}`)
  const totals = present({ subtotal: take('subtotal'), tax: taxByRate(amounts, cells) ?? cells.settle('tax', 'totals.tax', amounts.tax), total: take('total'), exempt: other('exempt'), discount: other('discount'), withholding: positiveOf(other('withholding')), tip: other('tip'), payable: other('payable') })
  if (Object.keys(totals).length === 0) return undefined
  const signed = beforeWithholding(options.isNote ? positive(totals) : totals, cells)
  return { ...signed, taxBreakdown: breakdown(signed, rateOf(cells), options.country), withholdings: [] }
}

/** What was withheld is a positive amount that is taken off; some tables print its minus. */
function positiveOf(withheld: string | undefined): string | undefined {
  return withheld === undefined ? undefined : abs(withheld)
}

type Stated = Partial<Record<'subtotal' | 'tax' | 'total' | 'withholding' | 'tip' | 'payable', string | undefined>>

/**
 * The total of a document is what it comes to before anything is withheld. Where the column of the total holds what is left
 * to pay, which net, tax and withholding prove, it is that, and the total is what they make.
 */
function beforeWithholding<T extends Stated>(totals: T, { notes, currency }: Cells<'document'>): T {
  const { subtotal, tax, total, withholding, tip = '0', payable } = totals
  if (subtotal === undefined || tax === undefined || total === undefined || withholding === undefined || isZero(withholding) || payable !== undefined) return totals
  const made = sum([subtotal, tax, tip])
  const tolerance = mul(unitOf(currency.code), '2')
  if (isWithin(made, total, tolerance) || !isWithin(sub(made, withholding), total, tolerance)) return totals
  const evidence = notes.meta['totals.total']
  if (evidence !== undefined) notes.meta['totals.payable'] = evidence
  notes.derived('totals.total', made, 'net and tax, before withholding')
  return { ...totals, total: made, payable: total }
}

/** Amounts whose separator could be either were read by custom; arithmetic is asked whether it knows better. */
function settled(stated: Amounts, cells: Cells<'document'>): Amounts {
  const { subtotal, tax, total } = stated
  if (subtotal === undefined || tax === undefined || total === undefined) return stated
  const doubtful = (field: 'subtotal' | 'tax' | 'total', parsed: ParsedAmount): ParsedAmount => {
    const raw = cells.raw(field)
    return typeof raw === 'string' && DOUBTFUL.test(raw) ? parseAmount(raw, { isScan: false }) : parsed
  }
  const open = { subtotal: doubtful('subtotal', subtotal), tax: doubtful('tax', tax), total: doubtful('total', total) }
  if (!Object.values(open).some((amount) => 'ambiguous' in amount)) return stated
  const one = settleByArithmetic(open)
  return one === undefined ? stated : { subtotal: { value: one.subtotal }, tax: { value: one.tax }, total: { value: one.total } }
}

const DOUBTFUL = /\d[.,]\d{3}(?!\d)/

function positive<T extends Record<string, string | undefined>>(totals: T): T {
  const result: Record<string, string | undefined> = {}
  for (const key in totals) result[key] = totals[key] === undefined ? undefined : abs(totals[key])
  return result as T
}

/** A tax given as "21%", where net and total differ by just that much of the net; a person looks at it. */
function taxByRate({ subtotal, total }: Amounts, cells: Cells<'document'>): string | undefined {
  const rate = rateInTax(cells) === undefined ? undefined : rateOf(cells)
  if (rate === undefined || subtotal === undefined || total === undefined || !('value' in subtotal) || !('value' in total)) return undefined
  const tax = sub(total.value, subtotal.value)
  // R2 for a document of one line: rounding moves the tax by half a unit more than its own.
  if (!isWithin(percentOf(subtotal.value, rate), tax, mul(unitOf(cells.currency.code), '1.5'))) return undefined
  cells.findings.push({ code: 'FIELD_DERIVED', severity: 'review', field: 'totals.tax', message: `The row states the tax as ${rate} %; ${tax} is the total less the net`, value: tax })
  return cells.notes.derived('totals.tax', tax, 'total less net', 0.8)
}

/** "21%" in a column called IVA is a rate, not an amount. */
function rateInTax(cells: Cells<'document'>): string | undefined {
  const text = cells.raw('tax')
  return typeof text === 'string' && text.trim().endsWith('%') ? text : undefined
}

/** The rate in percent. Spreadsheets also keep it as a fraction: 0.18. */
function rateOf(cells: Cells<'document'>): string | undefined {
  const text = (rateInTax(cells) ?? cellText(cells.raw('taxRate')))?.replace('%', '').replace(',', '.').trim()
  if (text === undefined || !/^\d{1,2}(\.\d{1,4})?$/.test(text)) return undefined
  const fraction = /^0?\.(\d{1,4})$/.exec(text)?.[1]
  if (fraction === undefined) return text
  const percent = fraction.padEnd(2, '0')
  return `${percent.slice(0, 2).replace(/^0(?=\d)/, '')}${percent.length > 2 ? `.${percent.slice(2)}` : ''}`
}

/** One tax line, where the row states the rate beside base and amount; without a rate nothing is made up. */
function breakdown(totals: { subtotal?: string | undefined; tax?: string | undefined }, rate: string | undefined, country: string): TaxLine[] {
  if (rate === undefined || totals.subtotal === undefined || totals.tax === undefined) return []
  return [{ kind: country === 'PE' ? 'IGV' : 'IVA', rate, base: totals.subtotal, amount: totals.tax }]
}
