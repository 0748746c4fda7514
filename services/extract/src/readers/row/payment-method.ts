import { plainUpper } from '@chasqui/tax'
import type { Payment } from '../fiscal.ts'

type Method = NonNullable<Payment['method']>

/** In this order: "tarjeta de débito" is a card, "domiciliación bancaria" no transfer. */
const WORDS: readonly (readonly [RegExp, Method])[] = [
  [/\b(DIRECT DEBIT|DIRECT_DEBIT|DOMICILIA\w*|DEBITO AUTOMATICO|CARGO EN CUENTA|RECIBO)\b/, 'direct_debit'],
  [/\b(CARD|TARJETA|VISA|MASTERCARD|AMEX|CREDITO|DEBITO)\b/, 'card'],
  [/\b(CASH|EFECTIVO|CONTADO|METALICO)\b/, 'cash'],
  [/\b(TRANSFER|TRANSFERENCIA|WIRE|BIZUM|YAPE|PLIN|DEPOSITO)\b/, 'transfer'],
  [/\b(CHECK|CHEQUE|TALON)\b/, 'check'],
]

/** How it was paid, in the words of a person; "other" for words nobody knows. */
export function paymentMethodOf(text: string): Method {
  const plain = plainUpper(text)
  return WORDS.find(([words]) => words.test(plain))?.[1] ?? 'other'
}
