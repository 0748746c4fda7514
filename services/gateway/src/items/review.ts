import { control, isLegalMove } from '@chasqui/contracts'
import { idsOf, MOVING_FIELDS, waitsForAPerson, type Item, type Move } from '@chasqui/mongo/items'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'

/** A person has looked at a document that waited for review: it may be published. @throws ILLEGAL_MOVE */
export async function approveItem(context: GatewayContext, item: Item, by: string): Promise<void> {
  if (!waitsForAPerson(item)) throw refusal(item)
  await act(context, item, approval(item, by))
  context.bus.hint(control.release(item.tenantId))
}

/** Lets a document that waits for review be published. Pure. */
export function approval(item: Item, by: string): Move {
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
    set: { rejection: { by, reason, at: new Date() } }, unset: [...MOVING_FIELDS],
  })
  await context.deadLetters.resolveItems([item._id], by, 'discarded')
  context.bus.hint(control.release(item.tenantId))
}

async function act(context: GatewayContext, item: Item, move: Move): Promise<void> {
  await context.batches.touch(item.tenantId, item.batchId)
  const [result] = await context.items.apply([move], context.processName)
  if (result?.kind === 'refused') throw refusal(result.standing)
  if (result?.kind !== 'moved') throw refusal(item)
}

function refusal({ status }: Pick<Item, 'status'>) {
  return errors.fault('ILLEGAL_MOVE', { detail: `it is ${status}` })
}
