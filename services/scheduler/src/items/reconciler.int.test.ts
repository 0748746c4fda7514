import { describe, expect, it } from 'vitest'
import type { Item } from '@chasqui/mongo/items'
import { withRecord } from '../test-scheduler.ts'
import { Reconciler } from './reconciler.ts'

const record = withRecord()
const NOW = new Date('2026-03-05T12:00:00Z')
const REST_AFTER_MS = 60_000
const ago = (ms: number) => new Date(NOW.getTime() - ms)
const LONG = ago(REST_AFTER_MS + 1_000)
const SHORT = ago(REST_AFTER_MS - 1_000)

const reconciler = () => new Reconciler(record.deps, record.statements, { everyMs: 1_000_000, restAfterMs: REST_AFTER_MS })

describe('an item that should be moving', () => {
  it.each<[string, { [K in keyof Item]?: Item[K] | undefined }, boolean]>([
    ['rests for long', { status: 'classified', movedAt: LONG }, true],
    ['moved a moment ago', { status: 'classified', movedAt: SHORT }, false],
    ['was handed over and never begun', { status: 'pending', movedAt: LONG }, true],
    ['waits for room', { status: 'pending', movedAt: LONG, inFlight: undefined, waiting: true }, false],
    ['is in the hands of somebody alive', { status: 'ocr_processing', movedAt: LONG, owner: 'w', leaseUntil: ago(-5_000) }, false],
    ['is in the hands of the dead', { status: 'ocr_processing', movedAt: LONG, owner: 'w', leaseUntil: ago(5_000) }, true],
    ['waits for its next try', { status: 'classified', movedAt: LONG, nextRetryAt: ago(-5_000) }, false],
    ['is a little late for its next try', { status: 'classified', movedAt: LONG, nextRetryAt: SHORT }, false],
    ['missed its next try', { status: 'classified', movedAt: LONG, nextRetryAt: LONG, inFlight: undefined }, true],
    ['is in the books', { status: 'published', movedAt: LONG, inFlight: undefined }, false],
    ['waits for a person', { status: 'validated', movedAt: LONG, needsReview: true, inFlight: undefined }, false],
    ['failed', { status: 'ocr_failed', movedAt: LONG, inFlight: undefined }, false],
  ])('%s', async (_what, fields, isStated) => {
    const id = await record.handed({ restated: 2, ...fields })
    expect(await reconciler().reconcile(NOW)).toBe(isStated ? 1 : 0)
    // Under a number of its own, or the broker would take it for the one that it has had; its item says how often.
    expect(record.stated).toEqual(isStated ? [{ itemId: id, status: fields.status, restated: 3, relation: 'link' }] : [])
    expect((await record.items.findMany([id]))[0]?.restated).toBe(isStated ? 3 : 2)
  })

  it.each([['rests', {}], ['missed its next try', { nextRetryAt: LONG, inFlight: undefined }]] as const)('and %s is stated again once a rest, by one of several schedulers', async (_what, fields) => {
    await record.handed({ status: 'classified', movedAt: LONG, ...fields })
    const counts = await Promise.all(Array.from({ length: 4 }, () => reconciler().reconcile(NOW)))
    expect(counts.reduce((a, b) => a + b, 0)).toBe(1)
    expect(await reconciler().reconcile(NOW)).toBe(0)
  })
})

describe('while the broker', () => {
  it.each<[string, { holds?: number; isWiped?: boolean; isConnected?: boolean }, number]>([
    ['holds as many messages as items rest, they only wait their turn', { holds: 2 }, 0],
    ['holds fewer, some were lost', { holds: 1 }, 2],
    ['has lost its memory, all were lost', { holds: 2, isWiped: true }, 2],
    ['is away, nothing can be said', { isConnected: false }, 0],
  ])('%s', async (_what, state, count) => {
    Object.assign(record.broker, state)
    for (const status of ['classified', 'extracting'] as const) await record.handed({ status, movedAt: LONG })
    expect(await reconciler().reconcile(NOW)).toBe(count)
  })

  it('does not answer in time, nothing counts as lost', async () => {
    record.broker.isSilent = true
    await record.handed({ status: 'classified', movedAt: LONG })
    await expect(reconciler().reconcile(NOW)).rejects.toThrow('timeout')
    expect(record.stated).toEqual([])
  })

  it('holds as many messages as items rest, but one has rested for ten minutes, that one is stated', async () => {
    record.broker.holds = 9
    await record.handed({ status: 'classified', movedAt: LONG })
    const id = await record.handed({ status: 'classified', movedAt: ago(10 * 60_000 + 1_000) })
    expect(await reconciler().reconcile(NOW)).toBe(1)
    expect(record.stated.map((one) => one.itemId)).toEqual([id])
  })

  it('refuses one fact, the others are stated', async () => {
    const refused = await record.handed({ status: 'classified', movedAt: LONG })
    const id = await record.handed({ status: 'classified', movedAt: LONG })
    record.broker.refuses.add(refused)
    await reconciler().reconcile(NOW)
    expect(record.stated.map((one) => one.itemId)).toEqual([id])
  })
})
