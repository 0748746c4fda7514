import { describe, expect, it } from 'vitest'
import { ReadAhead } from './read-ahead.ts'

/** A record where so many items wait; `takenByOthers` are gone when they are released, though they were read. */
function record(count: number, takenByOthers: readonly string[] = []) {
  const waiting = new Set(Array.from({ length: count }, (_, n) => String(n).padStart(5, '0')))
  const asked = { reads: 0, releases: 0 }
  return {
    asked, waiting,
    ahead: (goodForReadings = 1_000_000_000) => new ReadAhead<string>({
      ids: async (_tenantId: string, most: number) => { asked.reads++; return [...waiting].slice(0, most) },
      take: async (_tenantId: string, ids: readonly string[]) => {
        asked.releases++
        for (const id of takenByOthers) waiting.delete(id)
        return ids.filter((id) => waiting.delete(id))
      },
    }, { most: 2_000, goodForReadings }),
  }
}

describe('what waits', () => {
  it('is read once for many releases, and released in its order', async () => {
    const { asked, ...there } = record(1_500)
    const ahead = there.ahead()
    expect(await ahead.count('t', 1_000, undefined)).toBe(1_000)
    const released: string[] = []
    for (let n = 0; n < 15; n++) released.push(...(await ahead.release('t', 100, undefined)))
    expect(released).toEqual(Array.from({ length: 1_500 }, (_, n) => String(n).padStart(5, '0')))
    expect(asked).toEqual({ reads: 1, releases: 15 })
    expect(await ahead.release('t', 100, undefined)).toEqual([])
  })

  it('is read again where others have taken some, until the room is filled', async () => {
    const ahead = record(300, ['00003', '00004']).ahead()
    expect((await ahead.release('t', 100, undefined))).toHaveLength(100)
  })

  it('includes what came after it was read, once that is not enough', async () => {
    const { waiting, ...there } = record(30)
    const ahead = there.ahead()
    expect(await ahead.count('t', 1_000, undefined)).toBe(30)
    waiting.add('99999')
    expect(await ahead.release('t', 50, undefined)).toHaveLength(31)
  })

  it('is read for each release when no list is good for long', async () => {
    const { asked, ...there } = record(300)
    const ahead = there.ahead(0)
    for (let n = 0; n < 3; n++) expect(await ahead.release('t', 100, undefined)).toHaveLength(100)
    expect(asked).toEqual({ reads: 3, releases: 3 })
  })
})
