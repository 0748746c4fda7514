import type { Batch, Item } from '@chasqui/mongo/items'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { batchOf } from '../named.ts'

/** The batch of an item, when something may still be done to it. @throws BATCH_NOT_FOUND, BATCH_CANCELLED */
export async function openBatchOf(context: Pick<GatewayContext, 'batches'>, { tenantId, batchId }: Item): Promise<Batch> {
  return stillOpen(await batchOf(context, tenantId, batchId))
}

/** The batch, when something may still be sent into it or done to it. @throws BATCH_CANCELLED */
export function stillOpen(batch: Batch): Batch {
  if (batch.cancelledAt) throw errors.fault('BATCH_CANCELLED', { detail: batch._id })
  return batch
}
