import { beforeAll, describe, expect, it } from 'vitest'
import type { ItemStatus } from '@chasqui/contracts'
import { FileClaims } from './file-claims.ts'
import { Items } from './items.ts'
import { withStore } from '../test-store.ts'

const store = withStore()
let claims: FileClaims
let other: FileClaims
let items: Items
beforeAll(async () => {
  claims = new FileClaims(store.db)
  other = new FileClaims(store.otherDb)
  items = new Items(store.db)
  await items.ensureIndexes()
})

let made = 0
async function anItem(status: ItemStatus): Promise<string> {
  const _id = `item-${++made}`
  await items.insert([{ _id, tenantId: 't1', batchId: 'b1', idx: made, sourceType: 'documento' }])
  await items.collection().updateOne({ _id }, { $set: { status } })
  return _id
}

describe('the claim on a file', () => {
  it('is that of one of those who ask at once', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => anItem('preprocessing')))
    const holders = await Promise.all(ids.map((id, n) => (n % 2 ? claims : other).claim('t1', 'race', id)))
    expect(new Set(holders).size).toBe(1)
    expect(ids).toContain(holders[0])
  })

  it('stays with the first as long as something may come of it', async () => {
    for (const status of ['pending', 'extracting', 'validated', 'published'] as const) {
      const [first, second] = [await anItem(status), await anItem('preprocessing')]
      await claims.claim('t1', `f-${status}`, first)
      expect(await claims.claim('t1', `f-${status}`, second)).toBe(first)
      expect(await claims.claim('t1', `f-${status}`, first)).toBe(first)
    }
  })

  it.each(['rejected', 'cancelled', 'reverted', 'duplicate', 'ocr_failed', 'publish_failed'] as const)('of an item that is %s goes to the next one that asks', async (status) => {
    const [first, second, third] = [await anItem(status), await anItem('preprocessing'), await anItem('preprocessing')]
    await claims.claim('t1', `g-${status}`, first)
    expect(await claims.claim('t1', `g-${status}`, second)).toBe(second)
    expect(await claims.claim('t1', `g-${status}`, third)).toBe(second)
  })

  it('of one tenant says nothing of another', async () => {
    const [mine, yours] = [await anItem('preprocessing'), await anItem('preprocessing')]
    await claims.claim('t1', 'shared', mine)
    expect(await claims.claim('t2', 'shared', yours)).toBe(yours)
  })
})
