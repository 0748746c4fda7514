import type { Item } from '@chasqui/mongo/items'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'

/** The item, or ITEM_NOT_FOUND: of another tenant it is as if it did not exist. */
export async function itemOf({ items }: GatewayContext, tenantId: string, itemId: string): Promise<Item> {
  const item = await items.find(tenantId, itemId)
  if (!item) throw errors.fault('ITEM_NOT_FOUND', { detail: itemId })
  return item
}
