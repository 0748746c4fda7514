import { v7 as uuidv7 } from 'uuid'
import { ensureBookIndexes, IdempotencyKeys, ItemLists, openBooks, RateWindows, type Books } from '@chasqui/mongo'
import type { Logger } from '@chasqui/telemetry'
import { connectDeps, Statements, type Deps } from '@chasqui/worker'
import type { GatewayConfig } from './config.ts'

/** What the routes work with. */
export type GatewayContext = Deps & {
  config: GatewayConfig
  books: Books
  lists: ItemLists
  rates: RateWindows
  keys: IdempotencyKeys
  /** This process among all: what it writes is told from what another gateway writes. */
  self: string
}

/** Connects to the servers, with indexes and streams in place. */
export async function openContext(config: GatewayConfig, log: Logger): Promise<GatewayContext & { close: () => Promise<void> }> {
  const deps = await connectDeps('gateway', config, log)
  try {
    const context = {
      ...deps, config, self: `gateway-${uuidv7()}`, books: openBooks(deps.store.db), lists: new ItemLists(deps.store.db),
      rates: new RateWindows(deps.store.db), keys: new IdempotencyKeys(deps.store.db),
    }
    await Promise.all([context.rates.ensureIndexes(), context.keys.ensureIndexes(), ensureBookIndexes(context.books)])
    await new Statements(deps, 'gateway', new AbortController().signal).ensureStreams()
    return context
  } catch (error) {
    await deps.close()
    throw error
  }
}
