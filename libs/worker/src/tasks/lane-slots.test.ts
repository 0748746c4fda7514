import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LANES, type Lane } from '@chasqui/contracts'
import { LaneSlots } from './lane-slots.ts'

/** Waits for a slot for as long as it takes. */
async function slotOf(slots: LaneSlots, lane: Lane): Promise<() => void> {
  const giveBack = await slots.take(lane, 60_000)
  if (!giveBack) throw new Error('no slot')
  return giveBack
}

describe('the slots of a process', () => {
  it('are kept for the lanes that have some of their own', async () => {
    const slots = new LaneSlots(4, { high: 1, default: 1, low: 0 })
    await slotOf(slots, 'low')
    await slotOf(slots, 'low')
    expect(slots.room('low')).toBe(0)
    expect(slots.room('default')).toBe(1)
    expect(slots.room('high')).toBe(1)
  })

  it('go to the higher lane first when one comes free', async () => {
    const slots = new LaneSlots(1, { high: 0, default: 0, low: 0 })
    const free = await slotOf(slots, 'low')
    const order: Lane[] = []
    const waiting = (['low', 'default', 'high'] as const).map(async (lane) => {
      const give = await slotOf(slots, lane)
      order.push(lane)
      give()
    })
    free()
    await Promise.all(waiting)
    expect(order).toEqual(['high', 'default', 'low'])
  })

  it('are waited for no longer than is said, and who waited in vain takes none later', async () => {
    const slots = new LaneSlots(1, { high: 0, default: 0, low: 0 })
    const free = await slotOf(slots, 'low')
    expect(await slots.take('low', 5)).toBeUndefined()
    free()
    expect(slots.used()).toBe(0)
  })

  it('are given back once, however often somebody says so', async () => {
    const slots = new LaneSlots(2, { high: 0, default: 0, low: 0 })
    const free = await slotOf(slots, 'low')
    free()
    free()
    expect(slots.used()).toBe(0)
  })

  it('refuse to keep more than there are', () => expect(() => new LaneSlots(1, { high: 1, default: 1, low: 0 })).toThrow('cannot hold'))

  it('are never passed, and what is kept for a lane is never used by another', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom(...LANES), { maxLength: 40 }), fc.array(fc.nat(39), { maxLength: 40 }), async (asked, ends) => {
      const slots = new LaneSlots(6, { high: 2, default: 1, low: 0 })
      const held: { lane: Lane; free: () => void }[] = []
      const all = asked.map(async (lane) => { held.push({ lane, free: await slotOf(slots, lane) }) })
      for (const end of [...ends, ...asked.map(() => 0)]) {
        await Promise.resolve()
        await Promise.resolve()
        expect(slots.used()).toBeLessThanOrEqual(6)
        expect(held.filter(({ lane }) => lane === 'low').length).toBeLessThanOrEqual(3)
        held.splice(end % Math.max(1, held.length), 1)[0]?.free()
      }
      while (slots.used() > 0) {
        await new Promise(setImmediate)
        for (const { free } of held.splice(0)) free()
      }
      await Promise.all(all)
    }))
  })
})
