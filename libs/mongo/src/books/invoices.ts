import type { AnyBulkWriteOperation, Db, Filter } from 'mongodb'
import type { DocType } from '@chasqui/contracts'
import type { IndexDeclaration } from '../indexes.ts'
import type { Listing } from '../paging.ts'
import type { Amount } from './amount.ts'
import { Book } from './book.ts'
import type { BookRecord, LineOnRecord, PartyOnRecord, PaymentState, TaxOnRecord } from './record.ts'

/** An invoice, or a note that corrects one. Totals are positive on all of them: the type says the direction of the money. */
export type Invoice = BookRecord & {
  direction: 'purchase' | 'sale'
  docType: Extract<DocType, 'invoice' | 'credit_note' | 'debit_note' | 'receipt'>
  subType?: string
  country: string
  number?: string
  fiscalId?: { kind: string; value: string }
  /** The number as numbers are compared (`normalizedNumber` of the tax library). */
  numberNorm?: string
  vendorId: string | null
  vendor: PartyOnRecord
  customerId: string | null
  customer?: PartyOnRecord
  issueDate: string
  dueDate?: string
  currency: string
  exchangeRate?: { rate: Amount; to: string }
  subtotal?: Amount
  discount?: Amount
  charge?: Amount
  tax?: Amount
  taxes: TaxOnRecord[]
  exempt?: Amount
  zeroRated?: Amount
  notSubject?: Amount
  withholding: Amount
  tip?: Amount
  rounding?: Amount
  prepaid?: Amount
  total: Amount
  payable: Amount
  status: PaymentState
  paid: Amount
  paymentMethod?: string
  dueDates: { date: string; amount?: Amount }[]
  lines: LineOnRecord[]
  /** Of a note: the invoice it corrects, when that is in the books. */
  correctsInvoiceId: string | null
  /** Of a note: the number of that invoice as the note prints it. */
  correctsNumber?: string
  /** Of a note: the fiscal id of that invoice. */
  correctsFiscalId?: string
  /** Of a note: the kind of that invoice, in the code of the country. */
  correctsDocType?: string
  /** Of a note whose invoice is not in the books yet: what that invoice will be known by, in one text with tenant and issuer. */
  waitsFor?: string
  categoryCode: string | null
  account: string | null
}

export type InvoiceFilter = {
  from?: string | undefined
  to?: string | undefined
  vendorId?: string | undefined
  /** The whole number, normalised. */
  numberNorm?: string | undefined
  direction?: Invoice['direction'] | undefined
  docType?: Invoice['docType'] | undefined
  batchId?: string | undefined
}

const indexes: IndexDeclaration[] = [
  { keys: { tenantId: 1, issueDate: -1, _id: 1 }, options: { name: 'by_date' } },
  // What tells most comes first; a vendor and a batch belong to one tenant.
  { keys: { vendorId: 1, issueDate: -1, _id: 1 }, options: { name: 'by_vendor' } },
  { keys: { 'source.batchId': 1, issueDate: -1, _id: 1 }, options: { name: 'by_batch' } },
  { keys: { numberNorm: 1, tenantId: 1 }, options: { name: 'by_number' } },
  // Only notes that still look for their invoice are in it: one lookup for each posted invoice must cost next to nothing.
  { keys: { waitsFor: 1 }, options: { name: 'waiting_notes', sparse: true } },
]

export class Invoices extends Book<Invoice, InvoiceFilter> {
  constructor(db: Db) {
    super(db.collection<Invoice>('invoices'), { indexes, listingOf })
  }

  /** What has one of these numbers, in the books of these tenants. */
  findByNumbers(tenantIds: readonly string[], numbers: readonly string[]): Promise<Invoice[]> {
    return this.records.find({ numberNorm: { $in: [...numbers] }, tenantId: { $in: [...tenantIds] }, revertedAt: null }).toArray()
  }

  /** The notes that wait for what is known by one of these texts. */
  findWaitingFor(tenantIds: readonly string[], texts: readonly string[]): Promise<Invoice[]> {
    return this.records.find({ waitsFor: { $in: [...texts] }, tenantId: { $in: [...tenantIds] }, revertedAt: null }).toArray()
  }

  /** Ties notes to the invoices they correct. A note that is tied already stays so. */
  async tie(ties: readonly { noteId: string; invoiceId: string }[]): Promise<void> {
    if (ties.length === 0) return
    await this.records.bulkWrite(ties.map(({ noteId, invoiceId }): AnyBulkWriteOperation<Invoice> => ({
      updateOne: { filter: { _id: noteId, correctsInvoiceId: null }, update: { $set: { correctsInvoiceId: invoiceId }, $unset: { waitsFor: '' } } },
    })), { ordered: false })
  }

  findMany(tenantIds: readonly string[], invoiceIds: readonly string[]): Promise<Invoice[]> {
    return this.records.find({ _id: { $in: [...invoiceIds] }, tenantId: { $in: [...tenantIds] }, revertedAt: null }).toArray()
  }
}

function listingOf(tenantId: string, { from, to, vendorId, numberNorm, direction, docType, batchId }: InvoiceFilter): Listing<Invoice> {
  const filter: Filter<Invoice> = {
    tenantId,
    ...(numberNorm === undefined ? {} : { numberNorm }),
    ...(batchId === undefined ? {} : { 'source.batchId': batchId }),
    ...(vendorId === undefined ? {} : { vendorId }),
    ...(direction === undefined ? {} : { direction }),
    ...(docType === undefined ? {} : { docType }),
    revertedAt: null,
  }
  return { filter, order: { field: 'issueDate', direction: -1 }, range: { from, to } }
}
