import { control } from '@chasqui/contracts'
import type { Batch } from '@chasqui/mongo/items'
import type { GatewayContext } from '../context.ts'

/**
 * Stops a batch: nothing is sent into it and nothing of it starts any more, what is being worked on is told to stop.
 * What is in the books, or on its way into them, stays. Doing it again ends what slipped through.
 * @returns how many items were stopped
 */
export async function cancelBatch({ batches, items, bus }: GatewayContext, { tenantId, _id }: Pick<Batch, 'tenantId' | '_id'>): Promise<number> {
  await batches.cancel(tenantId, _id)
  const cancelled = await items.cancel(tenantId, _id)
  bus.hint(control.cancelBatch(_id))
  bus.hint(control.release(tenantId))
  return cancelled
}
