import type { Batch, Item } from '@chasqui/mongo'
import type { GatewayContext } from './context.ts'
import { errors } from './errors.ts'

/** The batch, or BATCH_NOT_FOUND: of another tenant it is as if it did not exist. */
export async function batchOf({ batches }: GatewayContext, tenantId: string, batchId: string): Promise<Batch> {
  const batch = await batches.find(tenantId, batchId)
  if (!batch) throw errors.fault('BATCH_NOT_FOUND', { detail: batchId })
  return batch
}

/** The batch, when something may still be sent into it or done to it. @throws BATCH_NOT_FOUND, BATCH_CANCELLED */
export async function openBatchOf(context: GatewayContext, tenantId: string, batchId: string): Promise<Batch> {
  const batch = await batchOf(context, tenantId, batchId)
  if (batch.cancelledAt) throw errors.fault('BATCH_CANCELLED', { detail: batch._id })
  return batch
}

/** The item, or ITEM_NOT_FOUND: of another tenant it is as if it did not exist. */
export async function itemOf({ items }: GatewayContext, tenantId: string, itemId: string): Promise<Item> {
  const item = await items.find(tenantId, itemId)
  if (!item) throw errors.fault('ITEM_NOT_FOUND', { detail: itemId })
  return item
}
