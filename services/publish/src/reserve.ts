import { FINAL_STATES } from '@chasqui/contracts'
import { undoReserved, type Books, type NewPosting, type Posting } from '@chasqui/mongo/books'
import type { Items } from '@chasqui/mongo/items'

/** What a poster writes to, and where it sees what became of other items. */
export type Ledger = { books: Books; items: Pick<Items, 'findMany'> }

/** Far beyond the hard limit of the stage: whoever reserved a key that long ago writes no more. */
const ABANDONED_AFTER_MS = 15 * 60_000

/**
 * Takes the posting keys of a group. A key that another item reserved and never posted is taken over when that item has
 * come to its end (a person rejected it, or corrected it so that it was posted under another key): otherwise the document
 * could never come into the books.
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
  const freed = await freeEnded({ books, items }, [...stale.values()], now)
  return freed === 0 ? holders : books.postings.reserveMany(wanted, now)
}

function isStale({ state, createdAt }: Posting, now: Date): boolean {
  return state === 'reserved' && now.getTime() - createdAt.getTime() > ABANDONED_AFTER_MS
}

/** Frees the keys of items that have come to their end without them. */
async function freeEnded({ books, items }: Ledger, stale: readonly Posting[], now: Date): Promise<number> {
  const owners = await items.findMany([...new Set(stale.map((posting) => posting.itemId))], ['status'])
  const ended = new Set(owners.filter(({ status }) => FINAL_STATES.has(status)).map(({ _id }) => _id))
  const free = stale.filter((posting) => ended.has(posting.itemId))
  await undoReserved(books, free, 'the item ended before it was posted', now)
  return free.length
}
