import { afterAll, beforeAll, beforeEach, vi } from 'vitest'
import { JetStreamApiError } from '@nats-io/jetstream'
import type { ItemIds } from '@chasqui/contracts'
import { connectRecordStore, type RecordStore } from '@chasqui/mongo'
import { Items, type Item } from '@chasqui/mongo/items'
import { withServers } from '@chasqui/testkit'
import type { Deps, ItemStatements } from '@chasqui/worker'

/** A fact that was stated, and how. */
export type Stated = { itemId: string; status: string; restated: number | undefined; relation: string | undefined }

/** Items in a new database of the real store; the broker is played, so that a test says what it holds and hears what is stated. */
export function withRecord() {
  const servers = withServers({ nats: false })
  const stores: RecordStore[] = []
  let items: Items
  const stated: Stated[] = []
  const broker = { isConnected: true, holds: 0, isWiped: false, isSilent: false, refuses: new Set<string>() }
  const hints = new Set<(error: null, hint: { subject: string }) => void>()
  let made = 0

  beforeAll(async () => {
    stores.push(await connectRecordStore({ url: servers.mongoUrl, database: servers.freshDb(), name: 'test' }))
    items = new Items((stores[0] as RecordStore).db)
    await items.ensureIndexes()
  })
  beforeEach(async () => {
    await items.collection().deleteMany({})
    stated.length = 0
    hints.clear()
    Object.assign(broker, { isConnected: true, holds: 0, isWiped: false, isSilent: false, refuses: new Set() })
  })
  afterAll(async () => { for (const store of stores) await store.close() })

  const bus = {
    isConnected: () => broker.isConnected,
    nc: { subscribe: (_subject: string, { callback }: { callback: (error: null, hint: { subject: string }) => void }) => {
      hints.add(callback)
      return { unsubscribe: () => hints.delete(callback) }
    } },
    jsm: { consumers: { info: async () => {
      if (broker.isWiped) throw new JetStreamApiError({ code: 404, err_code: 10059, description: 'stream not found' })
      if (broker.isSilent) throw new Error('timeout')
      return { num_pending: broker.holds, num_ack_pending: 0 }
    } } },
  }
  const statements = {
    state: async ({ itemId }: ItemIds, { status }: Item, _trace: unknown, options: { restated?: number; relation?: string } = {}) => {
      if (broker.refuses.has(itemId)) throw new Error('refused')
      stated.push({ itemId, status, restated: options.restated, relation: options.relation })
    },
  }
  return {
    get items() { return items },
    get deps() { return { items, store: stores[0], bus, log: { info: vi.fn(), warn: vi.fn() } } as unknown as Deps },
    statements: statements as unknown as ItemStatements,
    stated, broker,
    /** How many hear hints. */
    get hearing() { return hints.size },
    hint: (tenantId: string) => { for (const hear of hints) hear(null, { subject: `control.release.${tenantId}` }) },
    /** Waiting items of a tenant, oldest first. */
    async waiting(tenantId: string, count: number): Promise<string[]> {
      const ids = Array.from({ length: count }, () => `item-${String(++made).padStart(6, '0')}`)
      await items.insert(ids.map((_id, i) => ({ _id, tenantId, batchId: `${tenantId}-${made}`, idx: i + 1, sourceType: 'documento' as const })))
      return ids
    },
    /** One that was handed over, and stands like this; what is undefined is absent. */
    async handed(fields: { [K in keyof Item]?: Item[K] | undefined } = {}): Promise<string> {
      const [id = ''] = await this.waiting('t1', 1)
      const all = Object.entries({ waiting: undefined, inFlight: true, ...fields })
      const isSet = ([, value]: [string, unknown]): boolean => value !== undefined
      await items.collection().updateOne({ _id: id }, { $set: Object.fromEntries(all.filter(isSet)), $unset: Object.fromEntries(all.filter((one) => !isSet(one)).map(([key]) => [key, '' as const])) })
      return id
    },
    /** Ends some, as a stage would. */
    async end(ids: readonly string[]): Promise<void> {
      await items.collection().updateMany({ _id: { $in: [...ids] } }, { $set: { status: 'published' }, $unset: { inFlight: '' } })
    },
  }
}
