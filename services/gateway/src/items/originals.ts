import type { Item } from '@chasqui/mongo/items'
import type { GatewayContext } from '../context.ts'
import { ORIGINAL_FIELDS, originalView, type OriginalView } from './original-view.ts'

/** The originals of those among these items that are duplicates, by their ids: one read for all. */
export async function originalsOf({ items }: GatewayContext, some: readonly Item[]): Promise<Map<string, OriginalView>> {
  const duplicates = some.filter((item) => item.status === 'duplicate' && item.duplicateOf !== undefined)
  if (duplicates.length === 0) return new Map()
  const found = await items.findMany([...new Set(duplicates.map((item) => item.duplicateOf as string))], ORIGINAL_FIELDS)
  const tenants = new Set(some.map((item) => item.tenantId))
  return new Map(found.filter((one) => tenants.has(one.tenantId)).map((one) => [one._id, originalView(one)]))
}
