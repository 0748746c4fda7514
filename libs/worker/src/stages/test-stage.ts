import { afterAll, beforeAll } from 'vitest'
import { stageNamed, type ItemIds, type StageName } from '@chasqui/contracts'
import { connectRecordStore, type RecordStore } from '@chasqui/mongo'
import { Items, type Item, type Move, type MoveResult } from '@chasqui/mongo/items'
import { withServers } from '@chasqui/testkit'

export type StageStore = {
  readonly items: Items
  apply: (move: Move) => Promise<MoveResult>
  /** Puts an item on record as it stands before the stage, but for what is given. */
  put: (stage: StageName, fields?: Partial<Item>) => Promise<ItemIds>
  read: (itemId: string) => Promise<Item>
}

let made = 0

/** Items in a new database of the real store, for the tests of what a stage does with one. */
export function withItems(): StageStore {
  const servers = withServers({ nats: false })
  const database = servers.freshDb()
  let store: RecordStore
  let items: Items
  beforeAll(async () => {
    store = await connectRecordStore({ url: servers.mongoUrl, database, name: 'test' })
    items = new Items(store.db)
    await items.ensureIndexes()
  })
  afterAll(() => store.close())
  return {
    get items() { return items },
    apply: async (move) => (await items.apply([move], 'test'))[0] as MoveResult,
    async put(stage, fields = {}) {
      const _id = `item-${++made}`
      await items.insert([{ _id, tenantId: 't1', batchId: 'b1', idx: made, sourceType: 'documento' }])
      await items.collection().updateOne({ _id }, { $set: { status: stageNamed(stage).states.from, inFlight: true as const, ...fields }, $unset: { waiting: '' } })
      return { tenantId: 't1', batchId: 'b1', itemId: _id, run: fields.run ?? 0 }
    },
    async read(itemId) {
      const [item] = await items.findMany([itemId])
      if (!item) throw new Error(`no item ${itemId}`)
      return item
    },
  }
}
