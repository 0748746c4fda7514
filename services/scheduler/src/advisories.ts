import type { JsMsg } from '@nats-io/jetstream'
import { z } from 'zod'
import { advisoryConsumer, readSubject, stageConsumers, stageNamed, streams, type StageName } from '@chasqui/contracts'
import { ensureConsumer, ensureStream } from '@chasqui/nats'
import { Puller, settle, workerErrors, type Deps } from '@chasqui/worker'

const MaxDeliveries = z.object({ type: z.string(), stream: z.string(), consumer: z.string(), stream_seq: z.int(), deliveries: z.int() })

/** A worker that dies too hard to write leaves only this: the broker says that it gave the message up. */
export class AdvisoryReader {
  readonly #deps: Deps
  readonly #puller: Puller

  constructor(deps: Deps) {
    this.#deps = deps
    this.#puller = new Puller(deps.bus, { stream: advisoryConsumer.stream, durable: advisoryConsumer.durable, capacity: 10, heartbeatMs: 1_000, expiresMs: 5_000 },
      (message) => this.#read(message), () => this.#ensure())
  }

  async start(): Promise<void> {
    await this.#ensure()
    this.#puller.start()
  }

  async stop(): Promise<void> {
    await this.#puller.stopPulling()
    await this.#puller.finish(5_000)
  }

  async #ensure(): Promise<void> {
    await ensureStream(this.#deps.bus.jsm, streams.ADVISORIES, { replicas: this.#deps.streamReplicas })
    await ensureConsumer(this.#deps.bus.jsm, advisoryConsumer, { ackWaitMs: 30_000 })
  }

  async #read(message: JsMsg): Promise<void> {
    try {
      const advisory = MaxDeliveries.safeParse(message.json())
      if (advisory.success && advisory.data.type.endsWith('max_deliver')) await this.#bury(advisory.data)
      settle(message, { kind: 'ack' })
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'an advisory was handed back')
      settle(message, { kind: 'nak', afterMs: 5_000 })
    }
  }

  async #bury({ stream, consumer, stream_seq: seq, deliveries }: z.infer<typeof MaxDeliveries>): Promise<void> {
    if (!(consumer in stageConsumers)) return
    const stage = stageNamed(consumer as StageName)
    const lost = await this.#deps.bus.jsm.streams.getMessage(stream, { seq })
    const named = lost ? readSubject(lost.subject) : undefined
    if (!lost || !named) return
    const item = await this.#deps.items.find(named.tenantId, named.itemId)
    if (!item || (item.status !== stage.states.from && item.status !== stage.states.working)) return
    const fault = workerErrors.fault('DELIVERIES_EXHAUSTED', { detail: `${deliveries} deliveries to ${consumer}` })
    await this.#deps.deadLetters.write({
      _id: `${item._id}:${stage.name}:${item.run}`, tenantId: item.tenantId, batchId: item.batchId, itemId: item._id,
      stage: stage.name, errorCode: fault.code, errorMessage: fault.message, attempts: item.attempts,
      payload: lost.json(), subject: lost.subject, msgSeq: seq, deliveries,
    })
    await this.#deps.items.apply([{
      ids: { tenantId: item.tenantId, batchId: item.batchId, itemId: item._id, run: item.run },
      expect: { status: item.status }, to: stage.states.failed,
      set: { failure: { stage: stage.name, code: fault.code, message: fault.message, hint: fault.hint, retryable: false, at: new Date() } },
      unset: ['inFlight', 'owner', 'leaseUntil', 'nextRetryAt'],
    }], 'scheduler')
  }
}
