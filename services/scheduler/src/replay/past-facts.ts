import { DeliverPolicy, ReplayPolicy, type JsMsg } from '@nats-io/jetstream'
import type { Bus } from '@chasqui/nats'
import { errors } from '../errors.ts'
import type { ReplaySubject } from './replay-subject.ts'

/** Messages that are asked for together; handed out one by one. */
const AT_ONCE = 100
/** The broker is asked so often for messages that it says are there. */
const ASKED_AT_MOST = 3

/**
 * How many messages a stream holds under a filter from one time up to and with another, at this moment.
 */
export async function countPastFacts(bus: Pick<Bus, 'js'>, subject: ReplaySubject, { from, to }: { from: Date; to: Date }): Promise<number> {
  // In this order: what comes between the two counts makes it too small, which is seen when more is met, and never too large.
  const since = await countSince(bus, subject, from)
  return Math.max(0, since - await countSince(bus, subject, new Date(to.getTime() + 1)))
}

async function countSince(bus: Pick<Bus, 'js'>, subject: ReplaySubject, from: Date): Promise<number> {
  const consumer = await consumerOf(bus, subject, from)
  try {
    return (await consumer.info()).num_pending
  } finally {
    await consumer.delete().catch(() => undefined)
  }
}

function consumerOf(bus: Pick<Bus, 'js'>, { stream, filter }: ReplaySubject, from: Date) {
  return bus.js.consumers.get(stream, { filter_subjects: [filter], deliver_policy: DeliverPolicy.StartTime, opt_start_time: from.toISOString(), replay_policy: ReplayPolicy.Instant })
}

/**
 * What a stream holds under a filter from one time up to and with another, in its order. It leaves nothing behind in the broker.
 * @throws REPLAY_STALLED when the broker says that there is more and does not give it
 */
export async function* pastFacts(bus: Pick<Bus, 'js'>, subject: ReplaySubject, { from, to }: { from: Date; to: Date }, signal: AbortSignal): AsyncGenerator<JsMsg> {
  const consumer = await consumerOf(bus, subject, from)
  try {
    let inVain = 0
    for (let { num_pending: pending } = await consumer.info(); pending > 0;) {
      signal.throwIfAborted()
      const messages = await consumer.fetch({ max_messages: Math.min(AT_ONCE, pending), expires: 5_000 })
      let came = 0
      for await (const message of messages) {
        came++
        if (message.time > to) return
        pending = message.info.pending
        yield message
      }
      inVain = came > 0 ? 0 : inVain + 1
      // Removed meanwhile, by age or by hand; or the broker only takes its time.
      if (came === 0) pending = await consumer.info().then(({ num_pending }) => num_pending, () => pending)
      if (pending > 0 && inVain === ASKED_AT_MOST) throw errors.fault('REPLAY_STALLED', { detail: `${pending} messages of ${subject.stream}` })
    }
  } finally {
    // It goes by itself when nobody asks it for a while; an end does not wait for that.
    await consumer.delete().catch(() => undefined)
  }
}
