import { control, FAILED_STATES, isLegalMove } from '@chasqui/contracts'
import { idsOf, waitsForAPerson, type Batch, type Item, type Move } from '@chasqui/mongo'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'

/** A person has looked at a document that waited for review: it may be published. @throws ILLEGAL_MOVE */
export async function approveItem(context: GatewayContext, item: Item, by: string): Promise<void> {
  if (item.status !== 'validated' || !item.needsReview) throw refusal(item)
  await act(context, item, approval(item, by))
  context.bus.nc.publish(control.release(item.tenantId))
}

const AT_ONCE = 200

/**
 * A person lets all documents of a batch that wait for review be published.
 * @returns how many go into the books now, how many are there already or were moved by somebody else meanwhile, and how many have failed and stay
 */
export async function promoteBatch(context: GatewayContext, { tenantId, _id: batchId }: Batch, by: string): Promise<{ created: number; skipped: number; failed: number }> {
  const { breakdown } = await context.lists.summary(tenantId, batchId, new Date())
  const counts = { created: 0, skipped: breakdown['published'] ?? 0, failed: Object.entries(breakdown).reduce((sum, [status, items]) => sum + (FAILED_STATES.has(status) ? items : 0), 0) }
  for (let afterIdx = 0; ;) {
    const items = await context.lists.page(tenantId, batchId, { statuses: ['validated'], afterIdx, limit: AT_ONCE })
    const last = items.at(-1)
    if (!last) break
    afterIdx = last.idx
    const moves = items.filter(waitsForAPerson).map((item) => approval(item, by))
    if (moves.length === 0) continue
    await context.batches.touch(tenantId, batchId)
    const approved = (await context.items.apply(moves, context.self)).filter((result) => result.kind === 'moved').length
    counts.created += approved
    counts.skipped += moves.length - approved
  }
  if (counts.created > 0) context.bus.nc.publish(control.release(tenantId))
  return counts
}

function approval(item: Item, by: string): Move {
  return {
    ids: idsOf(item), expect: { status: 'validated', needsReview: true }, to: 'validated',
    // Restated, or the broker would take the fact for the one that said "not to be published".
    set: { approvedAt: new Date(), approvedBy: by, needsReview: false, waiting: true }, count: { restated: 1 },
  }
}

/** A person discards an item; what was at work on it finds its result refused. @throws ILLEGAL_MOVE */
export async function rejectItem(context: GatewayContext, item: Item, by: string, reason: string): Promise<void> {
  if (!isLegalMove(item.status, 'rejected')) throw refusal(item)
  await act(context, item, {
    ids: idsOf(item), expect: { status: item.status }, to: 'rejected',
    set: { rejection: { by, reason, at: new Date() } }, unset: ['waiting', 'inFlight', 'owner', 'leaseUntil', 'nextRetryAt'],
  })
  await context.deadLetters.resolveItems([item._id], by, 'discarded')
  context.bus.nc.publish(control.release(item.tenantId))
}

async function act(context: GatewayContext, item: Item, move: Move): Promise<void> {
  await context.batches.touch(item.tenantId, item.batchId)
  const [result] = await context.items.apply([move], context.self)
  if (result?.kind === 'refused') throw refusal(result.standing)
  if (result?.kind !== 'moved') throw refusal(item)
}

function refusal({ status, needsReview }: Pick<Item, 'status'> & { needsReview?: boolean }) {
  return errors.fault('ILLEGAL_MOVE', { detail: `it is ${status}${needsReview ? ' and waits for review' : ''}` })
}
