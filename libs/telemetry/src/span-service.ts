import { context, createContextKey, ProxyTracerProvider, type Context, type Span, type SpanOptions, type Tracer, type TracerOptions, type TracerProvider } from '@opentelemetry/api'

/**
 * Several services may share a process, and a trace must still say which of them did what. Instrumentations know only
 * one provider for the whole process; this one looks at the context a span starts in and hands the span to the
 * provider of the service whose work that is. So a database call made while OCR handles a message is `chasqui-ocr`.
 */
const SERVICE = createContextKey('chasqui.service')

/** The context of work that a service does: spans started in it belong to that service. */
export function inService(service: string, within: Context): Context {
  return within.setValue(SERVICE, service)
}

class ServiceTracerProvider implements TracerProvider {
  readonly #providers = new Map<string, TracerProvider>()
  #default: string | undefined

  /** The default takes spans that start outside of any service's work, such as those of incoming requests. */
  add(service: string, provider: TracerProvider, isDefault: boolean): void {
    this.#providers.set(service, provider)
    if (isDefault || this.#default === undefined) this.#default = service
  }

  has(service: string): boolean {
    return this.#providers.has(service)
  }

  getTracer(name: string, version?: string, options?: TracerOptions): Tracer {
    const tracers = new Map<TracerProvider, Tracer>()
    return new ServiceTracer((within) => {
      const provider = this.#for(within)
      let tracer = tracers.get(provider)
      if (!tracer) tracers.set(provider, (tracer = provider.getTracer(name, version, options)))
      return tracer
    })
  }

  clear(): void {
    this.#providers.clear()
    this.#default = undefined
  }

  #for(within: Context): TracerProvider {
    return this.#providers.get(String(within.getValue(SERVICE))) ?? this.#providers.get(String(this.#default)) ?? NOTHING
  }
}

/** Takes spans and records none of them: what there is before the first service starts. */
const NOTHING: TracerProvider = new ProxyTracerProvider()

/**
 * The one of this process. Instrumentations are handed it when they are registered, before any service has started:
 * they are CommonJS, and the global provider that an ES module sets later would not reach them.
 */
export const spanServices = new ServiceTracerProvider()

type Work<F> = F & ((span: Span) => unknown)

class ServiceTracer implements Tracer {
  readonly #tracerFor: (within: Context) => Tracer

  constructor(tracerFor: (within: Context) => Tracer) {
    this.#tracerFor = tracerFor
  }

  startSpan(name: string, options?: SpanOptions, within: Context = context.active()): Span {
    return this.#tracerFor(within).startSpan(name, options, within)
  }

  startActiveSpan<F extends (span: Span) => unknown>(name: string, work: Work<F>): ReturnType<F>
  startActiveSpan<F extends (span: Span) => unknown>(name: string, options: SpanOptions, work: Work<F>): ReturnType<F>
  startActiveSpan<F extends (span: Span) => unknown>(name: string, options: SpanOptions, within: Context, work: Work<F>): ReturnType<F>
  startActiveSpan<F extends (span: Span) => unknown>(name: string, ...rest: [Work<F>] | [SpanOptions, Work<F>] | [SpanOptions, Context, Work<F>]): ReturnType<F> {
    const work = rest.at(-1) as F
    const options = rest.length > 1 ? (rest[0] as SpanOptions) : {}
    const within = rest.length > 2 ? (rest[1] as Context) : context.active()
    return this.#tracerFor(within).startActiveSpan(name, options, within, work)
  }
}
