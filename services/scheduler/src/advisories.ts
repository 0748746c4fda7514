import type { JsMsg } from '@nats-io/jetstream'
import { z } from 'zod'
import { advisoryConsumer, readTaskSubject, stageConsumers, streams, TaskDue, type StageName } from '@chasqui/contracts'
import type { TaskStore } from '@chasqui/mongo/tasks'
import { ensureConsumer, ensureStream } from '@chasqui/nats'
import { Puller, settle, type Deps, type ItemStatements, type TaskDeps } from '@chasqui/worker'
import { buryExhausted } from './items/exhausted-item.ts'
import { exhaustedMove } from './unattended-tasks/exhausted-move.ts'
import type { TaskEnds } from './unattended-tasks/task-ends.ts'

const MaxDeliveries = z.object({ type: z.string(), stream: z.string(), consumer: z.string(), stream_seq: z.int(), deliveries: z.int() })

/** A worker that dies too hard to write leaves only this: the broker says that it gave the message up. */
export class AdvisoryReader {
  readonly #deps: Deps
  readonly #statements: ItemStatements
  readonly #tasks: Pick<TaskStore['tasks'], 'find'>
  readonly #ends: TaskEnds
  readonly #puller: Puller

  constructor(deps: Deps & TaskDeps<'tasks'>, statements: ItemStatements, ends: TaskEnds) {
    this.#deps = deps
    this.#statements = statements
    this.#tasks = deps.taskStore.tasks
    this.#ends = ends
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
      if (advisory.success && advisory.data.type.endsWith('max_deliver')) await (advisory.data.stream === streams.TASKS.name ? this.#endTask(advisory.data) : this.#buryItem(advisory.data))
      settle(message, { kind: 'ack' })
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'an advisory was handed back')
      settle(message, { kind: 'nak', afterMs: 5_000 })
    }
  }

  /** A task that nobody holds and that has not moved on since this message handed it over. */
  async #endTask({ stream, consumer, stream_seq: seq, deliveries }: z.infer<typeof MaxDeliveries>): Promise<void> {
    const lost = await this.#deps.bus.jsm.streams.getMessage(stream, { seq })
    const due = lost && readTaskSubject(lost.subject) ? TaskDue.safeParse(lost.json()).data : undefined
    if (!due) return
    const task = await this.#tasks.find(due.tenantId, due.taskId)
    const move = task?.released === due.release ? exhaustedMove(task, `${deliveries} deliveries to ${consumer}`, new Date()) : undefined
    if (move) await this.#ends.move([move])
  }

  async #buryItem({ stream, consumer, stream_seq: seq, deliveries }: z.infer<typeof MaxDeliveries>): Promise<void> {
    if (!(consumer in stageConsumers)) return
    const lost = await this.#deps.bus.jsm.streams.getMessage(stream, { seq })
    if (lost) await buryExhausted(this.#deps, this.#statements, consumer as StageName, lost, deliveries)
  }
}
