import { loadConfig } from '@chasqui/config'
import { z } from 'zod'

/** What every service can be told about its logs, metrics and traces. Spread `.shape` into a service's own schema. */
export const TelemetryConfig = z.object({
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info')
    .describe('lines below this level are not written'),
  metricsMaxTenants: z.coerce.number().int().min(0).max(10_000).default(50)
    .describe('how many tenants have metric series of their own; the others share tenant_id="other"; 0 hides all'),
  otelExporterOtlpEndpoint: z.url().optional()
    .describe('where traces go, by OTLP over HTTP, e.g. http://jaeger:4318; without it nothing is traced and nothing of the tracing SDK is loaded'),
  otelTracesSamplerArg: z.coerce.number().min(0).max(1).default(1)
    .describe('which share of the traces that start here is recorded; one that came in follows its caller'),
})

let settings: z.output<typeof TelemetryConfig> | undefined

/** Read once a process. Throws a Fault `CONFIG_INVALID`. */
export function telemetrySettings(): z.output<typeof TelemetryConfig> {
  return (settings ??= loadConfig(TelemetryConfig))
}
