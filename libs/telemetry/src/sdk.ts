import { createRequire } from 'node:module'

/**
 * The tracing SDK and its instrumentations, loaded only when traces have somewhere to go: they cost 100 ms and 20 MB.
 * By `require`, because an instrumentation must be in place before the next module of the same start is evaluated, and
 * an `await` here would let the others go first. All of these are one family and must be raised together.
 */
const require = createRequire(import.meta.url)

export function loadSdk() {
  return {
    ...(require('@opentelemetry/sdk-trace') as typeof import('@opentelemetry/sdk-trace')),
    ...(require('@opentelemetry/resources') as typeof import('@opentelemetry/resources')),
    ...(require('@opentelemetry/core') as typeof import('@opentelemetry/core')),
    ...(require('@opentelemetry/context-async-hooks') as typeof import('@opentelemetry/context-async-hooks')),
    ...(require('@opentelemetry/exporter-trace-otlp-proto') as typeof import('@opentelemetry/exporter-trace-otlp-proto')),
  }
}

export type Sdk = ReturnType<typeof loadSdk>

export function loadInstrumentations() {
  return {
    ...(require('@opentelemetry/instrumentation') as typeof import('@opentelemetry/instrumentation')),
    ...(require('@opentelemetry/instrumentation-http') as typeof import('@opentelemetry/instrumentation-http')),
    ...(require('@opentelemetry/instrumentation-mongodb') as typeof import('@opentelemetry/instrumentation-mongodb')),
    ...(require('@opentelemetry/instrumentation-undici') as typeof import('@opentelemetry/instrumentation-undici')),
  }
}

/** Makes the instrumentations patch `node:http` now, also where only ES modules import it later. */
export function touchHttp(): void {
  require('node:http')
  require('node:https')
}
