import { describe, expect, it } from 'vitest'
import { LeaseKeeper } from './lease-keeper.ts'

describe('a lease thread that ends by itself', () => {
  it('says so, and whoever stops it afterwards does not wait for it', async () => {
    const failed = Promise.withResolvers<unknown>()
    const keeper = new LeaseKeeper({ mongoUrl: 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50', database: 'none', leaseMs: 1_000, stuckAfterMs: 1_000 }, failed.resolve)
    await expect(keeper.ready).rejects.toThrow()
    expect(await failed.promise).toBeInstanceOf(Error)
    await keeper.stop()
    await keeper.stop()
  }, 20_000)
})
