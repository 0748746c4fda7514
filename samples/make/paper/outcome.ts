import type { z } from 'zod'
import type { ExpectedItem } from '../../expected.ts'
import { expenseInBooks, invoiceInBooks } from '../sample.ts'
import { totalsOf, type PaperDocument } from './document.ts'

type Canonical = NonNullable<z.input<typeof ExpectedItem>['canonical']>

const countries = { pe: 'PE', cl: 'CL', ec: 'EC', es: 'ES' } as const

/** The fields that a reader must find on any print of the document. */
export function fieldsOf(document: PaperDocument): Canonical {
  const totals = totalsOf(document)
  return {
    country: countries[document.tenant],
    currency: document.currency,
    number: document.number,
    issueDate: document.issueDate,
    ...(document.dueDate === undefined ? {} : { dueDate: document.dueDate }),
    ...(document.issueTime === undefined || document.docType !== 'receipt' ? {} : { issueTime: document.issueTime }),
    'vendor.taxId': document.vendor.taxId,
    ...(document.buyer === undefined ? {} : { 'buyer.taxId': document.buyer.taxId, direction: 'purchase' }),
    'totals.subtotal': totals.subtotal,
    'totals.tax': totals.tax,
    'totals.total': totals.total,
    ...(document.withholding === undefined ? {} : { 'totals.withholding': totals.withholding, 'totals.payable': totals.payable }),
    ...(document.reference === undefined ? {} : { 'references.0.number': document.reference.number }),
    ...(document.payment?.cardLast4 === undefined ? {} : { 'payment.cardLast4': document.payment.cardLast4 }),
  }
}

/** What else a print without noise lets a reader find: the name of the vendor and the lines of the table. */
export function fieldsOfCleanPrint(document: PaperDocument): Canonical {
  return { ...fieldsOf(document), 'vendor.name': document.vendor.name, 'lines.length': document.lines.length }
}

/** The item that a document becomes when it is read well. */
export function readWell(document: PaperDocument, canonical: Canonical = fieldsOfCleanPrint(document)): z.input<typeof ExpectedItem> {
  return document.docType === 'receipt' ? expenseInBooks('receipt', canonical) : invoiceInBooks(document.docType, canonical)
}
