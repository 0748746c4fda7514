import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Attributes, type Context, type Span } from '@opentelemetry/api'
import { redactLine } from './redact.ts'
import { contextOf, headersOf } from './span-context.ts'
import { inService } from './span-service.ts'
import { newTraceparent, readTraceHeaders, writeTraceHeaders, type HeaderReader, type HeaderWriter, type TraceHeaders } from './traceparent.ts'
import { isTracingOn } from './tracing.ts'

/**
 * How a message hands its trace on. Where nothing records spans, the headers of the message that is worked on pass on
 * to the messages that follow from it, untouched, for well below a microsecond.
 *
 * A span is the child of the one that sent the message when the message came directly. It is only linked to it when
 * the message came again, was delayed or replayed: else one trace would run for days.
 */
export type Relation = 'child' | 'link'

export type PublishOf = {
  /** The service that publishes, e.g. `ocr`. */
  service: string
  /** The subject without ids, e.g. `imports.ocr_completed`. */
  template: string
  messageId?: string | undefined
  /** `link` for a message that follows from work long past: a retry by a person, a stored trace. Default: `child`. */
  relation?: Relation | undefined
}

export type ProcessOf = {
  service: string
  /** The subject without ids, e.g. `imports.preprocessed`. */
  template: string
  /** Name of the durable consumer. */
  consumer: string
  stream: string
  sequence: number
  /** 1 the first time; above, the span is linked, not a child. */
  deliveries: number
  messageId?: string | undefined
  taskId?: string | undefined
  /** The message was held back on purpose or is read again from the stream: linked, not a child. */
  isDelayed?: boolean | undefined
}

/** The trace of one message that is worked on. */
export type ProcessTrace = {
  /** For the messages that follow from this one, for the record, and for the log (`withIds`). */
  readonly headers: TraceHeaders
  /** Runs work in the context of the message: calls to databases and other servers appear below it. */
  run<T>(work: () => T): T
  /** The message is settled; `outcome` as in `done`, `skip`, `retry`, `reject`, `deferred`. */
  end(outcome: string, error?: unknown): void
}

/** Starts the work on a message. Always `end` it. */
export function startProcess(of: ProcessOf, headers: HeaderReader): ProcessTrace {
  const came = readTraceHeaders(headers)
  if (!isTracingOn()) return new PassedOn(came ?? { traceparent: newTraceparent() })
  const relation: Relation = of.deliveries > 1 || of.isDelayed ? 'link' : 'child'
  return startSpan(of.service, `process ${of.template}`, SpanKind.CONSUMER, came, relation, {
    ...messagingOf(of), 'messaging.operation.name': 'process', 'messaging.operation.type': 'process',
    'messaging.consumer.group.name': of.consumer, 'messaging.nats.stream': of.stream, 'messaging.nats.sequence': of.sequence,
    'chasqui.attempt': of.deliveries, ...(of.taskId && { 'chasqui.task.id': of.taskId }),
  })
}

/**
 * Publishes a message inside a PRODUCER span and writes the trace into its headers before `send` is called. `from` is
 * the trace that the message follows from; without it, the work that runs now, else a new trace.
 */
export async function publishTraced<T>(of: PublishOf, from: TraceHeaders | undefined, headers: HeaderWriter, send: () => Promise<T>): Promise<T> {
  if (!isTracingOn()) {
    writeTraceHeaders(from ?? { traceparent: newTraceparent() }, headers)
    return send()
  }
  const sending = startSpan(of.service, `publish ${of.template}`, SpanKind.PRODUCER, from ?? headersOf(context.active()), of.relation ?? 'child', {
    ...messagingOf(of), 'messaging.operation.name': 'publish', 'messaging.operation.type': 'send',
  })
  writeTraceHeaders(sending.headers, headers)
  try {
    const sent = await sending.run(send)
    sending.end('stored')
    return sent
  } catch (thrown) {
    sending.end('failed', thrown)
    throw thrown
  }
}

function startSpan(service: string, name: string, kind: SpanKind, from: TraceHeaders | undefined, relation: Relation, attributes: Attributes): ProcessTrace {
  const came = from && contextOf(from)
  const isChild = came !== undefined && relation === 'child'
  const linked = came && !isChild ? trace.getSpanContext(came) : undefined
  const within = inService(service, isChild ? came : ROOT_CONTEXT)
  const span = trace.getTracer('chasqui').startSpan(name, { kind, attributes, links: linked ? [{ context: linked }] : [] }, within)
  return new Recorded(span, trace.setSpan(within, span))
}

/** https://opentelemetry.io/docs/specs/semconv/messaging/; it has no page for NATS, a name of one's own is allowed. */
function messagingOf(of: PublishOf | ProcessOf): Attributes {
  return {
    'messaging.system': 'nats',
    'messaging.destination.template': of.template,
    ...(of.messageId && { 'messaging.message.id': of.messageId }),
  }
}

class PassedOn implements ProcessTrace {
  readonly headers: TraceHeaders
  constructor(headers: TraceHeaders) {
    this.headers = headers
  }
  run<T>(work: () => T): T {
    return work()
  }
  end(): void {}
}

class Recorded implements ProcessTrace {
  readonly headers: TraceHeaders
  readonly #span: Span
  readonly #context: Context

  constructor(span: Span, within: Context) {
    this.#span = span
    this.#context = within
    this.headers = headersOf(within) as TraceHeaders
  }

  run<T>(work: () => T): T {
    return context.with(this.#context, work)
  }

  end(outcome: string, error?: unknown): void {
    this.#span.setAttribute('chasqui.outcome', outcome)
    if (error !== undefined) {
      const { code, message, name } = error as { code?: unknown; message?: unknown; name?: unknown }
      this.#span.setAttribute('error.type', String(code ?? name ?? 'unknown'))
      this.#span.setStatus({ code: SpanStatusCode.ERROR, message: redactLine(String(message ?? error)) })
    }
    this.#span.end()
  }
}
