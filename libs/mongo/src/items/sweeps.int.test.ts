import { describe, expect, it } from 'vitest'
import type { Item } from './item.ts'
import { Sweeps } from './sweeps.ts'
import { withStore } from '../test-store.ts'

const store = withStore()

const HOUR_MS = 60 * 60_000
const now = new Date()
const old = new Date(now.getTime() - HOUR_MS)
const look = { before: new Date(now.getTime() - HOUR_MS / 2), since: new Date(now.getTime() - 24 * HOUR_MS) }

/** A batch of items as they rest, by number. */
async function batchOf(tenantId: string, count: number, fieldsOf: (n: number) => Partial<Item> = () => ({})): Promise<void> {
  await store.db.collection<{ _id: string; tenantId: string; updatedAt: Date }>('import_batches').insertOne({ _id: tenantId, tenantId, updatedAt: now })
  await store.db.collection<{ _id: string }>('import_items').insertMany(Array.from({ length: count }, (_, n) => ({ _id: `${tenantId}-${n}`, tenantId, batchId: tenantId, status: 'extracted', movedAt: old, ...fieldsOf(n) })))
}

describe('items in nobody\'s hands', () => {
  it('come some at a time, however many a batch has', async () => {
    await batchOf('many', 450)
    const groups: number[] = []
    const ids = new Set<string>()
    for await (const group of new Sweeps(store.db).adrift({ tenantId: 'many', ...look })) {
      groups.push(group.length)
      for (const { _id } of group) ids.add(_id)
    }
    expect([groups, ids.size]).toEqual([[200, 200, 50], 450])
  })

  it('are not those that wait for a person, for a place or for their time', async () => {
    const resting: Partial<Item>[] = [
      { status: 'validated', needsReview: true }, { waiting: true }, { inFlight: true }, { nextRetryAt: now }, { status: 'published' }, { movedAt: now },
      { status: 'validated', needsReview: true, approvedAt: old }, { status: 'validated', needsReview: false }, { status: 'validated' },
    ]
    await batchOf('some', resting.length, (n) => resting[n] ?? {})
    const found: string[] = []
    for await (const group of new Sweeps(store.db).adrift({ tenantId: 'some', ...look })) found.push(...group.map(({ _id }) => _id))
    expect(found.sort()).toEqual(['some-6', 'some-7', 'some-8'])
  })
})
