import type { Filter } from 'mongodb'
import type { Item } from './item.ts'

/**
 * A document that passed its checks with something to be looked at, and rests until somebody approves it: in nobody's hands, neither handed over nor to be handed over,
 * and not waiting for its next try. What is validated and needs no look, or has been approved, is on its way into the books, wherever its message is.
 * The rule three times, for who has the item, who looks for items and who counts them: a test holds them to be the same.
 */

/** What an item must have been read with to be asked. */
export const PERSON_FIELDS = ['status', 'needsReview', 'approvedAt', 'inFlight', 'waiting', 'nextRetryAt'] as const satisfies (keyof Item)[]

/** Pure. */
export function waitsForAPerson({ status, needsReview, approvedAt, inFlight, waiting, nextRetryAt }: Pick<Item, (typeof PERSON_FIELDS)[number]>): boolean {
  return status === 'validated' && needsReview === true && approvedAt === undefined && inFlight === undefined && waiting === undefined && nextRetryAt === undefined
}

/** As a filter. `needsReview` is a plain condition, so that the index on what needs review serves it. */
export const WAITS_FOR_A_PERSON: Filter<Item> = {
  status: 'validated', needsReview: true, approvedAt: { $exists: false }, inFlight: { $exists: false }, waiting: { $exists: false }, nextRetryAt: { $exists: false },
}

/** As an expression of an aggregation. */
export const IS_WAITING_FOR_A_PERSON = { $and: [
  { $eq: ['$status', 'validated'] }, { $eq: ['$needsReview', true] },
  ...['$approvedAt', '$inFlight', '$waiting', '$nextRetryAt'].map((field) => ({ $eq: [{ $ifNull: [field, null] }, null] })),
] }
