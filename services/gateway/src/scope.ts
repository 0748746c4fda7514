import { PLATFORM_TENANT } from '@chasqui/contracts'
import type { Principal } from '@chasqui/http'

/** Whether a key is of those who run the installation. */
export function isPlatform({ tenantId }: Pick<Principal, 'tenantId'>): boolean {
  return tenantId === PLATFORM_TENANT
}

/** Whose records a key sees: its own tenant's; undefined for those who see every tenant's. */
export function scopeOf(principal: Pick<Principal, 'tenantId'>): string | undefined {
  return isPlatform(principal) ? undefined : principal.tenantId
}

/** The same for a list, narrowed to one tenant by those who see every tenant's. What another one asks for is its own all the same. */
export function listScopeOf(principal: Pick<Principal, 'tenantId'>, wanted: string | undefined): string | undefined {
  return isPlatform(principal) ? wanted : principal.tenantId
}
