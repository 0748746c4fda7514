/** The name of the places of a limit, and of the line for them. */
export function atOnceScope(what: string): string {
  return `at-once ${what}`
}

/** What a limit by type or by tenant is for. One by account has its name from the parameters, which the worker alone reads. */
export function limitOf(by: 'type' | 'tenant', type: string, tenantId: string): string {
  return by === 'type' ? type : `${type} ${tenantId}`
}
