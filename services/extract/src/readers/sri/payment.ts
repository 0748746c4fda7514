import { addDays, clampedDate } from '@chasqui/tax'
import { present, type Payment } from '../fiscal.ts'
import { readDecimal } from '../xml/decimal.ts'
import type { Fields } from '../xml/fields.ts'
import { allAt, textAt, type Element } from '../xml/tree.ts'

/** SRI table 24: forms of payment. 20 is "others, through the banking system": transfers and checks alike. */
const METHODS: Readonly<Record<string, NonNullable<Payment['method']>>> = { '01': 'cash', '15': 'other', '16': 'card', '17': 'other', '18': 'card', '19': 'card', '20': 'transfer', '21': 'other' }

/** How and when it is paid: each `pago` has its form, its part, and its term counted from the day of issue. */
export function readSriPayment(fields: Fields, voucher: Element, info: string, issueDate: string | undefined): Payment | undefined {
  const payments = allAt(voucher, `${info}/pagos/pago`)
  if (payments.length === 0) return undefined
  const methods = new Set(payments.map((payment) => METHODS[textAt(payment, 'formaPago') ?? '']))
  const method = methods.size === 1 ? [...methods][0] : 'other'
  const dueDates = payments.flatMap((payment) => {
    const date = issueDate === undefined ? undefined : dueOf(payment, issueDate)
    const amount = readDecimal(textAt(payment, 'total') ?? '')
    return date === undefined ? [] : [amount === undefined ? { date } : { date, amount }]
  })
  fields.note('payment.method', method, `${info}/pagos/pago/formaPago`)
  return present({ method, dueDates })
}

/** No term, or a term of nothing, is no due date. */
function dueOf(payment: Element, issueDate: string): string | undefined {
  const term = Number(textAt(payment, 'plazo') ?? '0')
  if (!Number.isInteger(term) || term <= 0 || term > 3_650) return undefined
  const unit = (textAt(payment, 'unidadTiempo') ?? 'dias').toLowerCase()
  if (unit.startsWith('mes')) return monthsLater(issueDate, term)
  if (unit.startsWith('a')) return monthsLater(issueDate, term * 12)
  return unit.startsWith('sem') ? addDays(issueDate, term * 7) : addDays(issueDate, term)
}

function monthsLater(date: string, months: number): string | undefined {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const count = year * 12 + month - 1 + months
  return clampedDate(Math.floor(count / 12), (count % 12) + 1, day)?.date
}
