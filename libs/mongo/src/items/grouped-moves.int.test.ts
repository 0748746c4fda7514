import { describe, expect, it } from 'vitest'
import type { Attempt, Item } from './item.ts'
import { Items, type Move } from './items.ts'
import { groupsOf } from './grouped-moves.ts'
import { withStore } from '../test-store.ts'

const store = withStore()
const count = 40
const ids = (batchId: string, n: number): Move['ids'] => ({ tenantId: 't1', batchId, itemId: `${batchId}-${n}`, run: 0 })

async function anItems(batchId: string): Promise<Items> {
  const items = new Items(store.db)
  await items.ensureIndexes()
  await items.insert(Array.from({ length: count }, (_, n) => ({ _id: `${batchId}-${n}`, tenantId: 't1', batchId, idx: n + 1, sourceType: 'invoices', row: { n } })))
  return items
}

const attempt = (n: number): Attempt => ({ stage: 'preprocess', n: 1, ok: true, startedAt: new Date(n), endedAt: new Date(n + 1), durationMs: 1, worker: 'w', msgSeq: n })
const move = (batchId: string, n: number, rest: Partial<Move> = {}): Move => ({
  ids: ids(batchId, n), expect: { status: 'pending' }, to: 'preprocessed', set: { kind: 'row', promotedId: `$record-${n}` }, unset: ['waiting'], attempt: attempt(n), ...rest,
})
const all = (of: (n: number) => Move): Move[] => Array.from({ length: count }, (_, n) => of(n))
const found = (items: Items, batchId: string): Promise<Item[]> => items.collection().find({ batchId }, { sort: { idx: 1 } }).toArray()

describe('moves that are written together', () => {
  it('give each item what is its own, as it is, and the rest to all', async () => {
    const items = await anItems('own')
    expect(groupsOf(all((n) => move('own', n)))).toHaveLength(1)
    expect(await items.apply(all((n) => move('own', n)), 'w')).toEqual(Array.from({ length: count }, () => ({ kind: 'moved' })))
    for (const [n, item] of (await found(items, 'own')).entries()) {
      expect(item).toMatchObject({ status: 'preprocessed', kind: 'row', promotedId: `$record-${n}`, attempts: [attempt(n)], attemptCount: 1, row: { n } })
      expect(item).not.toHaveProperty('waiting')
    }
  })

  it('move only what the condition of its own move holds for', async () => {
    const items = await anItems('owners')
    await items.apply(all((n) => move('owners', n, { to: 'preprocessing', set: { owner: `claim-${n}` }, count: { epoch: 1 } })), 'w')
    const results = await items.apply(all((n) => move('owners', n, { expect: { status: 'preprocessing', owner: n === 7 ? 'late' : `claim-${n}` } })), 'w')
    expect(results.map(({ kind }) => kind)).toEqual(Array.from({ length: count }, (_, n) => (n === 7 ? 'refused' : 'moved')))
    expect((await found(items, 'owners')).filter((item) => item.status === 'preprocessed' && item.epoch === 1)).toHaveLength(count - 1)
  })

  it('have one winner for each item when many race', async () => {
    const items = await anItems('race')
    const results = await Promise.all(Array.from({ length: 10 }, (_, racer) => items.apply(all((n) => move('race', (n + racer * 4) % count)), `w${racer}`)))
    expect(results.flat().filter(({ kind }) => kind === 'moved')).toHaveLength(count)
    for (const item of await found(items, 'race')) expect(item).toMatchObject({ attemptCount: 1, attempts: [{ ok: true }] })
  })

  it('count as moved when they are applied again under the same mark', async () => {
    const items = await anItems('again')
    const mark = items.mark('w')
    const half = all((n) => move('again', n)).slice(0, 20)
    await items.apply(half, 'w', mark)
    expect((await items.apply(all((n) => move('again', n)), 'w', mark)).every(({ kind }) => kind === 'moved')).toBe(true)
    expect((await items.apply(half, 'w')).every(({ kind }) => kind === 'refused')).toBe(true)
  })

  it('of one item, from a message that came twice, are one move', async () => {
    const items = await anItems('twice')
    const results = await items.apply([move('twice', 3), move('twice', 3), move('twice', 4)], 'w')
    expect(results.map(({ kind }) => kind)).toEqual(['moved', 'refused', 'moved'])
    expect((await found(items, 'twice'))[3]).toMatchObject({ attemptCount: 1 })
  })

  it('are split where one statement would be too large', () => {
    const large = all((n) => move('large', n, { set: { docTypeReasons: ['x'.repeat(1024 * 1024)] } }))
    expect(groupsOf(large).map((group) => group.length)).toEqual([7, 7, 7, 7, 7, 5])
  })
})
