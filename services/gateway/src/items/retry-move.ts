import { stageNamed, stageThatFailed, type ItemStatus, type StageName } from '@chasqui/contracts'
import type { FailedItem, Move } from '@chasqui/mongo/items'
import { retryMoveTo } from '@chasqui/worker'
import { errors } from '../errors.ts'

/** `resume` goes on at the step that failed; `restart` begins anew, as the old system always did. */
export const RETRY_MODES = ['resume', 'restart'] as const
export type RetryMode = (typeof RETRY_MODES)[number]

/**
 * The resting state in which a failed item begins again. Pure.
 * @param options.from the stage to begin with: the one that failed, or the first
 * @throws ILLEGAL_MOVE
 */
export function retryStateOf(status: ItemStatus, { mode, from }: { mode: RetryMode; from?: StageName | undefined }): ItemStatus {
  const failed = stageThatFailed(status)
  if (!failed) throw errors.fault('ILLEGAL_MOVE', { detail: `it is ${status}; only a failed item can be retried` })
  const wanted: ItemStatus = from !== undefined ? stageNamed(from).states.from : mode === 'restart' ? 'pending' : failed.states.from
  if (wanted !== failed.states.from && wanted !== 'pending') throw errors.fault('ILLEGAL_MOVE', { detail: `it failed in ${failed.name}: it can begin again with ${[...new Set([failed.name, 'preprocess'])].join(' or with ')}, not with ${from}` })
  return wanted
}

/** Pure. @throws ILLEGAL_MOVE */
export function retryMove(item: FailedItem, options: { mode: RetryMode; from?: StageName | undefined }): Move {
  return retryMoveTo(item, retryStateOf(item.status, options))
}
