import { DeliverPolicy, ReplayPolicy, type JsMsg } from '@nats-io/jetstream'
import type { Bus } from '@chasqui/nats'
import type { ReplaySubject } from './replay-subject.ts'

/** Messages that are asked for together; handed out one by one. */
const AT_ONCE = 100

/** What a stream holds under a filter from one time up to and with another, in its order. It leaves nothing behind in the broker. */
export async function* pastFacts(bus: Bus, { stream, filter }: ReplaySubject, { from, to }: { from: Date; to: Date }, signal: AbortSignal): AsyncGenerator<JsMsg> {
  const consumer = await bus.js.consumers.get(stream, { filter_subjects: [filter], deliver_policy: DeliverPolicy.StartTime, opt_start_time: from.toISOString(), replay_policy: ReplayPolicy.Instant })
  for (let pending = (await consumer.info()).num_pending; pending > 0;) {
    signal.throwIfAborted()
    const messages = await consumer.fetch({ max_messages: Math.min(AT_ONCE, pending), expires: 5_000 })
    let came = 0
    for await (const message of messages) {
      came++
      if (message.time > to) return
      pending = message.info.pending
      yield message
    }
    // Removed meanwhile, by age or by hand.
    if (came === 0) return
  }
}
