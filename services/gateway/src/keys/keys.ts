import type { Principal } from '@chasqui/http'
import type { ApiKey } from '@chasqui/mongo'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { isPlatform } from '../scope.ts'

/** So much of the hash names a key: 64 random bits, of which nobody finds the key. */
const ID_LENGTH = 16

export function idOf({ _id }: Pick<ApiKey, '_id'>): string {
  return _id.slice(0, ID_LENGTH)
}

/** How a key is named. */
export const KEY_ID = new RegExp(`^[0-9a-f]{${ID_LENGTH}}$`)

/**
 * Revokes a key. Those who run the installation may leave another tenant without an admin.
 * @returns whether it was not revoked before
 * @throws KEY_LAST_ADMIN
 */
export async function revokeKeyFor({ tenants }: GatewayContext, principal: Principal, { _id, tenantId, role }: ApiKey): Promise<boolean> {
  const mayBeLast = role !== 'admin' || (isPlatform(principal) && tenantId !== principal.tenantId)
  if (mayBeLast) return tenants.revokeKey(tenantId, _id)
  const outcome = await tenants.revokeUnlessLastAdmin(tenantId, _id)
  if (outcome === 'last admin') throw errors.fault('KEY_LAST_ADMIN', { detail: tenantId })
  return outcome === 'revoked'
}
