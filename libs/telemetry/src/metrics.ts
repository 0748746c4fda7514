import { collectDefaultMetrics, Registry, type Metric } from 'prom-client'
import { telemetrySettings } from './config.ts'
import { importMetrics, type ImportMetrics } from './import-metrics.ts'
import { declareMetrics, type MetricTable } from './metric-table.ts'
import { runnerMetrics, type RunnerMetrics } from './runner-metrics.ts'
import { taskMetrics, type TaskMetrics } from './task-metrics.ts'
import { TopLabels } from './top-labels.ts'

/** The typed recorders of one service. */
export type Metrics = {
  imports: ImportMetrics
  runner: RunnerMetrics
  tasks: TaskMetrics
  http: {
    /** A request was answered. `route` is the template, e.g. `/batches/:id`, never the path with its ids. */
    answered(of: { method: string; route: string; status: number }, seconds: number): void
  }
}

export type MetricSet = {
  /** The recorders of a service; asked twice, the same object. */
  of(service: string): Metrics
  /** All series of the process in the Prometheus text format. */
  text(): Promise<string>
  contentType: string
  registry: Registry
}

export type MetricSetOptions = {
  maxTenants: number
  maxFields?: number
  /** With the Node metrics (memory, garbage collection, event loop delay), which a process can have once only. */
  withNodeMetrics?: boolean
  now?: () => number
}

/** A registry with every metric of the product. A process has one, see `metrics`; tests make their own. */
export function createMetricSet({ maxTenants, maxFields = 100, withNodeMetrics = false, now = Date.now }: MetricSetOptions): MetricSet {
  const registry = new Registry()
  const table = declareMetrics(registry)
  if (withNodeMetrics) collectDefaultMetrics({ register: registry })
  let dropping = Promise.resolve()
  const bounded = (label: string, max: number) =>
    new TopLabels({ max, now, onDropped: (dropped) => { dropping = dropping.then(() => forget(table, label, dropped)) } })
  const names = { tenants: bounded('tenant_id', maxTenants), fields: bounded('field', maxFields) }
  const services = new Map<string, Metrics>()

  return {
    registry,
    contentType: registry.contentType,
    async text() {
      await dropping
      return registry.metrics()
    },
    of(service) {
      const known = services.get(service)
      if (known) return known
      const recorders: Metrics = {
        imports: importMetrics(service, table, names),
        runner: runnerMetrics(service, table),
        tasks: taskMetrics(service, table),
        http: {
          answered: (of, seconds) => table.httpDuration.observe(
            { service, http_request_method: of.method, http_route: of.route, http_response_status_code: of.status }, seconds),
        },
      }
      services.set(service, recorders)
      return recorders
    },
  }
}

let ofProcess: MetricSet | undefined

/** The metrics of this process: one registry, however many services it runs. */
export function processMetrics(): MetricSet {
  return (ofProcess ??= createMetricSet({ maxTenants: telemetrySettings().metricsMaxTenants, withNodeMetrics: true }))
}

/** The recorders of a service in the registry of this process. */
export function metrics(service: string): Metrics {
  return processMetrics().of(service)
}

/** Drops the series of names that no longer have their own. */
async function forget(table: MetricTable, label: string, names: readonly string[]): Promise<void> {
  const gone = new Set<unknown>(names)
  for (const metric of Object.values(table) as (Metric<string> & { labelNames?: string[] })[]) {
    for (const { labels } of (await metric.get()).values) {
      const { le: _le, ...own } = labels as Record<string, string>
      if (gone.has(own[label])) metric.remove(own)
    }
  }
}
