import { v7 as uuidv7 } from 'uuid'
import { control, type Row } from '@chasqui/contracts'
import type { Batch, ItemFile, NewItem } from '@chasqui/mongo/items'
import { repeatableId, type Maker } from '@chasqui/worker'
import { stillOpen } from '../batches/open-batch.ts'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { identityOf, type Attempt } from '../request/once.ts'

/** What one new item is made of: a row, or a file that is in the file store already. */
export type Incoming = { row: Row } | { file: ItemFile }

const INSERT_AT_ONCE = 1_000

/** @returns the first of so many positions in the batch, from 1 */
async function reservePositions({ batches, config }: GatewayContext, batch: Batch, count: number): Promise<number> {
  const max = config.importsMaxItemsPerBatch
  const first = await batches.reserve(batch.tenantId, batch._id, count, max)
  if (first !== undefined) return first
  const now = await batches.find(batch.tenantId, batch._id)
  if (!now) throw errors.fault('BATCH_NOT_FOUND', { detail: batch._id })
  if (now.cancelledAt) throw errors.fault('BATCH_CANCELLED', { detail: batch._id })
  throw errors.fault('BATCH_FULL', { detail: `${now.reserved + count} > ${max}` })
}

/**
 * Takes new items into a batch; from then on they are accepted, whatever happens to this process. An attempt that follows one that died puts the same items in the same positions, and
 * what is there already stays.
 * @throws BATCH_FULL, BATCH_CANCELLED, BATCH_NOT_FOUND
 */
export async function ingest(context: GatewayContext, given: Batch, incoming: readonly Incoming[], attempt: Attempt, traceparent: string | undefined): Promise<{ firstIdx: number; items: NewItem[] }> {
  const batch = stillOpen(given)
  const firstIdx = attempt.reserved === undefined ? await reservePositions(context, batch, incoming.length) : Number(attempt.reserved['firstIdx'])
  const { atMs, identity } = identityOf(attempt)
  await attempt.reserve({ firstIdx, atMs })
  return { firstIdx, items: await insert(context, batch, incoming, { firstIdx, traceparent, identity }) }
}

/** Puts them on record. The releaser hands them to the first stage. */
async function insert(context: GatewayContext, batch: Batch, incoming: readonly Incoming[], { firstIdx, traceparent, identity }: {
  firstIdx: number
  traceparent: string | undefined
  identity: Maker | undefined
}): Promise<NewItem[]> {
  const items = incoming.map((one, place): NewItem => ({
    _id: identity ? repeatableId(identity, place) : uuidv7(),
    tenantId: batch.tenantId, batchId: batch._id, idx: firstIdx + place, sourceType: batch.sourceType,
    ...one,
    ...(traceparent === undefined ? {} : { traceparent }),
  }))
  for (let at = 0; at < items.length; at += INSERT_AT_ONCE) {
    await context.items.insert(items.slice(at, at + INSERT_AT_ONCE))
    context.bus.hint(control.release(batch.tenantId))
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
