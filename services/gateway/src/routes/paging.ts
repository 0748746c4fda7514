import { PAGE_MAX, type Page } from '@chasqui/mongo'
import { z } from 'zod'

const PageSize = z.coerce.number().int().min(1).max(PAGE_MAX)

/** What a query for a page of a list has: how many, and where to go on. */
export function paging<C extends z.ZodType>(cursor: C, size: number) {
  return { cursor: cursor.optional().describe('`next_cursor` of the page before'), limit: PageSize.default(size) }
}

/** A cursor of the record store's own making. */
export const StoreCursor = z.string().max(1_000)

/** One page of a list, as every list answers. */
export function pageOf<V extends z.ZodType>(id: string, view: V) {
  return z.object({ items: z.array(view), next_cursor: z.string().nullable() }).meta({ id })
}

/** A page that the record store made. Pure. */
export function pageOfRecords<R, V>({ records, next }: Page<R>, view: (record: R) => V): { items: V[]; next_cursor: string | null } {
  return { items: records.map(view), next_cursor: next ?? null }
}

/**
 * A page of what was found when one more than its size was asked for. Pure.
 * @param cursorOf what names a record, so that the next page begins behind it
 */
export function pageFrom<R, V>(found: readonly R[], limit: number, view: (record: R) => V, cursorOf: (record: R) => string): { items: V[]; next_cursor: string | null } {
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return { items: page.map(view), next_cursor: found.length > limit && last !== undefined ? cursorOf(last) : null }
}
