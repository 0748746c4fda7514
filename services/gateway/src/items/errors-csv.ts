import { FAILED_STATES } from '@chasqui/contracts'
import type { FaultyItem, ItemLists } from '@chasqui/mongo/items'
import { findingsOf } from './item-view.ts'

/** The columns of the old export. */
export const ERROR_COLUMNS = ['idx', 'campo', 'error', 'valor'] as const

const READ_AT_ONCE = 200

/** A line for each error of each item of a batch; one for an item that failed without saying in which field. */
export async function* errorRows(lists: ItemLists, tenantId: string, batchId: string): AsyncGenerator<string[]> {
  for (let afterIdx = 0; ;) {
    const page = await lists.faulty(tenantId, batchId, { afterIdx, limit: READ_AT_ONCE })
    for (const item of page) yield* rowsOf(item)
    const last = page.at(-1)
    if (!last || page.length < READ_AT_ONCE) return
    afterIdx = last.idx
  }
}

/** Pure. */
export function rowsOf(item: FaultyItem): string[][] {
  const { errors } = findingsOf(item)
  if (errors.length > 0) return errors.map(({ code, field, message, value }) => [String(item.idx), field ?? '', `${code}: ${message}`, value ?? ''])
  if (!item.failure || !FAILED_STATES.has(item.status)) return []
  return [[String(item.idx), '', `${item.failure.code}: ${item.failure.message}`, '']]
}
