import { DeliverPolicy, type JsMsg } from '@nats-io/jetstream'
import { z } from 'zod'
import { readSubject, streams, subjectsOfBatch } from '@chasqui/contracts'
import type { ServerEvent } from '@chasqui/http'
import type { Bus } from '@chasqui/nats'

/** Messages held here for a watcher that reads slowly; the rest waits at the broker. */
const HELD = 200

export type Facts = { next: () => Promise<ServerEvent | undefined>; close: () => Promise<void> }

/** The facts about one batch after a sequence of the broker, in its order, and every new one; each as an event whose id is its sequence. */
export async function factsOfBatch({ js, jsm }: Bus, { tenantId, _id }: { tenantId: string; _id: string }, after: number): Promise<Facts> {
  const { state } = await jsm.streams.info(streams.IMPORTS.name)
  // A broker that lost everything counts anew: what it has now the client has not seen, whatever number it remembers.
  const isKnown = after > 0 && after <= state.last_seq
  const consumer = await js.consumers.get(streams.IMPORTS.name, {
    filter_subjects: [subjectsOfBatch(tenantId, _id)],
    ...(isKnown ? { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: after + 1 } : { deliver_policy: DeliverPolicy.All }),
  })
  const messages = await consumer.consume({ max_messages: HELD })
  const iterator = messages[Symbol.asyncIterator]()
  return {
    next: async () => {
      const { done, value } = await iterator.next()
      return done ? undefined : eventOf(value)
    },
    close: async () => {
      await messages.close()
      await consumer.delete().catch(() => undefined)
    },
  }
}

function eventOf(message: JsMsg): ServerEvent {
  const named = readSubject(message.subject)
  return { event: 'item', id: String(message.seq), data: { item_id: named?.itemId, fact: named?.fact, at: message.time.toISOString(), ...shown(message) } }
}

/** The few fields of a fact that a watcher shows; never the document. */
const Shown = z.object({ stage: z.string(), code: z.string(), message: z.string(), docType: z.string(), promotedTo: z.string(), duplicateOf: z.string() }).partial()

function shown(message: JsMsg): z.infer<typeof Shown> {
  try {
    return Shown.safeParse(message.json()).data ?? {}
  } catch {
    // Not JSON: the stages bury it; a watcher still sees that it came.
    return {}
  }
}
