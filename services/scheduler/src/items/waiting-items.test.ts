import { describe, expect, it } from 'vitest'
import type { Item } from '@chasqui/mongo'
import { WaitingItems } from './waiting-items.ts'

/** A record where so many items wait; `takenByOthers` are gone when they are released, though they were read. */
function record(count: number, takenByOthers: readonly string[] = []) {
  const waiting = new Set(Array.from({ length: count }, (_, n) => String(n).padStart(5, '0')))
  const asked = { reads: 0, releases: 0 }
  return {
    asked, waiting,
    items: {
      waiting: async (_tenantId: string, most: number) => { asked.reads++; return [...waiting].slice(0, most) },
      release: async (_tenantId: string, ids: readonly string[]) => {
        asked.releases++
        for (const id of takenByOthers) waiting.delete(id)
        return ids.filter((id) => waiting.delete(id)).map((_id) => ({ _id }) as Item)
      },
    },
  }
}

describe('the items that wait', () => {
  it('are read once for many releases, and released oldest first', async () => {
    const { items, asked } = record(1_500)
    const ahead = new WaitingItems(items, 'r')
    expect(await ahead.count('t', 1_000)).toBe(1_000)
    const released: string[] = []
    for (let n = 0; n < 15; n++) released.push(...(await ahead.release('t', 100)).map((item) => item._id))
    expect(released).toEqual(Array.from({ length: 1_500 }, (_, n) => String(n).padStart(5, '0')))
    expect(asked).toEqual({ reads: 1, releases: 15 })
    expect(await ahead.release('t', 100)).toEqual([])
  })

  it('are read again where others have taken some, until the room is filled', async () => {
    const { items } = record(300, ['00003', '00004'])
    const ahead = new WaitingItems(items, 'r')
    expect((await ahead.release('t', 100)).map((item) => item._id)).toHaveLength(100)
  })

  it('include what came after they were read, once those are not enough', async () => {
    const { items, waiting } = record(30)
    const ahead = new WaitingItems(items, 'r')
    expect(await ahead.count('t', 1_000)).toBe(30)
    waiting.add('99999')
    expect(await ahead.release('t', 50)).toHaveLength(31)
  })
})
