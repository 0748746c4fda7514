import { control, stageNamed, stageThatFailed, type ItemStatus, type StageName } from '@chasqui/contracts'
import type { FailedItem, Move } from '@chasqui/mongo'
import { retryMoveTo } from '@chasqui/worker'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'

/** `resume` goes on at the step that failed; `restart` begins anew, as the old system always did. */
export const RETRY_MODES = ['resume', 'restart'] as const
export type RetryMode = (typeof RETRY_MODES)[number]

const MOVES_AT_ONCE = 500

/**
 * The resting state in which a failed item begins again. Pure.
 * @param options.from the stage to begin with: the one that failed, or the first
 * @throws ILLEGAL_MOVE
 */
export function retryStateOf(status: ItemStatus, { mode, from }: { mode: RetryMode; from?: StageName | undefined }): ItemStatus {
  const failed = stageThatFailed(status)
  if (!failed) throw errors.fault('ILLEGAL_MOVE', { detail: `it is ${status}; only a failed item can be retried` })
  const wanted: ItemStatus = from !== undefined ? stageNamed(from).states.from : mode === 'restart' ? 'pending' : failed.states.from
  if (wanted !== failed.states.from && wanted !== 'pending') throw errors.fault('ILLEGAL_MOVE', { detail: `it failed in ${failed.name}: it can begin again with ${failed.name} or with preprocess, not with ${from}` })
  return wanted
}

/** Pure. @throws ILLEGAL_MOVE */
export function retryMove(item: FailedItem, options: { mode: RetryMode; from?: StageName | undefined }): Move {
  return retryMoveTo(item, retryStateOf(item.status, options))
}

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
    const results = await context.items.apply(some, context.self)
    const moved = some.filter((_, i) => results[i]?.kind === 'moved').map((move) => move.ids.itemId)
    retried += moved.length
    await context.deadLetters.resolveItems(moved, by)
    context.bus.nc.publish(control.release(batch.tenantId))
  }
  return retried
}
