import { control, stageThatFailed, type ItemStatus } from '@chasqui/contracts'
import { idsOf, type Item, type Move } from '@chasqui/mongo'
import type { Deps } from '@chasqui/worker'
import { errors } from './errors.ts'

/** `resume` goes on at the step that failed; `restart` begins anew, as the old system always did. */
export type RetryMode = 'resume' | 'restart'

const MOVES_AT_ONCE = 500

/**
 * Sends failed items round again: a new run, with its tries reset. What moved meanwhile is left alone.
 * @returns how many were sent
 */
export async function retryItems(deps: Deps, items: readonly Item[], mode: RetryMode, by: string): Promise<number> {
  let retried = 0
  for (let at = 0; at < items.length; at += MOVES_AT_ONCE) {
    const some = items.slice(at, at + MOVES_AT_ONCE)
    const results = await deps.items.apply(some.map((item) => retryMove(item, mode)), by)
    const moved = some.filter((_, i) => results[i]?.kind === 'moved')
    retried += moved.length
    await deps.deadLetters.resolveItems(moved.map((item) => item._id), by)
    for (const tenantId of new Set(moved.map((item) => item.tenantId))) deps.bus.nc.publish(control.release(tenantId))
  }
  return retried
}

function retryMove(item: Item, mode: RetryMode): Move {
  const stage = stageThatFailed(item.status)
  if (!stage) throw errors.fault('ILLEGAL_MOVE', { detail: `${item._id} is ${item.status}; only a failed item can be retried` })
  return {
    ids: idsOf(item), expect: { status: item.status },
    to: mode === 'restart' ? 'pending' : stage.states.from,
    set: { waiting: true, tries: 0, crashes: 0 },
    unset: ['failure', 'nextRetryAt', 'owner', 'leaseUntil', 'inFlight', ...(mode === 'restart' ? ['notes', 'findings', 'needsReview'] as const : [])],
    count: { run: 1 },
  }
}

/** A person has looked at a document that waited for review: it may be published. */
export function approveItem(deps: Deps, item: Item, by: string): Promise<void> {
  return move(deps, item, by, {
    ids: idsOf(item), expect: { status: 'validated', needsReview: true }, to: 'validated',
    set: { approvedAt: new Date(), approvedBy: by, needsReview: false, waiting: true }, count: { restated: 1 },
  })
}

/** A person discards an item. */
export function rejectItem(deps: Deps, item: Item, by: string, reason: string): Promise<void> {
  return move(deps, item, by, {
    ids: idsOf(item), expect: { status: item.status }, to: 'rejected',
    set: { rejection: { by, reason, at: new Date() } }, unset: ['waiting', 'inFlight', 'owner', 'leaseUntil', 'nextRetryAt'],
  })
}

async function move(deps: Deps, item: Item, by: string, wanted: Move): Promise<void> {
  const [result] = isPossible(item.status, wanted.to) ? await deps.items.apply([wanted], by) : []
  if (result?.kind !== 'moved') throw errors.fault('ILLEGAL_MOVE', { detail: `it is ${item.status}${item.needsReview ? ' and waits for review' : ''}` })
  if (wanted.set?.waiting) deps.bus.nc.publish(control.release(item.tenantId))
}

function isPossible(from: ItemStatus, to: ItemStatus): boolean {
  return to === 'validated' ? from === 'validated' : from !== 'publishing' && from !== 'published'
}

/** Stops a batch: nothing of it starts any more, what is being worked on is told to stop. What is in the books stays. */
export async function cancelBatch(deps: Deps, cancelItems: (tenantId: string, batchId: string) => Promise<number>, tenantId: string, batchId: string): Promise<number> {
  await deps.batches.cancel(tenantId, batchId)
  const cancelled = await cancelItems(tenantId, batchId)
  deps.bus.nc.publish(control.cancelBatch(batchId))
  deps.bus.nc.publish(control.release(tenantId))
  return cancelled
}
