import type { BatchState } from './batch-state.ts'
import type { GatewayContext } from '../context.ts'
import { statesOf } from './show-status.ts'
import { batchView, type BatchView } from './batch-view.ts'

/** Batches looked at in one read when only those in one state are wanted. */
const LOOKED_AT_ONCE = 200
/** A page that finds too little among so many reads comes back with what it has, and a cursor to go on. */
const MOST_READS = 10

/** A page of the batches of a tenant, newest first, those in one state if asked for. A page may be short and yet not the last. */
export async function pageOfBatches(context: GatewayContext, tenantId: string, { status, cursor, limit }: { status?: BatchState | undefined; cursor?: string | undefined; limit: number }): Promise<{ items: BatchView[]; next_cursor: string | null }> {
  const found: BatchView[] = []
  const atOnce = status === undefined ? limit + 1 : LOOKED_AT_ONCE
  let before = cursor
  for (let read = 0; read < MOST_READS; read++) {
    const batches = await context.batches.list(tenantId, { before, limit: atOnce, maybe: status })
    const states = await statesOf(context, tenantId, batches)
    for (const [n, batch] of batches.entries()) {
      const state = states.get(batch._id) as BatchState
      before = batch._id
      if (status !== undefined && state !== status) continue
      found.push(batchView(batch, state))
      const isLast = n === batches.length - 1 && batches.length < atOnce
      if (found.length === limit) return { items: found, next_cursor: isLast ? null : before }
    }
    if (batches.length < atOnce) return { items: found, next_cursor: null }
  }
  return { items: found, next_cursor: before ?? null }
}
