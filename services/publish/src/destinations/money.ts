import type { Canonical, Line, TaxLine } from '@chasqui/contracts'
import { amountOf, type Amount, type LineOnRecord, type TaxOnRecord } from '@chasqui/mongo/books'
import { decimalsOf } from '@chasqui/tax'
import { present } from '../present.ts'

/**
 * Money as it is stored, with at least the decimals of its currency ("448.4" PEN is 448.40); what the document
 * states more exactly keeps its digits.
 */
export function money(text: string, currency: string): Amount {
  const point = text.indexOf('.')
  const missing = decimalsOf(currency) - (point === -1 ? 0 : text.length - point - 1)
  return amountOf(missing > 0 ? `${text}${point === -1 ? '.' : ''}${'0'.repeat(missing)}` : text)
}

export function maybeMoney(text: string | undefined, currency: string): Amount | undefined {
  return text === undefined ? undefined : money(text, currency)
}

/** A rate or a quantity: no money, so its digits stay as they are. */
function figure(text: string | undefined): Amount | undefined {
  return text === undefined ? undefined : amountOf(text)
}

export function taxesOf(breakdown: readonly TaxLine[], currency: string): TaxOnRecord[] {
  return breakdown.map(({ kind, code, rate, base, amount }) => ({
    kind, ...present({ code }), rate: rate === null ? null : amountOf(rate), base: money(base, currency), amount: money(amount, currency),
  }))
}

export function linesOf(lines: readonly Line[], currency: string): LineOnRecord[] {
  return lines.map(({ n, description, code, unit, taxKind, taxRate, quantity, unitPrice, discount, net, taxAmount, gross }) => ({
    n, description,
    ...present({
      code, unit, taxKind,
      quantity: figure(quantity),
      unitPrice: figure(unitPrice),
      discount: maybeMoney(discount, currency),
      net: maybeMoney(net, currency),
      taxRate: taxRate === null ? null : figure(taxRate),
      taxAmount: maybeMoney(taxAmount, currency),
      gross: maybeMoney(gross, currency),
    }),
  }))
}

export function exchangeRateOf({ exchangeRate }: Canonical): { rate: Amount; to: string } | undefined {
  return exchangeRate && { rate: amountOf(exchangeRate.rate), to: exchangeRate.to }
}
