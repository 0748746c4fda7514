import { JetStreamApiError } from '@nats-io/jetstream'
import type { Bus } from '@chasqui/nats'

/** Messages that a consumer has still to deliver or to hear of; 0 when the broker has lost its memory. A broker that does not answer is no such broker: then it throws. */
export async function heldByBroker({ jsm }: Pick<Bus, 'jsm'>, stream: string, durable: string): Promise<number> {
  try {
    const info = await jsm.consumers.info(stream, durable)
    return info.num_pending + info.num_ack_pending
  } catch (error) {
    if (error instanceof JetStreamApiError) return 0
    throw error
  }
}
