import { Registry } from 'prom-client'
import { z } from 'zod'
import { declareMetrics } from '../../../libs/telemetry/src/metric-table.ts'
import { code, generatedPage, table } from './markdown.ts'

const INTRO = `What \`/metrics\` of every process shows, in the format of Prometheus. Each series also has the label \`service\`. A tenant beyond the busiest
\`METRICS_MAX_TENANTS\` is counted as \`other\`. Beside these there are the metrics of the Node process (\`nodejs_*\`, \`process_*\`).`

/** The parts of a metric that its type does not give away. */
const Declared = z.object({ name: z.string(), help: z.string(), labelNames: z.array(z.string()) })

/** Every metric of the product: docs/reference/metrics.md. */
export function metricsPage(): string {
  const rows = Object.values(declareMetrics(new Registry())).map((metric) => {
    const { name, help, labelNames } = Declared.parse({ ...metric })
    return [code(name), metric.constructor.name.toLowerCase(), labelNames.filter((label) => label !== 'service').map(code).join(', '), help]
  })
  return generatedPage('Metrics', INTRO, table(['Name', 'Type', 'Labels', 'What'], rows))
}
