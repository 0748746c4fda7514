import { errors } from './errors.ts'
import type { GatewayContext } from './context.ts'

const MINUTE_MS = 60_000

/** Lets one ingest of a tenant in, or says how long to wait. The window is shared by all gateways. @throws TOO_MANY_INGESTS */
export async function admitIngest({ rates, config }: GatewayContext, tenantId: string): Promise<{ left: number }> {
  const { waitMs, left } = await rates.take(`ingest:${tenantId}`, config.importsMaxIngestsPerMin, MINUTE_MS)
  if (waitMs > 0) throw errors.fault('TOO_MANY_INGESTS', { detail: `more than ${config.importsMaxIngestsPerMin} a minute`, retryAfterMs: waitMs })
  return { left }
}
