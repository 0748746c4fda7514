import type { JsMsg } from '@nats-io/jetstream'
import type { DeadLetter } from '@chasqui/mongo'

/** The message that something failed with. */
export type Carrier = Pick<DeadLetter, 'payload' | 'subject' | 'msgSeq' | 'deliveries' | 'traceparent'>

const UNREAD_KEPT = 64 * 1024

export function carrierOf(message: JsMsg): Omit<Carrier, 'payload'> {
  const traceparent = message.headers?.get('traceparent')
  return { subject: message.subject, msgSeq: message.seq, deliveries: message.info.deliveryCount, ...(traceparent ? { traceparent } : {}) }
}

/** A message that could not be read: what it says is kept as it stands. */
export function unreadCarrierOf(message: JsMsg): Carrier {
  return { ...carrierOf(message), payload: message.string().slice(0, UNREAD_KEPT) }
}
