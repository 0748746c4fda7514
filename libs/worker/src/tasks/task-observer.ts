import type { JsMsg } from '@nats-io/jetstream'
import { readTaskSubject, type RunFactName, type TaskDue } from '@chasqui/contracts'
import type { TaskRecord } from '@chasqui/mongo/tasks'
import { metrics, startProcess, type Logger, type Metrics, type ProcessTrace } from '@chasqui/telemetry'

export type ObservedTask = { readonly trace: ProcessTrace; end: (outcome: string, error?: unknown) => void }

/** What a service tells operators about its tasks. */
export class TaskObserver {
  readonly #service: string
  readonly #log: Logger
  readonly #metrics: Metrics

  constructor(service: string, log: Logger) {
    this.#service = service
    this.#log = log
    this.#metrics = metrics(service)
  }

  begin(message: JsMsg, { type, taskId, release }: TaskDue): ObservedTask {
    const startedAt = performance.now()
    const of = { template: `tasks.${readTaskSubject(message.subject)?.lane}.${type}`, consumer: message.info.consumer }
    const { deliveryCount: deliveries } = message.info
    this.#metrics.runner.consumed({ ...of, deliveries })
    const trace = startProcess({ ...of, service: this.#service, stream: message.info.stream, sequence: message.seq, deliveries, taskId, isDelayed: release > 1 }, message.headers ?? { get: () => undefined })
    return {
      trace,
      end: (outcome, error) => {
        trace.end(outcome, error)
        this.#metrics.runner.processed({ ...of, outcome }, (performance.now() - startedAt) / 1000)
      },
    }
  }

  ended({ type }: TaskRecord, outcome: RunFactName, seconds: number): void {
    this.#metrics.runner.taskEnded({ type, outcome }, seconds)
  }

  leaseLost({ _id, queue }: TaskRecord): void {
    this.#metrics.runner.leaseLost({ consumer: queue })
    this.#log.warn({ task: _id }, 'the lease went to somebody else')
  }

  /** @param outcome what the late run came to, as a fact */
  lateWriteRefused({ queue }: TaskRecord, outcome: string): void {
    this.#metrics.runner.lateWriteRefused({ consumer: queue, outcome })
  }

  duplicateRefused(): void {
    this.#metrics.runner.duplicateRefused({ consumer: 'tasks' })
  }

  /** A task, or a message that cannot be read, is a dead letter now. */
  buried(consumer: string, code: string): void {
    this.#metrics.runner.deadLettered({ consumer, code })
  }

  foreign(): void {
    this.#metrics.runner.foreignMessage({ consumer: 'tasks' })
  }
}
