import type { Books } from './books.ts'
import type { Posting } from './postings.ts'

/** Undoes what reservations that were never posted had written, then frees their keys. */
export async function undoReserved(books: Books, reserved: readonly Posting[], reason: string, at = new Date()): Promise<void> {
  if (reserved.length === 0) return
  const entityIds = reserved.map((posting) => posting.entityId)
  await Promise.all([
    books.invoices.revertMany(entityIds, at),
    books.expenses.revertMany(entityIds, at),
    books.bankTransactions.revertMany(entityIds, at),
    books.lineage.revertMany(entityIds, reason, at),
  ])
  await books.postings.freeMany(reserved)
}
