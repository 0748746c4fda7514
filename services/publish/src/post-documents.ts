import { keysOf, type DocumentKeys } from '@chasqui/document-keys'
import type { Books, Expense, Invoice, LineageRow, Posting, Vendor } from '@chasqui/mongo/books'
import { tieNotes } from './corrections.ts'
import type { DocumentDestination, PostRequest, RecordContext } from './destinations/destination.ts'
import { sourceOf } from './destinations/source.ts'
import { releaseFormerRecords } from './leftovers.ts'
import { NOTHING_POSTED, type PostResult } from './post-result.ts'
import { reserve, type Ledger } from './reserve.ts'

export type DocumentWork = { request: PostRequest; destination: DocumentDestination }

/** A document whose posting key its own item holds. */
type Own = DocumentWork & { posting: Posting; context: RecordContext; vendor: Vendor | undefined }

/**
 * Puts a group of invoices and expenses into the books, each once. Every step is one bulk write for the whole group and
 * may be done twice, so a crash after any of them and another try end in the same books:
 * reserve the keys → vendors → records → ties of notes, lineage → keys are posted.
 */
export async function postDocuments(ledger: Ledger, group: readonly DocumentWork[]): Promise<PostResult[]> {
  const { books } = ledger
  const now = new Date()
  const keys = group.map(({ request }) => keysOf(request.tenant.id, request.itemId, request.canonical))
  const holders = await reserve(ledger, group.map((work, i) => postingOf(work, keys[i] as DocumentKeys)), now)
  const held = group.map((work, i) => heldBy(work, holders.get((keys[i] as DocumentKeys).postingKey), now))

  const own = held.filter((one) => 'posting' in one)
  const makers = await books.vendors.ensureMany(own.flatMap(({ vendor }) => vendor ?? []))
  await releaseFormerRecords(books, own, now)
  await writeRecords(books, own.filter(({ posting }) => posting.state === 'reserved'), now)
  return held.map((one) => ('posting' in one ? postedResult(one, makers) : one))
}

function postingOf({ request, destination }: DocumentWork, { postingKey, nearKey }: DocumentKeys) {
  return { postingKey, nearKey, tenantId: request.tenant.id, itemId: request.itemId, entityType: destination.into }
}

function heldBy(work: DocumentWork, posting: Posting | undefined, createdAt: Date): Own | PostResult {
  const { request, destination } = work
  if (!posting) throw new Error('a reserved posting key was not found again')
  if (posting.itemId !== request.itemId) return { kind: 'duplicate', duplicateOf: posting.itemId, entityId: posting.entityId }
  const context = { entityId: posting.entityId, postingKey: posting._id, source: sourceOf(request), createdAt }
  return { ...work, posting, context, vendor: destination.vendorOf(request, context) }
}

async function writeRecords(books: Books, fresh: readonly Own[], now: Date): Promise<void> {
  if (fresh.length === 0) return
  // A key that was reserved before this call may have a record of an earlier try, from before a correction.
  const { resumed = [], first = [] } = Object.groupBy(fresh, ({ posting }) => (posting.createdAt < now ? 'resumed' : 'first'))
  const [inserts, rewrites] = [recordsOf(first), recordsOf(resumed)]
  await Promise.all([
    books.invoices.insertMany(inserts.invoices), books.expenses.insertMany(inserts.expenses),
    books.invoices.rewriteMany(rewrites.invoices), books.expenses.rewriteMany(rewrites.expenses),
  ])
  await Promise.all([tieNotes(books, [...inserts.invoices, ...rewrites.invoices]), books.lineage.insertMany(fresh.map(lineageOf))])
  await books.postings.markPosted(fresh.map(({ posting }) => posting._id))
}

function recordsOf(own: readonly Own[]): { invoices: Invoice[]; expenses: Expense[] } {
  const invoices: Invoice[] = []
  const expenses: Expense[] = []
  for (const { request, destination, context } of own) {
    if (destination.into === 'invoices') invoices.push(destination.recordOf(request, context))
    else expenses.push(destination.recordOf(request, context))
  }
  return { invoices, expenses }
}

function lineageOf({ request, destination, context }: Own): Omit<LineageRow, '_id' | 'revertedAt'> {
  const { batchId, itemId, fileId } = context.source
  return {
    tenantId: request.tenant.id, batchId, itemId, ...(fileId === undefined ? {} : { fileId }),
    promotedTo: destination.into, promotedId: context.entityId, postingKey: context.postingKey, createdAt: context.createdAt,
  }
}

function postedResult({ request, destination, context, vendor }: Own, makers: ReadonlyMap<string, string>): PostResult {
  const madeVendor = vendor !== undefined && makers.get(vendor._id) === request.itemId
  return {
    kind: 'posted', promotedTo: destination.into, promotedId: context.entityId,
    posted: { ...NOTHING_POSTED, [destination.into]: 1, vendors: madeVendor ? 1 : 0 },
    warnings: [],
  }
}
