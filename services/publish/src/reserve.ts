import { Items, type Books, type NewPosting, type Posting } from '@chasqui/mongo'

/** What a poster writes to, and where it sees what became of other items. */
export type Ledger = { books: Books; items: Pick<Items, 'findMany'> }

/** Far beyond the hard limit of the stage: whoever reserved a key that long ago writes no more. */
const ABANDONED_AFTER_MS = 15 * 60_000

/**
 * Takes the posting keys of a group. A key that another item reserved and never posted is taken over when that item was
 * given up by a person: otherwise the document could never come into the books again.
 * @returns who holds each key
 */
export async function reserve({ books, items }: Ledger, wanted: readonly NewPosting[], now: Date): Promise<Map<string, Posting>> {
  const holders = await books.postings.reserveMany(wanted, now)
  const stale = new Map<string, Posting>()
  for (const { postingKey, itemId } of wanted) {
    const holder = holders.get(postingKey)
    if (holder && holder.itemId !== itemId && isStale(holder, now)) stale.set(postingKey, holder)
  }
  if (stale.size === 0) return holders
  const freed = await freeGivenUp({ books, items }, [...stale.values()], now)
  return freed === 0 ? holders : books.postings.reserveMany(wanted, now)
}

function isStale({ state, createdAt }: Posting, now: Date): boolean {
  return state === 'reserved' && now.getTime() - createdAt.getTime() > ABANDONED_AFTER_MS
}

/** Undoes what items that were given up had written, then frees their keys. */
async function freeGivenUp({ books, items }: Ledger, stale: readonly Posting[], now: Date): Promise<number> {
  const owners = await items.findMany([...new Set(stale.map((posting) => posting.itemId))], ['status'])
  const givenUp = new Set(owners.filter(({ status }) => status === 'rejected' || status === 'cancelled').map(({ _id }) => _id))
  const free = stale.filter((posting) => givenUp.has(posting.itemId))
  const entityIds = free.map((posting) => posting.entityId)
  if (free.length === 0) return 0
  await Promise.all([
    books.invoices.revertMany(entityIds, now),
    books.expenses.revertMany(entityIds, now),
    books.bankTransactions.revertMany(entityIds, now),
    books.lineage.revertMany(entityIds, 'the item was given up before it was posted', now),
  ])
  await books.postings.freeMany(free)
  return free.length
}
