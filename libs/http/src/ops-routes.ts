import { OPS_PATHS, runChecks, type Check } from '@chasqui/telemetry'
import type { FastifyInstance, FastifyReply } from 'fastify'
import './route-config.ts'

export type OpsRoutesOptions = {
  ready?: readonly Check[]
}

/** Health for whoever sends requests here. The metrics name tenants: they are on the port of operators alone. */
export function addOpsRoutes(app: FastifyInstance, { ready = [] }: OpsRoutesOptions): void {
  const hidden = { schema: { hide: true }, config: { role: 'public' } } as const
  const report = async (checks: readonly Check[], reply: FastifyReply) => {
    const { ok, ...rest } = await runChecks(checks)
    return reply.code(ok ? 200 : 503).header('cache-control', 'no-store').send({ ok, ...rest })
  }
  app.get(OPS_PATHS.health, hidden, (_request, reply) => report([], reply))
  app.get(OPS_PATHS.ready, hidden, (_request, reply) => report(ready, reply))
}
