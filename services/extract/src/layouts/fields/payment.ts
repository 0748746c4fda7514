import type { Canonical, Evidence } from '@chasqui/contracts'
import type { Document } from '../document.ts'
import { cellsBelow } from '../page/around.ts'
import { evidenceOf, spanOf, spansMatching, type Span } from '../page/span.ts'
import { ibanTokens } from '../values/iban.ts'
import type { Line } from '../page/sheet.ts'

type Payment = NonNullable<Canonical['payment']>
type Method = NonNullable<Payment['method']>

/** Words of the ways to pay, the more telling first. "Otros con utilización del sistema financiero" is Ecuador's code 20. */
const METHODS: readonly { method: Method; words: RegExp }[] = [
  { method: 'other', words: /otros con utilizacion/g },
  { method: 'cash', words: /sin utilizacion del sistema financiero/g },
  { method: 'direct_debit', words: /(?<![a-z])(?:domiciliacion|domiciliad[ao]|recibo bancario|adeudo|direct debit)(?![a-z])/g },
  { method: 'transfer', words: /(?<![a-z])(?:transferencia|transfer|wire|deposito en cuenta)(?![a-z])/g },
  { method: 'card', words: /(?<![a-z])(?:tarjeta|tarj|visa|master ?card|maestro|amex|american express|redcompra|webpay|card|debito)(?![a-z])/g },
  { method: 'check', words: /(?<![a-z])(?:cheque|check)(?![a-z])/g },
  { method: 'cash', words: /(?<![a-z])(?:efectivo|metalico|contado|cash)(?![a-z])/g },
  { method: 'cash', words: /(?<![a-z])(?:entregado|vuelto|su cambio|cambio)(?![a-z])(?! de)/g },
  { method: 'other', words: /(?<![a-z])(?:bizum|yape|plin|mercado ?pago|paypal)(?![a-z])/g },
]
const LABEL = /(?<![a-z])(?:(?:forma|medio|metodo|modo|condicion(?:es)?) (?:de )?pago|pago|payment(?: method)?)(?![a-z])/g
const LAST_4 = /(?:[*x•#]{2,}[ -]?){1,4}(\d{4})(?!\d)/g

export type PaymentReading = { payment: Payment | undefined; meta: Record<string, Evidence> }

/** How it was or is to be paid, where the page says so. */
export function readPayment(document: Document, dueDate: string | undefined, isTill: boolean): PaymentReading {
  const { sheet } = document
  const meta: Record<string, Evidence> = {}
  const payment: Payment = { dueDates: dueDate === undefined ? [] : [{ date: dueDate }] }
  const card = sheet.lines.flatMap((line) => [...line.folded.matchAll(LAST_4)].map((match) => ({ last4: match[1] ?? '', span: spanOf(line, match.index, match.index + match[0].length) })))[0]
  const [iban] = ibanTokens(sheet)
  const method = card === undefined ? methodOf(document, isTill) : { method: 'card' as const, span: card.span }
  if (card !== undefined) {
    payment.cardLast4 = card.last4
    meta['payment.cardLast4'] = evidenceOf(sheet, card.span, 'shape:masked card', 0.95)
  }
  if (iban !== undefined) {
    payment.iban = iban.iban
    meta['payment.iban'] = evidenceOf(sheet, iban.span, 'shape:IBAN', 0.97)
  }
  if (method !== undefined) {
    payment.method = method.method
    meta['payment.method'] = evidenceOf(sheet, method.span, 'words of payment', 0.85)
  }
  const isEmpty = payment.method === undefined && payment.iban === undefined && payment.cardLast4 === undefined && payment.dueDates.length === 0
  return { payment: isEmpty ? undefined : payment, meta }
}

/** Beside a label of payment first; on a till roll the line that says what was paid with. */
function methodOf(document: Document, isTill: boolean): { method: Method; span: Span } | undefined {
  for (const line of document.sheet.lines) {
    for (const label of spansMatching(line, LABEL)) {
      const beside = methodIn(line, label.end, line.text.length)
      if (beside !== undefined) return beside
      for (const { line: under, cell } of cellsBelow(document.sheet, label, 1)) {
        const below = methodIn(under, cell.from, cell.from + cell.text.length)
        if (below !== undefined) return below
      }
    }
  }
  if (!isTill) return undefined
  const paid = document.amounts.map((token) => token.span.line)
  for (const line of document.sheet.lines) {
    const found = paid.includes(line) ? methodIn(line, 0, line.text.length) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

function methodIn(line: Line, from: number, to: number): { method: Method; span: Span } | undefined {
  for (const { method, words } of METHODS) {
    const found = spansMatching(line, words).find((span) => span.start >= from && span.end <= to)
    if (found !== undefined) return { method, span: found }
  }
  return undefined
}
