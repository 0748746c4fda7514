import type { Collection, Filter } from 'mongodb'

/** What came to its rest before a time, of one tenant or (undefined) of all. */
export type Old = { tenantId?: string | undefined; before: Date }

/** The part of a filter that says whose. */
export function whose({ tenantId }: Pick<Old, 'tenantId'>): { tenantId?: string } {
  return tenantId === undefined ? {} : { tenantId }
}

/** Some of what a filter finds: a removal names these, and its condition again. */
export async function someIds<T extends { _id: string }>(collection: Collection<T>, filter: Filter<T>, limit: number): Promise<string[]> {
  const found = await collection.find(filter, { projection: { _id: 1 }, limit }).toArray()
  return found.map(({ _id }) => _id as string)
}
