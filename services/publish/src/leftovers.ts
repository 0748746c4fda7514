import { undoReserved, type Books, type Posting } from '@chasqui/mongo/books'
import type { PostRequest } from './destinations/destination.ts'

const CORRECTED = 'the item was corrected before it was posted'

/**
 * An item whose posting failed half way and that a person then corrected may have left a record under its former key.
 * It was never posted: it is marked as undone, and its key is free.
 */
export async function releaseFormerRecords(books: Books, own: readonly { request: PostRequest; posting: Posting }[], now: Date): Promise<void> {
  const retried = own.filter(({ request }) => (request.run ?? 0) > 0)
  if (retried.length === 0) return
  const requests = retried.map(({ request }) => request)
  const search = [distinct(requests.map(({ tenant }) => tenant.id)), distinct(requests.map(({ batchId }) => batchId)), distinct(requests.map(({ itemId }) => itemId))] as const
  const records = (await Promise.all([books.invoices.findOfItems(...search), books.expenses.findOfItems(...search)])).flat()
  const current = new Set(retried.map(({ posting }) => posting._id))
  await releaseOf(books, search[0], records.filter(({ postingKey }) => !current.has(postingKey)), now)
}

/** The same for the lines of a statement: those that it no longer has must not appear when it is complete. */
export async function releaseFormerLines(books: Books, tenantId: string, statementId: string, current: ReadonlySet<string>, now: Date): Promise<void> {
  const former = await books.bankStatements.find(tenantId, statementId)
  if (former?.state !== 'staged') return
  const lines = await books.bankTransactions.findOfStatement(tenantId, former.accountId, statementId)
  await releaseOf(books, [tenantId], lines.filter(({ postingKey }) => !current.has(postingKey)), now)
}

async function releaseOf(books: Books, tenantIds: readonly string[], records: readonly { postingKey: string; source: { itemId: string } }[], now: Date): Promise<void> {
  if (records.length === 0) return
  const makers = new Map(records.map(({ postingKey, source }) => [postingKey, source.itemId]))
  const postings = await books.postings.findMany(tenantIds, [...makers.keys()])
  await undoReserved(books, postings.filter(({ _id, state, itemId }) => state === 'reserved' && makers.get(_id) === itemId), CORRECTED, now)
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)]
}
