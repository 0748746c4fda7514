import { Big } from 'big.js'
import type { Tenant } from '../sample.ts'
import type { Company } from './companies.ts'

Big.RM = Big.roundHalfUp

export type PaperLine = {
  code?: string
  description: string
  quantity: string
  unit?: string
  unitPrice: string
  /** Percent; null = exempt. */
  taxRate: string | null
  /** Amount taken off this line. */
  discount?: string
}

/** A document as its sender's program knows it. Layouts print it, and what must be read from it follows from it, too. */
export type PaperDocument = {
  tenant: Tenant
  docType: 'invoice' | 'credit_note' | 'receipt'
  title: string
  number: string
  issueDate: string
  issueTime?: string
  dueDate?: string
  currency: 'PEN' | 'CLP' | 'USD' | 'EUR'
  taxKind: 'IGV' | 'IVA'
  vendor: Company
  /** Absent on a ticket to whoever bought. */
  buyer?: Company
  lines: readonly PaperLine[]
  /** Receipts print prices with their tax inside. */
  pricesIncludeTax?: boolean
  /** Amount off the whole document, before tax; only for documents of one rate. */
  discount?: string
  withholding?: { kind: string; rate: string }
  tip?: string
  payment?: { label: string; method: 'cash' | 'card' | 'transfer' | 'direct_debit'; cardLast4?: string; iban?: string }
  reference?: { number: string; date: string; reason: string; docType?: string }
  accessKey?: string
  notes?: readonly string[]
}

export type PaperTax = { rate: string; base: string; amount: string }
export type PaperTotals = {
  /** The sum of the lines before the discount on the document. */
  gross: string
  subtotal: string
  exempt: string
  taxes: readonly PaperTax[]
  tax: string
  total: string
  withholding: string
  payable: string
}

function decimalsOf(document: PaperDocument): number {
  return document.currency === 'CLP' ? 0 : 2
}

export function netOf(document: PaperDocument, line: PaperLine): string {
  return new Big(line.quantity).times(line.unitPrice).minus(line.discount ?? 0).toFixed(decimalsOf(document))
}

export function totalsOf(document: PaperDocument): PaperTotals {
  const places = decimalsOf(document)
  const sum = (values: readonly string[]): Big => values.reduce((total, value) => total.plus(value), new Big(0))
  const amountsAt = (rate: string | null): Big => sum(document.lines.filter((line) => line.taxRate === rate).map((line) => netOf(document, line)))
  const rates = [...new Set(document.lines.flatMap((line) => line.taxRate ?? []))].toSorted((a, b) => Number(b) - Number(a))
  const discount = new Big(document.discount ?? 0)
  if (discount.gt(0) && rates.length > 1) throw new Error(`${document.number}: a discount over several rates is not told apart`)

  const taxes = rates.map((rate) => {
    const lines = amountsAt(rate).minus(discount)
    if (!document.pricesIncludeTax) return { rate, base: lines.toFixed(places), amount: lines.times(rate).div(100).toFixed(places) }
    const base = lines.div(new Big(rate).div(100).plus(1)).round(places)
    return { rate, base: base.toFixed(places), amount: lines.minus(base).toFixed(places) }
  })
  const exempt = amountsAt(null)
  const subtotal = sum(taxes.map((tax) => tax.base)).plus(exempt)
  const tax = sum(taxes.map((one) => one.amount))
  const total = subtotal.plus(tax).plus(document.tip ?? 0)
  const withholding = subtotal.times(document.withholding?.rate ?? 0).div(100).round(places)
  return {
    gross: sum(document.lines.map((line) => netOf(document, line))).toFixed(places),
    subtotal: subtotal.toFixed(places), exempt: exempt.toFixed(places), taxes, tax: tax.toFixed(places), total: total.toFixed(places),
    withholding: withholding.toFixed(places), payable: total.minus(withholding).toFixed(places),
  }
}
