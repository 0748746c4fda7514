import type { Canonical } from '@chasqui/contracts'
import type { Expense } from '@chasqui/mongo/books'
import { isZero, sub, sum } from '@chasqui/tax'
import { present } from '../present.ts'
import { categoryOf } from './category.ts'
import type { ExpenseDestination, PostRequest, RecordContext } from './destination.ts'
import { exchangeRateOf, linesOf, maybeMoney, money, taxesOf } from './money.ts'
import { partyOf, numberNormOf, vendorIdIn, vendorRecord } from './parties.ts'
import { recordHead } from './source.ts'

/** Tickets, expenses and payslips. */
export const expense: ExpenseDestination = {
  kind: 'document',
  into: 'expenses',
  lacks: (canonical) => (!dateOf(canonical) ? 'it has no date' : !canonical.currency ? 'it has no currency' : amountOfExpense(canonical) === undefined ? 'it has no amount' : undefined),
  vendorOf: (request, context) => (request.canonical.docType === 'payroll' ? undefined : vendorRecord(request, context)),
  recordOf,
}

function recordOf(request: PostRequest, context: RecordContext): Expense {
  const { canonical } = request
  const { currency = '', totals, payment, vendor, number, issueTime, periodStart, periodEnd, payroll } = canonical
  const { code, written } = categoryOf(canonical)
  const amount = amountOfExpense(canonical) ?? '0'
  const due = payroll?.net ?? totals?.payable ?? amount
  const isPaid = isPaidAtOnce(canonical) || isZero(due)
  const withholding = payroll?.totalDeductions ?? totals?.withholding
  return {
    ...recordHead(request, context),
    docType: canonical.docType as Expense['docType'],
    country: canonical.country,
    issueDate: dateOf(canonical) ?? '',
    description: descriptionOf(canonical),
    vendorId: canonical.docType === 'payroll' ? null : vendorIdIn(request),
    ...present({ issueTime, number, numberNorm: numberNormOf(canonical), vendor: vendor && partyOf(vendor, canonical.country), category: written, exchangeRate: exchangeRateOf(canonical) }),
    categoryCode: code,
    currency,
    ...taxApart(canonical, amount, currency),
    taxes: taxesOf(totals?.taxBreakdown ?? [], currency),
    ...present({ withholding: maybeMoney(withholding, currency), tip: maybeMoney(totals?.tip, currency) }),
    amount: money(amount, currency),
    status: isPaid ? 'paid' : 'pending',
    paid: money(isPaid ? due : '0', currency),
    pending: money(isPaid ? '0' : due, currency),
    ...present({ paymentMethod: payment?.method, cardLast4: payment?.cardLast4 }),
    ...present({ periodStart: periodStart ?? payroll?.periodStart, periodEnd: periodEnd ?? payroll?.periodEnd }),
    lines: linesOf(canonical.lines, currency),
  }
}

/** A payslip belongs to the end of its period. */
function dateOf({ issueDate, periodEnd, payroll }: Canonical): string | undefined {
  return issueDate ?? payroll?.periodEnd ?? periodEnd
}

/** What the expense costs the tenant: of a payslip the gross pay, of which the employee gets the net. */
function amountOfExpense({ totals, payroll }: Canonical): string | undefined {
  return payroll?.gross ?? totals?.total ?? payroll?.net
}

/** Net and VAT, only where the document tells the tax apart. */
function taxApart({ totals }: Canonical, amount: string, currency: string): Pick<Expense, 'net' | 'vat'> {
  const breakdown = totals?.taxBreakdown ?? []
  const vat = totals?.tax ?? (breakdown.length > 0 ? sum(breakdown.map((tax) => tax.amount)) : undefined)
  if (vat === undefined) return {}
  return { net: money(totals?.subtotal ?? sub(amount, vat), currency), vat: money(vat, currency) }
}

/** A ticket that shows cash or a card is paid. */
function isPaidAtOnce({ payment }: Canonical): boolean {
  return payment?.method === 'cash' || payment?.method === 'card' || payment?.cardLast4 !== undefined
}

function descriptionOf({ expense: stated, payroll, vendor, number, lines, docType }: Canonical): string {
  if (stated?.description) return stated.description
  if (payroll?.employee.name) return payroll.employee.name
  const seller = vendor?.tradeName ?? vendor?.name ?? vendor?.taxId
  if (seller) return number ? `${seller} ${number}` : seller
  return lines[0]?.description ?? number ?? docType
}
