import { ROLES, type Role } from '@chasqui/contracts'

export type RouteRole = Role | 'public'

/** Whom a key stands for. */
export type Principal = { tenantId: string; role: Role; keyName: string }

export function mayDo(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed)
}
