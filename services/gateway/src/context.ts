import { IdempotencyKeys, RateWindows, type AuditRow } from '@chasqui/mongo'
import { ensureBookIndexes, openBooks, type Books } from '@chasqui/mongo/books'
import { ItemLists } from '@chasqui/mongo/items'
import { ensureTaskIndexes, openTaskStore, TaskLists, type TaskStore } from '@chasqui/mongo/tasks'
import type { Logger } from '@chasqui/telemetry'
import { connectDeps, grouped, Statements, StoreWait, type Deps } from '@chasqui/worker'
import type { GatewayConfig } from './config.ts'
import { TaskCatalogue } from './tasks/catalogue.ts'
import { insertTogether, type InsertTask } from './tasks/insert-together.ts'
import { Stats } from './tasks/stats.ts'

/** What the routes work with. */
export type GatewayContext = Deps & {
  config: GatewayConfig
  books: Books
  lists: ItemLists
  rates: RateWindows
  keys: IdempotencyKeys
  taskStore: TaskStore
  taskLists: TaskLists
  catalogue: TaskCatalogue
  stats: Stats
  insertTask: InsertTask
  /** Rows that come at once are written at once. */
  writeAudit: (row: AuditRow) => Promise<void>
  /** For what is done once the record store is back, when no answer waits for it. */
  storeWait: StoreWait
}

/** Connects to the servers, with indexes and streams in place. */
export async function openContext(config: GatewayConfig, log: Logger): Promise<GatewayContext & { close: () => Promise<void> }> {
  const deps = await connectDeps('gateway', config, log)
  try {
    const taskStore = openTaskStore(deps.store.db, config)
    const stop = new AbortController()
    const tasks = { taskStore, taskLists: new TaskLists(deps.store.db), catalogue: new TaskCatalogue(taskStore) }
    const context = {
      ...deps, config, books: openBooks(deps.store.db), lists: new ItemLists(deps.store.db),
      rates: new RateWindows(deps.store.db), keys: new IdempotencyKeys(deps.store.db),
      ...tasks, stats: new Stats({ ...tasks, log }), insertTask: insertTogether(taskStore.tasks),
      storeWait: new StoreWait(log, stop.signal),
      writeAudit: grouped(async (rows: readonly AuditRow[]) => { await deps.audit.writeMany(rows); return rows.map(() => undefined) }, { max: 100, ownerOf: ({ tenantId }) => tenantId }),
    }
    await Promise.all([context.rates.ensureIndexes(), context.keys.ensureIndexes(), ensureBookIndexes(context.books), ensureTaskIndexes(taskStore)])
    await new Statements(deps, new AbortController().signal).ensureStreams()
    return { ...context, close: async () => { stop.abort(new Error('the process stops')); await deps.close() } }
  } catch (error) {
    await deps.close()
    throw error
  }
}
