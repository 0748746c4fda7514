import { DeliverPolicy, type JsMsg } from '@nats-io/jetstream'
import { httpErrors, type ServerEvent } from '@chasqui/http'
import type { Bus } from '@chasqui/nats'

/** Messages held here for a watcher that reads slowly; the rest waits at the broker. */
const HELD = 200

export type Facts = { next: () => Promise<ServerEvent | undefined>; close: () => Promise<void> }

export type FactsWanted = {
  stream: string
  subjects: string[]
  /** The last sequence that the watcher has seen; 0 for none. */
  after: number
  /** Where a watcher begins that has seen nothing, or nothing of this broker. */
  otherwise: 'all' | 'new'
  /** A message as it is shown. Its id is the broker's sequence, so that a watcher can come back with it. */
  eventOf: (message: JsMsg) => ServerEvent
}

/**
 * The facts of a stream after a sequence of the broker, in its order, and every new one.
 * @param signal lets go of them, also when nobody has read any
 * @throws UNAVAILABLE when the broker is away, or does not answer in its time
 */
export async function factsOf(bus: Bus, wanted: FactsWanted, signal: AbortSignal): Promise<Facts> {
  const away = (cause?: unknown) => httpErrors.fault('UNAVAILABLE', { detail: 'the broker does not answer; what is on record can still be read', retryAfterMs: 2_000, cause })
  if (!bus.isConnected()) throw away()
  const facts = await opened(bus, wanted).catch((cause: unknown) => { throw away(cause) })
  const close = (): void => { void facts.close() }
  if (signal.aborted) close()
  signal.addEventListener('abort', close, { once: true })
  return facts
}

async function opened({ js, jsm }: Bus, { stream, subjects, after, otherwise, eventOf }: FactsWanted): Promise<Facts> {
  const { state } = await jsm.streams.info(stream)
  // A broker that lost everything counts anew: what it has now the client has not seen, whatever number it remembers.
  const isKnown = after > 0 && after <= state.last_seq
  const consumer = await js.consumers.get(stream, {
    filter_subjects: subjects,
    ...(isKnown ? { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: after + 1 } : { deliver_policy: otherwise === 'all' ? DeliverPolicy.All : DeliverPolicy.New }),
  })
  const messages = await consumer.consume({ max_messages: HELD })
  const iterator = messages[Symbol.asyncIterator]()
  let closed: Promise<void> | undefined
  return {
    next: async () => {
      const { done, value } = await iterator.next()
      return done ? undefined : eventOf(value)
    },
    close: () => closed ??= (async () => {
      await messages.close()
      await consumer.delete().catch(() => undefined)
    })(),
  }
}

/** What a client sends as `Last-Event-ID`, as the broker's sequence. What is no event id of ours is none, 0. Pure. */
export function sequenceOf(lastEventId: string | undefined): number {
  return /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : 0
}
