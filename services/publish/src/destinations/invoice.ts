import type { Canonical } from '@chasqui/contracts'
import type { Invoice } from '@chasqui/mongo/books'
import { add, isZero, sub } from '@chasqui/tax'
import { present } from '../present.ts'
import { correctionOf } from './correction.ts'
import type { InvoiceDestination, PostRequest, RecordContext } from './destination.ts'
import { exchangeRateOf, linesOf, maybeMoney, money, taxesOf } from './money.ts'
import { isSale, partyOf, numberNormOf, vendorIdIn, vendorRecord } from './parties.ts'
import { recordHead } from './source.ts'

/** Invoices, notes, and the tickets that the tenant itself issued. */
export const invoice: InvoiceDestination = {
  kind: 'document',
  into: 'invoices',
  lacks: ({ issueDate, currency, totals }) => (!issueDate ? 'it has no issue date' : !currency ? 'it has no currency' : !totals?.total ? 'it has no total' : undefined),
  vendorOf: (request, context) => (isSale(request) ? undefined : vendorRecord(request, context)),
  recordOf,
}

function recordOf(request: PostRequest, context: RecordContext): Invoice {
  const { canonical } = request
  const { currency = '', totals, payment } = canonical
  const { subType, number, fiscalId, dueDate, buyer } = canonical
  const amount = (text: string | undefined) => maybeMoney(text, currency)
  const payable = payableOf(canonical)
  const sale = isSale(request)
  return {
    ...recordHead(request, context),
    direction: sale ? 'sale' : 'purchase',
    docType: canonical.docType as Invoice['docType'],
    country: canonical.country,
    ...present({ subType, number, numberNorm: numberNormOf(canonical), fiscalId, dueDate, exchangeRate: exchangeRateOf(canonical) }),
    vendorId: sale ? null : vendorIdIn(request),
    vendor: partyOf(canonical.vendor ?? {}, canonical.country),
    customerId: null,
    ...present({ customer: buyer && partyOf(buyer, canonical.country) }),
    issueDate: canonical.issueDate ?? '',
    currency,
    ...present({
      subtotal: amount(totals?.subtotal), discount: amount(totals?.discount), charge: amount(totals?.charge), tax: amount(totals?.tax),
      exempt: amount(totals?.exempt), zeroRated: amount(totals?.zeroRated), notSubject: amount(totals?.notSubject),
      tip: amount(totals?.tip), rounding: amount(totals?.rounding), prepaid: amount(totals?.prepaid),
    }),
    taxes: taxesOf(totals?.taxBreakdown ?? [], currency),
    withholding: money(totals?.withholding ?? '0', currency),
    total: money(totals?.total ?? '0', currency),
    payable: money(payable, currency),
    status: isZero(payable) ? 'paid' : 'pending',
    paid: money('0', currency),
    ...present({ paymentMethod: payment?.method }),
    dueDates: (payment?.dueDates ?? []).map((due) => ({ date: due.date, ...present({ amount: amount(due.amount) }) })),
    lines: linesOf(canonical.lines, currency),
    ...correctionOf(request),
    categoryCode: canonical.expense?.category ?? null,
    account: null,
  }
}

/** What is to be paid: as stated, or total − withholding − prepaid + rounding. */
function payableOf({ totals }: Canonical): string {
  if (totals?.payable !== undefined) return totals.payable
  const { total = '0', withholding = '0', prepaid = '0', rounding = '0' } = totals ?? {}
  return add(sub(sub(total, withholding), prepaid), rounding)
}
