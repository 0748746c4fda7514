import { v7 as uuidv7 } from 'uuid'
import { control, type Row, type Tenant } from '@chasqui/contracts'
import type { Batch, ItemFile, NewItem } from '@chasqui/mongo'
import type { Deps } from '@chasqui/worker'
import { errors } from './errors.ts'

/** What one new item is made of: a row, or a file that is in the file store already. */
export type Incoming = { row: Row } | { file: ItemFile }

const INSERT_AT_ONCE = 1_000

/**
 * Puts new items of a batch on record; from then on they are accepted, whatever happens to this process. The releaser
 * hands them to the first stage.
 * @param idOf the id of the item at that place; a request that may be repeated gives the same ones again
 * @throws BATCH_FULL, BATCH_CANCELLED
 */
export async function ingest(deps: Deps, tenant: Tenant, batch: Batch, incoming: readonly Incoming[], options: {
  maxItems: number
  traceparent?: string
  firstIdx?: number
  idOf?: (place: number) => string
}): Promise<NewItem[]> {
  const first = options.firstIdx ?? await reserve(deps, tenant, batch, incoming.length, options.maxItems)
  const idOf = options.idOf ?? (() => uuidv7())
  const items = incoming.map((one, place): NewItem => ({
    _id: idOf(place), tenantId: tenant.id, batchId: batch._id, idx: first + place, sourceType: batch.sourceType,
    ...one,
    ...(options.traceparent ? { traceparent: options.traceparent } : {}),
  }))
  for (let at = 0; at < items.length; at += INSERT_AT_ONCE) {
    await deps.items.insert(items.slice(at, at + INSERT_AT_ONCE))
    deps.bus.nc.publish(control.release(tenant.id))
  }
  return items
}

/** Reserves places in the batch for so many items. */
export async function reserve(deps: Deps, tenant: Tenant, batch: Batch, count: number, maxItems: number): Promise<number> {
  const first = await deps.batches.reserve(tenant.id, batch._id, count, maxItems)
  if (first !== undefined) return first
  const now = await deps.batches.find(tenant.id, batch._id)
  if (!now) throw errors.fault('BATCH_NOT_FOUND', { detail: batch._id })
  if (now.cancelledAt) throw errors.fault('BATCH_CANCELLED', { detail: batch._id })
  throw errors.fault('BATCH_FULL', { detail: `${now.reserved + count} > ${maxItems}` })
}
