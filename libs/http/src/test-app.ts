import { createMetricSet, logger } from '@chasqui/telemetry'
import { createApp, type App, type AppOptions } from './app.ts'

/** An app for a test, with what it logged and counted. Close it. */
export async function anApp(options: Partial<AppOptions> = {}, level = 'info') {
  const lines: Record<string, unknown>[] = []
  const metrics = createMetricSet({ maxTenants: 5 })
  const log = logger('gateway', { level, destination: { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) } })
  const app: App = await createApp({ logger: log, title: 'Chasqui', metrics: metrics.of('gateway'), ...options })
  return { app, lines, metrics }
}
