import { v5 as uuidv5 } from 'uuid'
import { control, type ItemIds, type Row, type SourceType } from '@chasqui/contracts'
import type { ItemFile, NewItem } from '@chasqui/mongo'
import type { Deps } from '@chasqui/worker'
import { errors } from './errors.ts'

/** The ids of the parts of an item: the same item gives the same ones, however often it is taken apart. */
const PARTS = '1f5b4a3e-52a0-5b0c-8d0e-5a0f7f1b6c20'

/** One document of a file that holds several: an entry with bytes of its own, or a row of a table. */
export type Part = { file: ItemFile } | { file: ItemFile; row: Row }

export type PartsContext = { deps: Deps; ids: ItemIds; sourceType: SourceType; traceparent: string | undefined; maxItemsPerBatch: number }

/**
 * Puts the second and all further parts of a file on record as items of the same batch; the first stays with the item
 * that brought the file. Doing it again adds nothing.
 * @throws BATCH_FULL
 */
export async function addParts({ deps, ids, sourceType, traceparent, maxItemsPerBatch }: PartsContext, parts: readonly Part[]): Promise<void> {
  if (parts.length === 0) return
  const first = await deps.batches.reserve(ids.tenantId, ids.batchId, parts.length, maxItemsPerBatch)
  if (first === undefined) throw errors.fault('BATCH_FULL', { detail: `${parts.length} more documents do not fit into ${maxItemsPerBatch}` })
  await deps.items.insert(parts.map((part, i): NewItem => ({
    _id: uuidv5(`${ids.itemId}:${i + 1}`, PARTS), tenantId: ids.tenantId, batchId: ids.batchId, idx: first + i, sourceType,
    ...part, ...(traceparent ? { traceparent } : {}),
  })))
  deps.bus.nc.publish(control.release(ids.tenantId))
}
