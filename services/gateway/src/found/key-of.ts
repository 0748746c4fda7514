import type { Principal } from '@chasqui/http'
import type { ApiKey } from '@chasqui/mongo'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { KEY_ID } from '../keys/keys.ts'
import { scopeOf } from '../scope.ts'

/** The key, or KEY_NOT_FOUND: of another tenant it is as if it did not exist. */
export async function keyOf({ tenants }: GatewayContext, principal: Principal, keyId: string): Promise<ApiKey> {
  const key = KEY_ID.test(keyId) ? await tenants.findKeyById(scopeOf(principal), keyId) : null
  if (!key) throw errors.fault('KEY_NOT_FOUND', { detail: keyId })
  return key
}
