import { control, type StageName } from '@chasqui/contracts'
import type { FailedItem } from '@chasqui/mongo/items'
import type { GatewayContext } from '../context.ts'
import { retryMove, type RetryMode } from './retry-move.ts'

const MOVES_AT_ONCE = 500

/**
 * Sends failed items of one batch round again: a new run, with its tries reset. What moved meanwhile is left alone.
 * @param by the key that asked
 * @returns how many were sent
 * @throws ILLEGAL_MOVE
 */
export async function retryItems(context: GatewayContext, batch: { tenantId: string; _id: string }, items: readonly FailedItem[], options: { mode: RetryMode; from?: StageName | undefined }, by: string): Promise<number> {
  const moves = items.map((item) => retryMove(item, options))
  let retried = 0
  for (let at = 0; at < moves.length; at += MOVES_AT_ONCE) {
    const some = moves.slice(at, at + MOVES_AT_ONCE)
    await context.batches.touch(batch.tenantId, batch._id)
    const results = await context.items.apply(some, context.processName)
    const moved = some.filter((_, i) => results[i]?.kind === 'moved').map((move) => move.ids.itemId)
    retried += moved.length
    await context.deadLetters.resolveItems(moved, by)
    context.bus.hint(control.release(batch.tenantId))
  }
  return retried
}
