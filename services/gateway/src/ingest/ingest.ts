import { v7 as uuidv7 } from 'uuid'
import { control, type Row } from '@chasqui/contracts'
import type { Batch, ItemFile, NewItem } from '@chasqui/mongo/items'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { repeatableId, type RequestIdentity } from './repeatable-id.ts'

/** What one new item is made of: a row, or a file that is in the file store already. */
export type Incoming = { row: Row } | { file: ItemFile }

const INSERT_AT_ONCE = 1_000

/** Reserves places in the batch for so many items. @returns the first, from 1. @throws BATCH_FULL, BATCH_CANCELLED, BATCH_NOT_FOUND */
export async function reserve({ batches, config }: GatewayContext, batch: Batch, count: number): Promise<number> {
  const max = config.importsMaxItemsPerBatch
  const first = await batches.reserve(batch.tenantId, batch._id, count, max)
  if (first !== undefined) return first
  const now = await batches.find(batch.tenantId, batch._id)
  if (!now) throw errors.fault('BATCH_NOT_FOUND', { detail: batch._id })
  if (now.cancelledAt) throw errors.fault('BATCH_CANCELLED', { detail: batch._id })
  throw errors.fault('BATCH_FULL', { detail: `${now.reserved + count} > ${max}` })
}

/**
 * Puts new items of a batch on record, at the places that were reserved for them; from then on they are accepted,
 * whatever happens to this process. The releaser hands them to the first stage.
 * @param options.identity of a request that may be repeated: it gives the same ids again, and what is there already stays
 * @throws BATCH_CANCELLED
 */
export async function ingest(context: GatewayContext, batch: Batch, incoming: readonly Incoming[], options: {
  firstIdx: number
  traceparent: string | undefined
  identity?: RequestIdentity | undefined
}): Promise<NewItem[]> {
  const { firstIdx, traceparent, identity } = options
  const items = incoming.map((one, place): NewItem => ({
    _id: identity ? repeatableId(identity, place) : uuidv7(),
    tenantId: batch.tenantId, batchId: batch._id, idx: firstIdx + place, sourceType: batch.sourceType,
    ...one,
    ...(traceparent === undefined ? {} : { traceparent }),
  }))
  for (let at = 0; at < items.length; at += INSERT_AT_ONCE) {
    await context.items.insert(items.slice(at, at + INSERT_AT_ONCE))
    context.bus.nc.publish(control.release(batch.tenantId))
  }
  await stopIfCancelled(context, batch)
  return items
}

/** A cancel that came between the reservation and the insert has not seen these items. */
async function stopIfCancelled({ batches, items }: GatewayContext, { tenantId, _id }: Batch): Promise<void> {
  const now = await batches.find(tenantId, _id)
  if (!now?.cancelledAt) return
  await items.cancel(tenantId, _id)
  throw errors.fault('BATCH_CANCELLED', { detail: _id })
}
