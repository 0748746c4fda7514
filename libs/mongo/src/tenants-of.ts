import type { Collection, Filter, Sort } from 'mongodb'

/**
 * The tenants of what fits a filter, by a loose scan: one seek a tenant, however many documents each has.
 * @param sort the keys of the index that is scanned: what the filter fixes, `tenantId`, and what follows it there
 */
export async function tenantsOf<T extends { tenantId: string }>(collection: Collection<T>, filter: Filter<T>, sort: Sort): Promise<string[]> {
  const tenants: string[] = []
  for (let after = ''; ;) {
    const next = await collection.findOne<{ tenantId: string }>({ ...filter, tenantId: { $gt: after } } as Filter<T>, { projection: { tenantId: 1 }, sort })
    if (!next) return tenants
    tenants.push(next.tenantId)
    after = next.tenantId
  }
}
