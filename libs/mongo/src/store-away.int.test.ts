import { describe, expect, it } from 'vitest'
import { startRecordStoreForTest } from '@chasqui/testkit'
import { connectRecordStore } from './connect.ts'
import { isStoreAway } from './errors.ts'

describe('a store that dies', () => {
  it.each(['updateMany', 'updateOne', 'insertOne'] as const)('is away, and has not refused anything, to a bulk write with %s that is under way', async (kind) => {
    const server = await startRecordStoreForTest()
    const store = await connectRecordStore({ url: server.url, database: 'away', name: 'test' })
    const records = store.db.collection<{ _id: number; n: number }>('records')
    const operations = Array.from({ length: 500 }, (_, n) => kind === 'insertOne' ? { insertOne: { document: { _id: n, n } } } : { [kind]: { filter: { n: { $gte: 0 } }, update: { $inc: { n: 1 } } } } as never)
    try {
      await records.insertMany(Array.from({ length: 2_000 }, (_, n) => ({ _id: 10_000 + n, n })))
      const writing = records.bulkWrite(operations, { ordered: false }).then(() => undefined, (error: unknown) => error)
      await server.kill()
      const error = await writing
      // What was quicker than the kill has nothing to say.
      if (error !== undefined) expect(isStoreAway(error), String(error)).toBe(true)
      expect(isStoreAway(await records.bulkWrite(operations.slice(0, 1)).catch((later: unknown) => later))).toBe(true)
    } finally {
      await store.close()
    }
  }, 60_000)
})
