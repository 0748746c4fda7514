import { hostname } from 'node:os'
import { context, propagation, trace } from '@opentelemetry/api'
import type { SpanProcessor } from '@opentelemetry/sdk-trace'
import { telemetrySettings } from './config.ts'
import { logger } from './log.ts'
import { loadSdk, type Sdk } from './sdk.ts'
import { spanServices } from './span-service.ts'
import { SpanScrubber } from './span-scrubber.ts'

export type TracingOptions = {
  /** The service that starts, e.g. `ocr`; its spans say `chasqui-ocr`. */
  service: string
  /** Base address of an OTLP receiver over HTTP. Default: OTEL_EXPORTER_OTLP_ENDPOINT; without either nothing happens. */
  endpoint?: string | undefined
  /** Takes the spans that start outside of any service's work (incoming requests). Default: the first service started. */
  isDefault?: boolean
}

export type Tracing = {
  isOn: boolean
  /** Sends what has been recorded so far. */
  flush(): Promise<void>
  /** Sends what is left; with the last service of the process, stops. Never throws: traces must not keep a service from stopping. */
  stop(): Promise<void>
}

/** A send with its retries may take so long, and so long may a stop: a receiver that is down must not hold up a deployment. */
const SEND_MS = 3_000

/** What all services of a process share: one exporter, one queue. */
type Pipeline = { sdk: Sdk; processors: SpanProcessor[]; users: number }

let pipeline: Pipeline | undefined

const OFF: Tracing = { isOn: false, flush: async () => {}, stop: async () => {} }

/** Whether anything records spans; where nothing does, headers only pass through. */
export function isTracingOn(): boolean {
  return pipeline !== undefined
}

/**
 * Starts tracing for one service. Without an endpoint it loads nothing and costs nothing. Several services of a process
 * share the exporter, each with its own `service.name`.
 */
export function startTracing({ service, endpoint = telemetrySettings().otelExporterOtlpEndpoint, isDefault = false }: TracingOptions): Tracing {
  if (!endpoint) return OFF
  const shared = (pipeline ??= startPipeline(endpoint))
  shared.users++
  if (!spanServices.has(service)) spanServices.add(service, providerOf(service, shared), isDefault)
  const flush = () => settled(shared.processors.map((processor) => processor.forceFlush()))
  let isStopped = false
  return {
    isOn: true,
    flush,
    async stop() {
      if (isStopped) return
      isStopped = true
      await (--shared.users > 0 ? flush() : stopPipeline(shared))
    },
  }
}

function startPipeline(endpoint: string): Pipeline {
  const sdk = loadSdk()
  const exporter = new sdk.OTLPTraceExporter({ timeoutMillis: SEND_MS, url: `${endpoint.replace(/\/+$/, '')}/v1/traces` })
  sdk.setGlobalErrorHandler(onceAMinute((error) => logger('telemetry').warn({ err: error, endpoint }, 'Traces could not be sent; the work goes on without them')))
  context.setGlobalContextManager(new sdk.AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new sdk.W3CTraceContextPropagator())
  trace.setGlobalTracerProvider(spanServices)
  const batch = new sdk.BatchSpanProcessor({ exporter, scheduledDelayMillis: 1_000, maxQueueSize: 8_192, maxExportBatchSize: 1_024 })
  return { sdk, processors: [new SpanScrubber(), batch], users: 0 }
}

function providerOf(service: string, { sdk, processors }: Pipeline) {
  const fromEnvironment = sdk.detectResources({ detectors: [sdk.envDetector] })
  // No process detector: it would send the command line.
  const own = sdk.resourceFromAttributes({
    'service.name': `chasqui-${service}`, 'service.namespace': 'chasqui', 'host.name': hostname(), 'process.pid': process.pid,
  })
  return new sdk.TracerProvider({
    resource: fromEnvironment.merge(own),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(telemetrySettings().otelTracesSamplerArg) }),
    spanProcessors: processors,
  })
}

async function stopPipeline(stopped: Pipeline): Promise<void> {
  pipeline = undefined
  await settled(stopped.processors.map((processor) => processor.shutdown()))
  spanServices.clear()
  trace.disable()
  context.disable()
  propagation.disable()
}

async function settled(work: Promise<void>[]): Promise<void> {
  await Promise.allSettled(work)
}

/** A receiver that is down would otherwise be reported with every batch. */
function onceAMinute<T>(report: (value: T) => void): (value: T) => void {
  let last = -Infinity
  return (value) => {
    if (performance.now() - last < 60_000) return
    last = performance.now()
    report(value)
  }
}
