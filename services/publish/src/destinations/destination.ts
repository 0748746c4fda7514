import type { Canonical, Tenant } from '@chasqui/contracts'
import type { Expense, ImportSource, Invoice, Vendor } from '@chasqui/mongo/books'

/** A validated document of an item, to be put into the books of its tenant. */
export type PostRequest = {
  tenant: Tenant
  batchId: string
  itemId: string
  /** Above 0 when a person let it run again, perhaps corrected. */
  run?: number | undefined
  fileId?: string | undefined
  canonical: Canonical
}

/** What is decided before a record is made. */
export type RecordContext = { entityId: string; postingKey: string; source: ImportSource; createdAt: Date }

/** Where one document becomes one record of the collection `into`. */
type RecordDestination<Into, R> = {
  kind: 'document'
  into: Into
  /** What the document lacks to become a record, for a person; undefined when it lacks nothing. */
  lacks: (canonical: Canonical) => string | undefined
  /** The vendor that the tenant buys from, when its tax id is known. */
  vendorOf: (request: PostRequest, context: RecordContext) => Vendor | undefined
  recordOf: (request: PostRequest, context: RecordContext) => R
}

export type InvoiceDestination = RecordDestination<'invoices', Invoice>
export type ExpenseDestination = RecordDestination<'expenses', Expense>
export type DocumentDestination = InvoiceDestination | ExpenseDestination

/** Where a bank statement becomes many records. */
export type StatementDestination = { kind: 'statement'; lacks: (canonical: Canonical) => string | undefined }

export type Destination = DocumentDestination | StatementDestination | { kind: 'nowhere'; why: string }
