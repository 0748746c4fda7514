import { NOTHING, within, type ServerEvent } from '@chasqui/http'
import type { Batch } from '@chasqui/mongo/items'
import { ENDED_STATES } from '../batches/batch-state.ts'
import type { GatewayContext } from '../context.ts'
import { batchOf } from '../named.ts'
import { factsOfBatch } from './facts-of-batch.ts'
import type { Facts } from './facts-of.ts'
import { nextFact } from './next-fact.ts'
import { Pace } from './pace.ts'
import { statusOf, type StatusView } from '../batches/show-status.ts'

/**
 * A batch as it moves: `item` events are the facts of its items in the order of the broker, whose sequence is the event
 * id, so a client that comes back with it misses none and gets none twice; `alert` comes when too much of it has failed; `status` events carry the counts; `end` comes
 * when nothing moves any more.
 * @param after the last event id that the client has seen; 0 for all
 * @throws UNAVAILABLE
 */
export async function watch(context: GatewayContext, { tenantId, _id }: Batch, after: number, signal: AbortSignal): Promise<AsyncGenerator<ServerEvent, void, undefined>> {
  return told(context, { tenantId, _id }, await factsOfBatch(context.bus, { tenantId, _id }, after, signal), signal)
}

async function* told(context: GatewayContext, { tenantId, _id }: Pick<Batch, 'tenantId' | '_id'>, facts: Facts, signal: AbortSignal): AsyncGenerator<ServerEvent, void, undefined> {
  const pace = new Pace(Date.now())
  let shown: StatusView | undefined
  try {
    let next = nextFact(facts)
    while (!signal.aborted) {
      const waitMs = pace.waitMs(Date.now())
      const came = waitMs > 0 ? await within(next, waitMs, signal) : NOTHING
      if (signal.aborted) return
      if (came !== NOTHING) {
        // The broker ended it; the client comes back and goes on.
        if (came === undefined) return
        pace.factCame(Date.now())
        next = nextFact(facts)
        yield came
        continue
      }
      const status = await statusOf(context, await batchOf(context, tenantId, _id))
      const isOver = pace.looked(Date.now(), ENDED_STATES.has(status.status) && context.bus.isConnected())
      if (hasChanged(shown, status)) yield { event: 'status', data: status }
      shown = status
      if (isOver) return yield { event: 'end', data: status }
    }
  } finally {
    await facts.close()
  }
}

function hasChanged(before: StatusView | undefined, now: StatusView): boolean {
  return before?.status !== now.status || before.alarm_since !== now.alarm_since || before.needs_review !== now.needs_review || JSON.stringify(before.status_breakdown) !== JSON.stringify(now.status_breakdown)
}
