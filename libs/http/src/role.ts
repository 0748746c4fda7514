/** From least to most; each may do what those before it may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const
export type Role = (typeof ROLES)[number]
export type RouteRole = Role | 'public'

/** Whom a key stands for. */
export type Principal = { tenantId: string; role: Role; keyName: string }

export function mayDo(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed)
}
