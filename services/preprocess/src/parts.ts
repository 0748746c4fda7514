import { v5 as uuidv5 } from 'uuid'
import { control, type ItemIds, type Row, type SourceType } from '@chasqui/contracts'
import type { ItemFile, NewItem } from '@chasqui/mongo/items'
import type { Deps } from '@chasqui/worker'
import { errors } from './errors.ts'

/** The ids of the parts of a file: the same file of the same item gives the same ones, however often it is taken apart. */
const PARTS = '1f5b4a3e-52a0-5b0c-8d0e-5a0f7f1b6c20'

/** One document of a file that holds several: an entry with bytes of its own, or a row of a table. */
export type Part = { file: ItemFile } | { file: ItemFile; row: Row }

export type PartsContext = { deps: Deps; ids: ItemIds; sourceType: SourceType; traceparent: string | undefined; maxItemsPerBatch: number }

/**
 * The id of a part. Named by its container as well, because the first entry of an archive may itself be taken apart under
 * the same item.
 */
function partId(itemId: string, containerFileId: string, place: number): string {
  return uuidv5(`${itemId}:${containerFileId}:${place}`, PARTS)
}

/**
 * Says early that so many further parts would not be taken. Others may take the room meanwhile: only `addParts` is sure of it.
 * @throws BATCH_FULL; CANCELLED when the batch was cancelled
 */
export async function assertRoom(context: PartsContext, containerFileId: string, count: number): Promise<void> {
  const { deps, ids, maxItemsPerBatch } = context
  const missing = (await missingOf(context, containerFileId, Array.from({ length: count }))).length
  const batch = await deps.batches.find(ids.tenantId, ids.batchId)
  if (missing > 0 && (batch?.cancelledAt !== undefined || (batch?.reserved ?? 0) + missing > maxItemsPerBatch)) throw await refusal(deps, ids, missing, maxItemsPerBatch)
}

/**
 * Puts the second and all further parts of a file on record as items of the same batch; the first stays with the item
 * that brought the file. Doing it again adds nothing and takes no places.
 * @throws BATCH_FULL; CANCELLED when the batch was cancelled meanwhile
 */
export async function addParts(context: PartsContext, containerFileId: string, parts: readonly Part[]): Promise<void> {
  const { deps, ids, sourceType, traceparent, maxItemsPerBatch } = context
  const missing = await missingOf(context, containerFileId, parts)
  if (missing.length === 0) return
  const first = await deps.batches.reserve(ids.tenantId, ids.batchId, missing.length, maxItemsPerBatch)
  if (first === undefined) throw await refusal(deps, ids, missing.length, maxItemsPerBatch)
  await deps.items.insert(missing.map(({ part, id }, i): NewItem => ({
    _id: id, tenantId: ids.tenantId, batchId: ids.batchId, idx: first + i, sourceType,
    ...part, ...(traceparent ? { traceparent } : {}),
  })))
  // A cancel between the reservation and the insert has not seen these.
  if (await isCancelled(deps, ids)) await deps.items.cancel(ids.tenantId, ids.batchId)
  deps.bus.hint(control.release(ids.tenantId))
}

/** Those that are not on record yet, with their ids. */
async function missingOf<T>({ deps, ids }: PartsContext, containerFileId: string, parts: readonly T[]): Promise<{ part: T; id: string }[]> {
  const named = parts.map((part, i) => ({ part, id: partId(ids.itemId, containerFileId, i + 1) }))
  const existing = await deps.items.existing(named.map((one) => one.id))
  return named.filter((one) => !existing.has(one.id))
}

async function isCancelled(deps: Deps, { tenantId, batchId }: ItemIds): Promise<boolean> {
  return (await deps.batches.find(tenantId, batchId))?.cancelledAt !== undefined
}

async function refusal(deps: Deps, ids: ItemIds, missing: number, most: number) {
  if (await isCancelled(deps, ids)) return errors.fault('BATCH_CANCELLED', { detail: ids.batchId })
  return errors.fault('BATCH_FULL', { detail: `${missing} more documents do not fit into ${most}` })
}
