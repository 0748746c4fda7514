import { OPS_PATHS, runChecks, type Check, type MetricSet } from '@chasqui/telemetry'
import type { FastifyInstance, FastifyReply } from 'fastify'
import './route-config.ts'

export type OpsRoutesOptions = {
  ready?: readonly Check[]
  /** Served at `/metrics` when given; leave it out where the port is open to customers. */
  metrics?: Pick<MetricSet, 'text' | 'contentType'>
}

/** `/healthz`, `/readyz` and, on request, `/metrics` for a service whose HTTP face is this app. */
export function addOpsRoutes(app: FastifyInstance, { ready = [], metrics }: OpsRoutesOptions): void {
  const hidden = { schema: { hide: true }, config: { role: 'public' } } as const
  const report = async (checks: readonly Check[], reply: FastifyReply) => {
    const { ok, ...rest } = await runChecks(checks)
    return reply.code(ok ? 200 : 503).header('cache-control', 'no-store').send({ ok, ...rest })
  }
  app.get(OPS_PATHS.health, hidden, (_request, reply) => report([], reply))
  app.get(OPS_PATHS.ready, hidden, (_request, reply) => report(ready, reply))
  if (metrics) app.get(OPS_PATHS.metrics, hidden, async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()))
}
