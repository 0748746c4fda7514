import type { JsMsg } from '@nats-io/jetstream'
import { stageConsumers, type ItemIds, type Stage } from '@chasqui/contracts'
import { metrics, startProcess, withIds, type Logger, type Metrics, type ProcessTrace } from '@chasqui/telemetry'
import type { Outcome } from './outcome.ts'
import type { Verdict } from './verdict.ts'

/** One message as operators see it: a span, log lines with its ids, and counts. */
export type ObservedMessage = {
  readonly trace: ProcessTrace
  log: (ids: ItemIds) => () => Logger
  end: (outcome: string, error?: unknown) => void
}

/** What a stage tells operators about its messages and items. */
export class StageObserver {
  readonly #stage: Stage
  readonly #log: Logger
  readonly #template: string
  readonly #consumer: string
  readonly metrics: Metrics

  constructor(stage: Stage, log: Logger) {
    this.#stage = stage
    this.#log = log
    this.#template = `imports.${stage.takes.name}`
    this.#consumer = stageConsumers[stage.name].durable
    this.metrics = metrics(stage.name)
  }

  begin(message: JsMsg): ObservedMessage {
    const startedAt = performance.now()
    const deliveries = message.info.deliveryCount
    const of = { template: this.#template, consumer: this.#consumer }
    this.metrics.runner.consumed({ ...of, deliveries })
    const trace = startProcess({ ...of, service: this.#stage.name, stream: message.info.stream, sequence: message.seq, deliveries }, message.headers ?? { get: () => undefined })
    return {
      trace,
      log: (ids) => {
        let bound: Logger | undefined
        return () => (bound ??= withIds(this.#log, { ...trace.headers, tenantId: ids.tenantId, batchId: ids.batchId, itemId: ids.itemId }))
      },
      end: (outcome, error) => {
        trace.end(outcome, error)
        this.metrics.runner.processed({ ...of, outcome }, (performance.now() - startedAt) / 1000)
      },
    }
  }

  /** A verdict was written. */
  settled(ids: ItemIds, outcome: Outcome, verdict: Verdict, docType: string | undefined, seconds: number): void {
    const { imports, runner } = this.metrics
    const of = { taskName: this.#stage.name, tenantId: ids.tenantId }
    imports.taskTook(of, seconds)
    if (outcome.kind === 'retry' || outcome.kind === 'reject') imports.failed({ ...of, errorType: outcome.fault.code })
    if (verdict.message.kind === 'nak') imports.retried(of)
    if (verdict.deadLetter) runner.deadLettered({ consumer: this.#consumer, code: verdict.deadLetter.code })
    if (outcome.kind === 'duplicate') imports.duplicateFound({ tenantId: ids.tenantId, level: outcome.level })
    if (verdict.view.status === 'published' || verdict.view.status === 'duplicate' || verdict.deadLetter) {
      imports.itemProcessed({ tenantId: ids.tenantId, docType: docType ?? 'unknown', status: verdict.view.status })
    }
  }

  foreign(): void {
    this.metrics.runner.foreignMessage({ consumer: this.#consumer })
  }

  /** A message that cannot be read, or that names what is not its own, is a dead letter now. */
  buried(code: string): void {
    this.metrics.runner.deadLettered({ consumer: this.#consumer, code })
  }

  /** The record had moved already; nothing was written. @param late what the work of a claim came to that was no longer its own */
  refused(late?: string): void {
    if (late !== undefined) this.metrics.runner.lateWriteRefused({ consumer: this.#consumer, outcome: late })
    else this.metrics.runner.duplicateRefused({ consumer: this.#consumer })
  }

  leaseLost(): void {
    this.metrics.runner.leaseLost({ consumer: this.#consumer })
  }

  committed(size: number, seconds: number): void {
    this.metrics.runner.groupCommitted({ consumer: this.#consumer }, size, seconds)
  }

  restarted(): void {
    this.metrics.runner.consumerRestarted({ consumer: this.#consumer })
  }
}
