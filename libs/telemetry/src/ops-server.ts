import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { processMetrics, type MetricSet } from './metrics.ts'
import { OPS_PATHS } from './ops-paths.ts'
import { runChecks, type Check } from './readiness.ts'

export type OpsServerOptions = {
  /** 0 takes any free port. */
  port: number
  host?: string
  /** What must be well before work is sent here. */
  ready?: readonly Check[]
  metrics?: Pick<MetricSet, 'text' | 'contentType'>
}

export type OpsServer = { port: number; close(): Promise<void> }

/** Serves `OPS_PATHS` on a port of their own, for operators alone. */
export async function startOpsServer({ port, host = '0.0.0.0', ready = [], metrics = processMetrics() }: OpsServerOptions): Promise<OpsServer> {
  const routes: Record<string, () => Promise<Answer>> = {
    [OPS_PATHS.metrics]: async () => ({ status: 200, type: metrics.contentType, body: await metrics.text() }),
    // That it answers is all that it asks: nothing in here is known to be mended by a restart alone.
    [OPS_PATHS.health]: () => checked([]),
    [OPS_PATHS.ready]: () => checked(ready),
  }
  const server = createServer((request, response) => {
    const route = routes[(request.url ?? '').split('?')[0] as string]
    if (!route) return send(response, { status: 404, type: 'text/plain', body: `Only ${Object.values(OPS_PATHS).join(', ')} are here\n` })
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return send(response.setHeader('allow', 'GET, HEAD'), { status: 405, type: 'text/plain', body: 'Only GET\n' })
    }
    route().then((answer) => send(response, answer), (thrown: unknown) => send(response, { status: 500, type: 'text/plain', body: `${String(thrown)}\n` }))
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

type Answer = { status: number; type: string; body: string }

async function checked(checks: readonly Check[]): Promise<Answer> {
  const report = await runChecks(checks)
  return { status: report.ok ? 200 : 503, type: 'application/json', body: `${JSON.stringify(report)}\n` }
}

function send(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store' })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}
