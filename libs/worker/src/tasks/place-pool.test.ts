import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PlacePool } from './place-pool.ts'

const LEASE_MS = 30_000

/** The record of places: who holds which, and every write to it. */
function aRecord() {
  const held = new Map<string, string>()
  const writes: string[] = []
  return {
    held, writes,
    async take(scope: string, limit: number, holder: string) {
      const place = Array.from({ length: limit }, (_, n) => `${scope}#${n}`).find((one) => !held.has(one))
      if (place === undefined) return undefined
      held.set(place, holder)
      writes.push(`take ${place}`)
      return place
    },
    async free(scope: string, limit: number) {
      return limit - [...held.keys()].filter((place) => place.startsWith(`${scope}#`)).length
    },
    async giveBack(all: readonly { place: string; holder: string }[]) {
      for (const { place, holder } of all) {
        writes.push(`give ${place}`)
        if (held.get(place) === holder) held.delete(place)
      }
    },
  }
}

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }) })
afterEach(() => { vi.useRealTimers() })

describe('the places of a process', () => {
  it('are used again without a write while tasks follow each other', async () => {
    const record = aRecord()
    const pool = new PlacePool(record, { name: 'a', leaseMs: LEASE_MS, askForIdle: () => undefined })
    for (let n = 0; n < 20; n++) {
      const place = await pool.take('t', 2)
      expect(place).toBeDefined()
      if (place) pool.giveBack('t', place)
    }
    expect(record.writes).toEqual(['take t#0'])
  })

  it('are given back when no task comes', async () => {
    const record = aRecord()
    const pool = new PlacePool(record, { name: 'a', leaseMs: LEASE_MS, askForIdle: () => undefined })
    const place = await pool.take('t', 1)
    if (place) pool.giveBack('t', place)
    await vi.advanceTimersByTimeAsync(1_000)
    await vi.waitFor(() => expect(record.held.size).toBe(0))
  })

  it('are taken anew before much of their lease is gone', async () => {
    const record = aRecord()
    const pool = new PlacePool(record, { name: 'a', leaseMs: LEASE_MS, askForIdle: () => undefined })
    const place = await pool.take('t', 5)
    await vi.advanceTimersByTimeAsync(LEASE_MS / 10)
    if (place) pool.giveBack('t', place)
    expect((await pool.take('t', 5))?.holder).not.toBe(place?.holder)
  })

  it('go to another process that finds none, and never to two', async () => {
    const record = aRecord()
    const pools: PlacePool[] = []
    const askForIdle = (scope: string): void => { for (const pool of pools) void pool.wanted(scope) }
    const one = new PlacePool(record, { name: 'a', leaseMs: LEASE_MS, askForIdle })
    const other = new PlacePool(record, { name: 'b', leaseMs: LEASE_MS, askForIdle })
    pools.push(one, other)
    const place = await one.take('t', 1)
    const refused = other.take('t', 1)
    await vi.advanceTimersByTimeAsync(100)
    expect(await refused).toBeUndefined()
    if (place) one.giveBack('t', place)
    const taken = other.take('t', 1)
    await vi.waitFor(() => expect(record.held.size).toBe(0))
    await vi.advanceTimersByTimeAsync(100)
    expect((await taken)?.place).toBe('t#0')
    expect(record.held.get('t#0')).toMatch(/^b/)
  })

  it('are known to be wanted, in every process, for a while after one found none; what is kept for nobody counts as free here', async () => {
    const record = aRecord()
    const pools: PlacePool[] = []
    const askForIdle = (scope: string): void => { for (const pool of pools) void pool.wanted(scope) }
    const [one, other] = ['a', 'b'].map((name) => new PlacePool(record, { name, leaseMs: LEASE_MS, askForIdle })) as [PlacePool, PlacePool]
    pools.push(one, other)
    const place = await one.take('t', 1)
    const refused = other.take('t', 1)
    await vi.advanceTimersByTimeAsync(100)
    await refused
    expect([one.isWanted('t'), other.isWanted('t'), one.isWanted('u'), await one.free('t', 1)]).toEqual([true, true, false, 0])
    if (place) one.giveBack('t', place)
    expect([await one.free('t', 1), await other.free('t', 1)]).toEqual([1, 0])
    await vi.advanceTimersByTimeAsync(2_000)
    expect([one.isWanted('t'), other.isWanted('t')]).toEqual([false, false])
  })
})
