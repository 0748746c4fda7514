import type { FastifyReply } from 'fastify'
import { metrics } from '@chasqui/telemetry'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'

const MINUTE_MS = 60_000

/**
 * Lets one ingest or upload of a tenant in, or says how long to wait; the reply tells how much room is left. The window
 * is shared by all gateways.
 * @throws TOO_MANY_INGESTS
 */
export async function admitIngest({ rates, config }: GatewayContext, reply: FastifyReply, tenantId: string): Promise<void> {
  const limit = config.importsMaxIngestsPerMin
  const { waitMs, left, nextMs } = await rates.take(`ingest:${tenantId}`, limit, MINUTE_MS)
  reply.headers({
    'RateLimit-Limit': limit, 'RateLimit-Remaining': left, 'RateLimit-Policy': `${limit};w=60`,
    // Draft-ietf-httpapi-ratelimit-headers: seconds until there is room again, or until all of it is back.
    'RateLimit-Reset': Math.ceil((left === 0 ? nextMs : MINUTE_MS) / 1_000),
  })
  if (waitMs === 0) return
  metrics('gateway').imports.rateLimited({ tenantId })
  throw errors.fault('TOO_MANY_INGESTS', { detail: `more than ${limit} a minute`, retryAfterMs: waitMs })
}
