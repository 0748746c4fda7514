import { BSON, type Document, type Filter } from 'mongodb'
import { isLegalMove } from '@chasqui/contracts'
import { ATTEMPTS_KEPT, type Item } from './item.ts'
import type { Move } from './items.ts'

/**
 * Moves that go the same way under the same condition, as one statement. Written one by one, each would be a statement
 * with a commit of its own, which costs two to three times as much as the change itself.
 */
export type MoveGroup = readonly [Move, ...Move[]]

/** A statement is one document of at most 16 MB. */
const MAX_BYTES = 8 * 1024 * 1024

/** Moves by where they lead, under which condition, and what they count and remove; what they set may differ. */
export function groupsOf(moves: readonly Move[]): MoveGroup[] {
  const alike = Map.groupBy(moves, ({ ids: { tenantId, run }, expect, to, unset, count, attempt }) => JSON.stringify([
    tenantId, run, expect.status, expect.owner !== undefined, expect.leaseBefore, expect.needsReview, expect.noRetryNoted, to, unset, count, attempt !== undefined,
  ]))
  return [...alike.values()].flatMap(notTooLarge)
}

function notTooLarge(moves: readonly Move[]): MoveGroup[] {
  const groups: [Move, ...Move[]][] = []
  let bytes = Infinity
  for (const move of moves) {
    const size = BSON.calculateObjectSize(move.set ?? {}, { ignoreUndefined: true })
    const group = groups.at(-1)
    if (group && bytes + size <= MAX_BYTES) group.push(move)
    else groups.push([move])
    bytes = group && bytes + size <= MAX_BYTES ? bytes + size : size
  }
  return groups
}

/** An owner is the name of one claim on one item, so an item of the group with an owner of the group has its own. */
export function filterOf(group: MoveGroup): Filter<Item> {
  const [{ ids, expect }] = group
  return {
    _id: { $in: group.map((move) => move.ids.itemId) }, tenantId: ids.tenantId, run: ids.run, status: expect.status,
    ...(expect.owner === undefined ? {} : { owner: { $in: group.map((move) => move.expect.owner) } }),
    ...(expect.leaseBefore === undefined ? {} : { leaseUntil: { $lt: expect.leaseBefore } }),
    ...(expect.needsReview === undefined ? {} : { needsReview: true }),
    ...(expect.noRetryNoted === undefined ? {} : { nextRetryAt: { $exists: false } }),
  } as Filter<Item>
}

/** Each item gets what its own move sets, told by its id, and all get what they have in common. */
export function updateOf(group: MoveGroup, mark: string, now: Date): Document[] {
  const [{ expect, to, unset = [], count = {}, attempt }] = group
  if (!isLegalMove(expect.status, to)) throw new Error(`an item never goes from ${expect.status} to ${to}`)
  const counted = { ...count, ...(attempt ? { attemptCount: 1 } : {}) }
  const own = { $switch: { branches: group.map((move) => ({
    case: { $eq: ['$_id', move.ids.itemId] },
    // oxlint-disable-next-line unicorn/no-thenable -- a word of the record store, no promise
    then: { $literal: { ...move.set, ...(move.attempt ? { attempts: [move.attempt] } : {}) } },
  })) } }
  const moved = { $mergeObjects: [
    '$$ROOT', '$$own', { $literal: { status: to, movedBy: mark, movedAt: now, updatedAt: now } },
    Object.fromEntries(Object.entries(counted).map(([field, by]) => [field, { $add: [`$${field}`, by] }])),
    ...(attempt ? [{ attempts: { $slice: [{ $concatArrays: ['$attempts', '$$own.attempts'] }, -ATTEMPTS_KEPT] } }] : []),
  ] }
  return [{ $replaceWith: { $let: { vars: { own }, in: moved } } }, ...(unset.length > 0 ? [{ $unset: [...unset] }] : [])]
}
