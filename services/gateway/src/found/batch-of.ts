import type { Batch, Item } from '@chasqui/mongo/items'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'

/** The batch, or BATCH_NOT_FOUND: of another tenant it is as if it did not exist. @param tenantId undefined for those who see every tenant's */
export async function batchOf({ batches }: Pick<GatewayContext, 'batches'>, tenantId: string | undefined, batchId: string): Promise<Batch> {
  const batch = await batches.find(tenantId, batchId)
  if (!batch) throw errors.fault('BATCH_NOT_FOUND', { detail: batchId })
  return batch
}

/** The batch of an item, when something may still be done to it. @throws BATCH_NOT_FOUND, BATCH_CANCELLED */
export async function openBatchOf(context: GatewayContext, { tenantId, batchId }: Item): Promise<Batch> {
  return stillOpen(await batchOf(context, tenantId, batchId))
}

/** The batch, when something may still be sent into it or done to it. @throws BATCH_CANCELLED */
export function stillOpen(batch: Batch): Batch {
  if (batch.cancelledAt) throw errors.fault('BATCH_CANCELLED', { detail: batch._id })
  return batch
}
