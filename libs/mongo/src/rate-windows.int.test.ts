import { beforeAll, describe, expect, it } from 'vitest'
import { RateWindows } from './rate-windows.ts'
import { withStore } from './test-store.ts'

const store = withStore()
let one: RateWindows
let other: RateWindows
beforeAll(async () => {
  one = new RateWindows(store.db)
  other = new RateWindows(store.otherDb)
  await one.ensureIndexes()
})

const MINUTE = 60_000
/** Far enough ahead that the store's own sweep of what has expired leaves these alone. */
const T0 = Date.UTC(2100, 0, 1)

describe('a window that two processes share', () => {
  it('lets exactly as many in as it holds, however they race', async () => {
    for (let round = 0; round < 3; round++) {
      const places = await Promise.all(Array.from({ length: 50 }, (_, n) => (n % 2 ? one : other).take(`race-${round}`, 30, MINUTE, T0 + 10_000)))
      expect(places.filter((place) => place.waitMs === 0)).toHaveLength(30)
    }
  })

  it('tells how many places are left, and how long until there is one', async () => {
    const places = []
    for (let n = 0; n < 4; n++) places.push(await (n % 2 ? one : other).take('told', 3, MINUTE, T0 + 10_000))
    // Full: there is room again when the first of the three leaves the window.
    expect(places).toEqual([{ waitMs: 0, left: 2, nextMs: 0 }, { waitMs: 0, left: 1, nextMs: 0 }, { waitMs: 0, left: 0, nextMs: MINUTE }, { waitMs: MINUTE, left: 0, nextMs: MINUTE }])
  })

  it('has room again as what was taken leaves it, and no sooner', async () => {
    for (let n = 0; n < 3; n++) await one.take('leaves', 3, MINUTE, T0 + n * 1_000)
    expect((await other.take('leaves', 3, MINUTE, T0 + 59_999)).waitMs).toBe(1)
    expect((await other.take('leaves', 3, MINUTE, T0 + 60_000)).waitMs).toBe(0)
    expect((await other.take('leaves', 3, MINUTE, T0 + 60_000)).waitMs).toBe(1_000)
    expect(await other.take('leaves', 3, MINUTE, T0 + 10 * MINUTE)).toEqual({ waitMs: 0, left: 2, nextMs: 0 })
  })

  it('of one key says nothing of another', async () => {
    await one.take('mine', 1, MINUTE, T0)
    expect((await one.take('mine', 1, MINUTE, T0)).waitMs).toBeGreaterThan(0)
    expect((await one.take('yours', 1, MINUTE, T0)).waitMs).toBe(0)
  })
})
