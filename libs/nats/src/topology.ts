import {
  AckPolicy, DeliverPolicy, DiscardPolicy, JetStreamApiError, RetentionPolicy, StorageType,
  type ConsumerConfig, type JetStreamManager, type StreamConfig,
} from '@nats-io/jetstream'
import { nanos } from '@nats-io/transport-node'
import type { ConsumerDeclaration, StreamDeclaration } from '@chasqui/contracts'
import { natsErrors } from './errors.ts'

const DUPLICATE_WINDOW_MS = 2 * 60_000

export type StreamSettings = { replicas: number }
export type ConsumerSettings = { ackWaitMs: number }

/** Creates the stream, or brings it to what is declared, and compares it with what the server really made. */
export async function ensureStream(jsm: JetStreamManager, declared: StreamDeclaration, settings: StreamSettings): Promise<void> {
  const asked = {
    name: declared.name,
    subjects: [...declared.subjects],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    max_age: nanos(declared.maxAgeMs),
    duplicate_window: nanos(DUPLICATE_WINDOW_MS),
    num_replicas: settings.replicas,
  } satisfies Partial<StreamConfig>
  const made = await addOrUpdate(() => jsm.streams.add(asked), () => jsm.streams.update(declared.name, asked))
  compare(`stream ${declared.name}`, asked, made.config)
}

/**
 * Creates the durable pull consumer and compares it. There is no `backoff` (it overrides ack_wait and is ignored by
 * a nak) and max_ack_pending is high: a delayed nak holds a slot of it, and concurrency is limited by pulling.
 */
export async function ensureConsumer(jsm: JetStreamManager, declared: ConsumerDeclaration, settings: ConsumerSettings): Promise<void> {
  const asked = {
    durable_name: declared.durable,
    filter_subject: declared.filter,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(settings.ackWaitMs),
    // Only a backstop: crashes and tries are counted by the runner, and after this the broker parks the message.
    max_deliver: 50,
    max_ack_pending: 20_000,
  } satisfies Partial<ConsumerConfig>
  const made = await addOrUpdate(() => jsm.consumers.add(declared.stream, asked), () => jsm.consumers.update(declared.stream, declared.durable, asked))
  compare(`consumer ${declared.durable}`, asked, made.config)
}

/** Adding what exists with another configuration is refused by the server; then it is an update. */
async function addOrUpdate<T>(add: () => Promise<T>, update: () => Promise<T>): Promise<T> {
  try {
    return await add()
  } catch (error) {
    if (error instanceof JetStreamApiError && ALREADY_THERE.has(error.code)) return update()
    throw error
  }
}

/** 10058: stream name already in use; 10148: consumer already exists; 10013: consumer name in use. */
const ALREADY_THERE: ReadonlySet<number> = new Set([10058, 10148, 10013])

function compare(what: string, asked: object, made: object): void {
  const actual = made as Record<string, unknown>
  const differing = Object.entries(asked).filter(([key, value]) => JSON.stringify(actual[key]) !== JSON.stringify(value))
  if (differing.length === 0) return
  const detail = differing.map(([key, value]) => `${key}: asked ${JSON.stringify(value)}, got ${JSON.stringify(actual[key])}`).join('; ')
  throw natsErrors.fault('TOPOLOGY_DIFFERS', { detail: `${what}: ${detail}` })
}
