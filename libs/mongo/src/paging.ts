import type { Collection, Document, Filter, FindCursor, Sort, WithId } from 'mongodb'
import { z } from 'zod'
import { isCursorLost, mongoErrors } from './errors.ts'

export const PAGE_MAX = 200

export type PageRequest = { cursor?: string | undefined; /** at most 200 */ limit?: number | undefined }
export type Page<T> = { records: T[]; /** Absent on the last page. */ next?: string }

/** A list in the order of one text field, ties in the order of `_id`. An index should carry both. */
export type Listing<T> = {
  filter: Filter<T>
  order: { field: keyof T & string; direction: 1 | -1 }
  /** Both ends included. */
  range?: { from?: string | undefined; to?: string | undefined } | undefined
}

const Cursor = z.tuple([z.string(), z.string()])

export function writeCursor(value: string, id: string): string {
  return Buffer.from(JSON.stringify([value, id])).toString('base64url')
}

/** @throws CURSOR_INVALID */
export function readCursor(cursor: string): { value: string; id: string } {
  try {
    const [value, id] = Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
    return { value, id }
  } catch (cause) {
    throw mongoErrors.fault('CURSOR_INVALID', { detail: cursor.slice(0, 80), cause })
  }
}

/**
 * One page of a list, after the cursor. What is inserted or removed meanwhile never repeats or hides another record.
 * @throws CURSOR_INVALID
 */
export async function readPage<T extends Document & { _id: string }>(collection: Collection<T>, listing: Listing<T>, request: PageRequest): Promise<Page<WithId<T>>> {
  const limit = Math.max(1, Math.min(request.limit ?? PAGE_MAX, PAGE_MAX))
  const after = request.cursor === undefined ? undefined : readCursor(request.cursor)
  const records: WithId<T>[] = []
  for (const position of positionsAfter(after)) if (records.length <= limit) records.push(...await found(collection, listing, position).limit(limit + 1 - records.length).toArray())
  const page = records.slice(0, limit)
  const last = page.at(-1)
  return records.length > limit && last ? { records: page, next: writeCursor(String(last[listing.order.field]), last._id) } : { records: page }
}

/** How many records the list has. */
export function countAll<T extends Document>(collection: Collection<T>, { filter, order, range }: Listing<T>): Promise<number> {
  return collection.countDocuments({ ...filter, ...boundsBeyond(undefined, order, range) } as Filter<T>)
}

type Position = { equals: string; afterId: string } | { beyond?: string }

/**
 * What follows a record: two reads with tight bounds (the rest of the same value, then what is beyond it) rather than one $or, which would
 * walk from the beginning of the value each time: thousands of invoices share a date.
 */
function positionsAfter(after: { value: string; id: string } | undefined): Position[] {
  return after ? [{ equals: after.value, afterId: after.id }, { beyond: after.value }] : [{}]
}

function found<T extends Document & { _id: string }>(collection: Collection<T>, { filter, order, range }: Listing<T>, position: Position): FindCursor<WithId<T>> {
  const bounds = 'equals' in position
    ? { [order.field]: position.equals, _id: { $gt: position.afterId } }
    : boundsBeyond(position.beyond, order, range)
  const sort: Sort = { [order.field]: order.direction, _id: 1 }
  return collection.find({ ...filter, ...bounds } as Filter<T>, { sort })
}

function boundsBeyond(beyond: string | undefined, order: { field: string; direction: 1 | -1 }, range: { from?: string | undefined; to?: string | undefined } = {}): Document {
  const bounds = {
    ...(range.from === undefined ? {} : { $gte: range.from }),
    ...(range.to === undefined ? {} : { $lte: range.to }),
    ...(beyond === undefined ? {} : order.direction === -1 ? { $lt: beyond } : { $gt: beyond }),
  }
  return Object.keys(bounds).length === 0 ? {} : { [order.field]: bounds }
}

const FETCHED_AT_ONCE = 1_000

/**
 * All records of a list, as fast as they are read. A server drops the cursor of a reader who takes minutes over a few records; then it goes on behind the last one.
 * @throws what the store throws, but for a cursor that it has dropped
 */
export async function* readAll<T extends Document & { _id: string }>(collection: Collection<T>, listing: Listing<T>): AsyncGenerator<WithId<T>, void, undefined> {
  let last: WithId<T> | undefined
  for (let isWhole = false; !isWhole;) {
    const before = last
    try {
      for (const position of positionsAfter(last && { value: String(last[listing.order.field]), id: last._id })) {
        for await (const record of found(collection, listing, position).batchSize(FETCHED_AT_ONCE)) {
          last = record
          yield record
        }
      }
      isWhole = true
    } catch (error) {
      if (!isCursorLost(error) || last === before) throw error
    }
  }
}
