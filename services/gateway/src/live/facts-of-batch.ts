import type { JsMsg } from '@nats-io/jetstream'
import { z } from 'zod'
import { BatchAlert, batchAlertSubject, readSubject, streams, subjectsOfBatch } from '@chasqui/contracts'
import type { ServerEvent } from '@chasqui/http'
import type { Bus } from '@chasqui/nats'
import { factsOf, type Facts } from './facts-of.ts'

/** The facts about one batch, and its alarms, after a sequence of the broker, in its order, and every new one; each as an event whose id is its sequence. */
export function factsOfBatch(bus: Bus, { tenantId, _id }: { tenantId: string; _id: string }, after: number, signal: AbortSignal): Promise<Facts> {
  return factsOf(bus, { stream: streams.IMPORTS.name, subjects: [subjectsOfBatch(tenantId, _id), batchAlertSubject(tenantId, _id)], after, otherwise: 'all', eventOf }, signal)
}

function eventOf(message: JsMsg): ServerEvent {
  const named = readSubject(message.subject)
  if (!named) return { event: 'alert', id: String(message.seq), data: { ...alertOf(message), at: message.time.toISOString() } }
  return { event: 'item', id: String(message.seq), data: { item_id: named?.itemId, fact: named?.fact, at: message.time.toISOString(), ...shown(message) } }
}

/** The few fields of a fact that a watcher shows; never the document. */
const Shown = z.object({ stage: z.string(), code: z.string(), message: z.string(), docType: z.string(), promotedTo: z.string(), duplicateOf: z.string() }).partial()

function shown(message: JsMsg): z.infer<typeof Shown> {
  return Shown.safeParse(bodyOf(message)).data ?? {}
}

function alertOf(message: JsMsg): object {
  const { failed, total, ratio, topCodes } = BatchAlert.partial().safeParse(bodyOf(message)).data ?? {}
  return { failed, total, ratio, top_codes: topCodes }
}

function bodyOf(message: JsMsg): unknown {
  try {
    return message.json()
  } catch {
    // Not JSON: the stages bury it; a watcher still sees that it came.
    return undefined
  }
}
