import { telemetrySettings } from './config.ts'
import { OPS_PATHS } from './ops-paths.ts'
import { loadInstrumentations, touchHttp } from './sdk.ts'
import { spanServices } from './span-service.ts'

/**
 * Puts the instrumentations of HTTP, fetch and MongoDB in place. It must run before those are loaded:
 * `import '@chasqui/telemetry/register'` as the first line of a main file, or `node --import`. It does nothing, and
 * loads nothing, where OTEL_EXPORTER_OTLP_ENDPOINT is not set.
 *
 * No ES module hook is needed: Fastify and the MongoDB driver are CommonJS, and fetch reports by a diagnostics channel.
 */
if (telemetrySettings().otelExporterOtlpEndpoint) {
  const unseen: ReadonlySet<string> = new Set(Object.values(OPS_PATHS))
  const { registerInstrumentations, HttpInstrumentation, MongoDBInstrumentation, UndiciInstrumentation } = loadInstrumentations()
  registerInstrumentations({
    tracerProvider: spanServices,
    instrumentations: [
      new HttpInstrumentation({ ignoreIncomingRequestHook: (request) => unseen.has(request.url?.split('?')[0] ?? '') }),
      new MongoDBInstrumentation(),
      new UndiciInstrumentation(),
    ],
  })
  touchHttp()
}
