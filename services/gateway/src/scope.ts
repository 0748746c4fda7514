import { PLATFORM_TENANT } from '@chasqui/contracts'
import type { Principal } from '@chasqui/http'
import { mongoErrors } from '@chasqui/mongo'

/** Whether a key is of those who run the installation. */
export function isPlatform({ tenantId }: Pick<Principal, 'tenantId'>): boolean {
  return tenantId === PLATFORM_TENANT
}

/** Whose records a key sees: its own tenant's; undefined for those who see every tenant's. */
export function scopeOf(principal: Pick<Principal, 'tenantId'>): string | undefined {
  return isPlatform(principal) ? undefined : principal.tenantId
}

/** A key may name its own tenant; any, when it is of those who run the installation. @throws TENANT_NOT_FOUND */
export function assertMayName(principal: Pick<Principal, 'tenantId'>, tenantId: string): void {
  if (tenantId !== principal.tenantId && !isPlatform(principal)) throw mongoErrors.fault('TENANT_NOT_FOUND', { detail: tenantId })
}

/** The same for a list, narrowed to one tenant: its own, or any for those who see every tenant's. @throws TENANT_NOT_FOUND */
export function listScopeOf(principal: Pick<Principal, 'tenantId'>, wanted: string | undefined): string | undefined {
  if (wanted !== undefined) assertMayName(principal, wanted)
  return isPlatform(principal) ? wanted : principal.tenantId
}
