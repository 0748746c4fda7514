import { DeliverPolicy } from '@nats-io/jetstream'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readSubject, streams, subjectsOfBatch } from '@chasqui/contracts'
import type { Batch } from '@chasqui/mongo'
import type { GatewayContext } from '../context.ts'
import { batchOf, statusOf, type StatusView } from './batches.ts'

type Event = { event: string; id?: string; data: unknown }

/** Counts are read anew at most this often while a batch moves. */
const STATUS_EVERY_MS = 1_000

const ENDED: ReadonlySet<string> = new Set(['PROMOTED', 'PARTIAL', 'VALIDATED', 'ERROR', 'CANCELLED'])

/**
 * The live stream of a batch: `item` events are the facts of its items in the order of the broker, whose sequence is
 * the event id, so a client that comes back with Last-Event-ID misses none; `status` events carry the counts; `end`
 * comes when nothing moves any more.
 */
export function streamRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  return (app, _options, ready) => {
    app.get('/batches/:batchId/stream', {
      config: { role: 'viewer', isStream: true },
      schema: { tags: ['Imports'], summary: 'Watch a batch live (server-sent events)', params: z.object({ batchId: z.string() }), produces: ['text/event-stream'] },
    }, async (request, reply) => {
      const batch = await batchOf(context, request.principal.tenantId, request.params.batchId)
      return reply.sendEvents((lastEventId, signal) => watch(context, batch, Number(lastEventId ?? 0), signal))
    })
    ready()
  }
}

async function* watch(context: GatewayContext, batch: Batch, after: number, signal: AbortSignal): AsyncGenerator<Event> {
  const queue: Event[] = []
  let wake: () => void = () => undefined
  const facts = await follow(context, batch, after, (event) => {
    queue.push(event)
    wake()
  })
  signal.addEventListener('abort', () => wake(), { once: true })
  try {
    let seen: StatusView | undefined
    while (!signal.aborted) {
      yield* queue.splice(0)
      const status = await statusOf(context, batch)
      if (hasChanged(seen, status)) yield { event: 'status', data: status }
      seen = status
      if (ENDED.has(status.status) && queue.length === 0) {
        yield { event: 'end', data: status }
        return
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, STATUS_EVERY_MS)
        wake = () => { clearTimeout(timer); setTimeout(resolve, Math.min(100, STATUS_EVERY_MS)) }
      })
    }
  } finally {
    await facts.stop()
  }
}

function hasChanged(before: StatusView | undefined, now: StatusView): boolean {
  return before === undefined || before.status !== now.status || JSON.stringify(before.status_breakdown) !== JSON.stringify(now.status_breakdown)
}

/** Facts of the batch after a sequence of the broker, and every new one. */
async function follow({ bus }: GatewayContext, batch: Batch, after: number, onEvent: (event: Event) => void): Promise<{ stop: () => Promise<void> }> {
  const consumer = await bus.js.consumers.get(streams.IMPORTS.name, {
    filter_subjects: [subjectsOfBatch(batch.tenantId, batch._id)],
    ...(after > 0 ? { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: after + 1 } : { deliver_policy: DeliverPolicy.All }),
  })
  const messages = await consumer.consume({
    max_messages: 200,
    callback: (message) => {
      const named = readSubject(message.subject)
      if (named) onEvent({ event: 'item', id: String(message.seq), data: { item_id: named.itemId, fact: named.fact, at: message.time.toISOString(), ...summary(message.json()) } })
    },
  })
  return {
    stop: async () => {
      await messages.close()
      await consumer.delete().catch(() => undefined)
    },
  }
}

/** The few fields of a fact that a watcher shows; never the document. */
const Summary = z.object({ stage: z.string(), code: z.string(), message: z.string(), docType: z.string(), promotedTo: z.string(), duplicateOf: z.string() }).partial()

function summary(body: unknown): z.infer<typeof Summary> {
  return Summary.safeParse(body).data ?? {}
}
