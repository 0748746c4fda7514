import type { Books, IdempotencyKeys, ItemLists, RateWindows } from '@chasqui/mongo'
import type { Deps } from '@chasqui/worker'
import type { GatewayConfig } from './config.ts'

/** What the routes work with. */
export type GatewayContext = Deps & {
  config: GatewayConfig
  books: Books
  lists: ItemLists
  rates: RateWindows
  keys: IdempotencyKeys
}
