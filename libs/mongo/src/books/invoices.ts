import type { AnyBulkWriteOperation, Collection, Db, Filter } from 'mongodb'
import type { DocType } from '@chasqui/contracts'
import { ensureIndexes, type IndexDeclaration } from '../indexes.ts'
import type { Amount } from './amount.ts'
import { insertMissing, rewrite } from './writing.ts'
import { countAll, readAll, readPage, type Listing, type Page, type PageRequest } from './paging.ts'
import type { BookRecord, LineOnRecord, PartyOnRecord, PaymentState, TaxOnRecord } from './record.ts'
import { revertRecords } from './reverting.ts'

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

export class Invoices {
  readonly #invoices: Collection<Invoice>

  constructor(db: Db) {
    this.#invoices = db.collection<Invoice>('invoices')
  }

  ensureIndexes(): Promise<void> {
    return ensureIndexes(this.#invoices, indexes)
  }

  async insertMany(invoices: readonly Invoice[]): Promise<void> {
    await insertMissing(this.#invoices, invoices)
  }

  /** Writes what an earlier try of the same item may have left half done, perhaps before it was corrected. */
  rewriteMany(invoices: readonly Invoice[]): Promise<void> {
    return rewrite(this.#invoices, invoices, { version: 1, revertedAt: null })
  }

  /** Marks them as undone: they stay, and lists leave them out. */
  revertMany(ids: readonly string[], at: Date): Promise<void> {
    return revertRecords(this.#invoices, ids, at)
  }

  /** What has one of these numbers, in the books of these tenants. */
  findByNumbers(tenantIds: readonly string[], numbers: readonly string[]): Promise<Invoice[]> {
    return this.#invoices.find({ numberNorm: { $in: [...numbers] }, tenantId: { $in: [...tenantIds] }, revertedAt: null }).toArray()
  }

  /** The notes that wait for what is known by one of these texts. */
  findWaitingFor(tenantIds: readonly string[], texts: readonly string[]): Promise<Invoice[]> {
    return this.#invoices.find({ waitsFor: { $in: [...texts] }, tenantId: { $in: [...tenantIds] }, revertedAt: null }).toArray()
  }

  /** Ties notes to the invoices they correct. A note that is tied already stays so. */
  async tie(ties: readonly { noteId: string; invoiceId: string }[]): Promise<void> {
    if (ties.length === 0) return
    await this.#invoices.bulkWrite(ties.map(({ noteId, invoiceId }): AnyBulkWriteOperation<Invoice> => ({
      updateOne: { filter: { _id: noteId, correctsInvoiceId: null }, update: { $set: { correctsInvoiceId: invoiceId }, $unset: { waitsFor: '' } } },
    })), { ordered: false })
  }

  /** What these items of these batches made. */
  findOfItems(tenantIds: readonly string[], batchIds: readonly string[], itemIds: readonly string[]): Promise<Invoice[]> {
    return this.#invoices.find({ 'source.batchId': { $in: [...batchIds] }, 'source.itemId': { $in: [...itemIds] }, tenantId: { $in: [...tenantIds] }, revertedAt: null }).toArray()
  }

  find(tenantId: string, invoiceId: string): Promise<Invoice | null> {
    return this.#invoices.findOne({ _id: invoiceId, tenantId })
  }

  findMany(tenantIds: readonly string[], invoiceIds: readonly string[]): Promise<Invoice[]> {
    return this.#invoices.find({ _id: { $in: [...invoiceIds] }, tenantId: { $in: [...tenantIds] }, revertedAt: null }).toArray()
  }

  /** Newest first. @throws CURSOR_INVALID */
  list(tenantId: string, filter: InvoiceFilter = {}, page: PageRequest = {}): Promise<Page<Invoice>> {
    return readPage(this.#invoices, listingOf(tenantId, filter), page)
  }

  count(tenantId: string, filter: InvoiceFilter = {}): Promise<number> {
    return countAll(this.#invoices, listingOf(tenantId, filter))
  }

  /** The whole list, newest first, as fast as it is read. */
  stream(tenantId: string, filter: InvoiceFilter = {}): AsyncGenerator<Invoice, void, undefined> {
    return readAll((page) => this.list(tenantId, filter, page))
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
