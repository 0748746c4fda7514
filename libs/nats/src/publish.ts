import { headers as newHeaders, InvalidArgumentError, type MsgHdrs } from '@nats-io/transport-node'
import { factType, messageId, subjectOf, type Fact, type ItemIds } from '@chasqui/contracts'
import type { Bus } from './connect.ts'

/** A message carries what it needs to be understood alone: ids for dedupe, the CloudEvents attributes, the trace. */
export type Outgoing = {
  subject: string
  /** JSON. */
  payload: string
  messageId: string
  type: string
  source: string
  ceSubject: string
}

const PUBLISH_TIMEOUT_MS = 5_000

/** Publishes and waits for the stream's acknowledgement. A retry uses the same message id, so it is stored once. */
export async function publish(bus: Bus, message: Outgoing, headers: MsgHdrs): Promise<{ duplicate: boolean; seq: number }> {
  const ack = await bus.js.publish(message.subject, message.payload, {
    msgID: message.messageId,
    headers,
    timeout: PUBLISH_TIMEOUT_MS,
    retries: 0,
  })
  return { duplicate: ack.duplicate, seq: ack.seq }
}

/** Whether a message can never be published as it is, however long one waits: too large, or no subject. */
export function isRefused(error: unknown): boolean {
  return error instanceof InvalidArgumentError
}

/** The message that states a fact about an item. */
export function factMessage(fact: Fact, body: ItemIds, source: string, restated = 0): Outgoing {
  return {
    subject: subjectOf(fact, body),
    payload: JSON.stringify(body),
    messageId: messageId(fact, body, restated),
    type: factType(fact),
    source,
    ceSubject: body.itemId,
  }
}

/** The CloudEvents headers of a message; the trace is added by whoever publishes it. */
export function headersOf(message: Outgoing): MsgHdrs {
  const h = newHeaders()
  h.set('Content-Type', 'application/json')
  h.set('ce-specversion', '1.0')
  h.set('ce-id', message.messageId)
  h.set('ce-source', message.source)
  h.set('ce-type', message.type)
  h.set('ce-time', new Date().toISOString())
  h.set('ce-subject', message.ceSubject)
  return h
}
