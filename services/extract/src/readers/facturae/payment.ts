import { isIban, normalizeIban } from '@chasqui/tax'
import { present, type Payment } from '../fiscal.ts'
import { readDate } from '../xml/dates.ts'
import { readDecimal } from '../xml/decimal.ts'
import type { Fields } from '../xml/fields.ts'
import { allAt, textAt, type Element } from '../xml/tree.ts'

/** Facturae's payment means. */
const METHODS: Readonly<Record<string, NonNullable<Payment['method']>>> = { '01': 'cash', '02': 'direct_debit', '04': 'transfer', '11': 'check', '16': 'check', '19': 'card' }

export function readFacturaePayment(fields: Fields, invoice: Element): Payment | undefined {
  const installments = allAt(invoice, 'PaymentDetails/Installment')
  const [first] = installments
  if (first === undefined) return undefined
  const means = textAt(first, 'PaymentMeans')
  const iban = textAt(first, 'AccountToBeCredited/IBAN') ?? textAt(first, 'AccountToBeDebited/IBAN')
  const dueDates = installments.flatMap((element) => {
    const date = readDate(textAt(element, 'InstallmentDueDate') ?? '')
    const amount = readDecimal(textAt(element, 'InstallmentAmount') ?? '')
    return date === undefined ? [] : [amount === undefined ? { date } : { date, amount }]
  })
  return present({
    method: fields.note('payment.method', means === undefined ? undefined : METHODS[means] ?? 'other', 'PaymentDetails/Installment/PaymentMeans'),
    iban: iban !== undefined && isIban(iban) ? fields.note('payment.iban', normalizeIban(iban), 'PaymentDetails/Installment/AccountToBeCredited/IBAN') : undefined,
    reference: textAt(first, 'PaymentReconciliationReference'),
    dueDates,
  })
}
