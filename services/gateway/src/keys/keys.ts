import type { FastifyRequest } from 'fastify'
import { PLATFORM_TENANT, type Role } from '@chasqui/contracts'
import { newApiKey, type Principal } from '@chasqui/http'
import type { ApiKey } from '@chasqui/mongo'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import type { Attempt } from '../request/once.ts'
import { assertMayName, isPlatform } from '../scope.ts'

/** So much of the hash names a key: 64 random bits, of which nobody finds the key. */
const ID_LENGTH = 16

export function idOf({ _id }: Pick<ApiKey, '_id'>): string {
  return _id.slice(0, ID_LENGTH)
}

/** How a key is named. */
export const KEY_ID = new RegExp(`^[0-9a-f]{${ID_LENGTH}}$`)

/**
 * Revokes a key. Those who run the installation may leave another tenant without an admin.
 * @returns the key as it is on record, and whether it was not revoked before
 * @throws KEY_LAST_ADMIN
 */
export async function revokeKeyFor({ tenants }: GatewayContext, principal: Principal, key: ApiKey): Promise<{ revoked: ApiKey; isNews: boolean }> {
  const { _id, tenantId, role } = key
  const mayBeLast = role !== 'admin' || (isPlatform(principal) && tenantId !== principal.tenantId)
  const outcome = mayBeLast ? await tenants.revokeKey(tenantId, _id) ? 'revoked' : 'was revoked' : await tenants.revokeUnlessLastAdmin(tenantId, _id)
  if (outcome === 'last admin') throw errors.fault('KEY_LAST_ADMIN', { detail: tenantId })
  // Since when is what the record says, whoever revoked it first.
  return { revoked: await tenants.findKeyById(tenantId, idOf(key)) ?? key, isNews: outcome === 'revoked' }
}

/**
 * Makes a key. What an attempt made that died half-way nobody has seen, so its repetition makes another in its place.
 * @returns the key as it is on record, and the key itself, which is kept nowhere
 * @throws TENANT_NOT_FOUND, KEY_NAME_TAKEN
 */
export async function createKey({ tenants }: GatewayContext, { principal }: Pick<FastifyRequest, 'principal'>, { name, role, tenant: tenantId = principal.tenantId }: { name: string; role: Role; tenant?: string | undefined }, { reserve, reserved }: Pick<Attempt, 'reserve' | 'reserved'>): Promise<{ made: ApiKey; key: string }> {
  assertMayName(principal, tenantId)
  if (tenantId !== PLATFORM_TENANT) await tenants.get(tenantId)
  if (reserved !== undefined) await tenants.removeKey(tenantId, String(reserved['hash']))
  const isTaken = () => errors.fault('KEY_NAME_TAKEN', { detail: name, field: 'name' })
  // Before anything is reserved, so that the right request may come under the same key.
  if (await tenants.hasKeyNamed(tenantId, name)) throw isTaken()
  const { key, hash } = newApiKey()
  const made: ApiKey = { _id: hash, tenantId, role, name, createdAt: new Date() }
  await reserve({ hash })
  if (!await tenants.addKey(made)) throw isTaken()
  return { made, key }
}
