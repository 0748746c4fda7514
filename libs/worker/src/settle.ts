import type { JsMsg } from '@nats-io/jetstream'

/** The three things that can happen to a message. */
export type Settlement = { kind: 'ack' } | { kind: 'nak'; afterMs: number } | { kind: 'term' }

/** The shortest delay: a nak without one makes the broker deliver again at once and burns all deliveries in milliseconds. */
const SHORTEST_NAK_MS = 20

/** The only place that acknowledges, hands back or ends a message. */
export function settle(message: JsMsg, settlement: Settlement): void {
  try {
    send(message, settlement)
  } catch {
    // The connection is closed: the message comes again, to us or to somebody else.
  }
}

function send(message: JsMsg, settlement: Settlement): void {
  switch (settlement.kind) {
    case 'ack': return message.ack()
    case 'nak': return message.nak(Math.max(SHORTEST_NAK_MS, settlement.afterMs))
    case 'term': return message.term()
  }
}
