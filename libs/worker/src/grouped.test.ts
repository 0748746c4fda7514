import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { grouped } from './grouped.ts'

/** Work that notes its groups and, when told to, waits until it is let go. */
function recordedWork(options: { held?: boolean } = {}) {
  const groups: number[][] = []
  const letGo: (() => void)[] = []
  const work = async (batch: number[]): Promise<number[]> => {
    groups.push(batch)
    if (options.held) await new Promise<void>((resolve) => letGo.push(resolve))
    return batch.map((n) => n * 10)
  }
  return { groups, work, letGo: () => letGo.shift()?.() }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(setImmediate)
}

describe('grouped', () => {
  it('starts a lone call at once', async () => {
    const { groups, work } = recordedWork()
    expect(await grouped(work, { max: 100 })(7)).toBe(70)
    expect(groups).toEqual([[7]])
  })

  it('makes one group of what is called in the same turn', async () => {
    const { groups, work } = recordedWork()
    const one = grouped(work, { max: 100 })
    expect(await Promise.all([1, 2, 3].map(one))).toEqual([10, 20, 30])
    expect(groups).toEqual([[1, 2, 3]])
  })

  it('makes the next group of what is called while a group is worked on, never more than one at a time', async () => {
    const { groups, work, letGo } = recordedWork({ held: true })
    const one = grouped(work, { max: 100 })
    const first = one(1)
    await until(() => groups.length === 1)
    const second = one(2)
    await new Promise(setImmediate)
    const third = one(3)
    expect(groups).toEqual([[1]])
    letGo()
    expect(await first).toBe(10)
    await until(() => groups.length === 2)
    expect(groups).toEqual([[1], [2, 3]])
    letGo()
    expect(await Promise.all([second, third])).toEqual([20, 30])
  })

  it('starts again after it was idle', async () => {
    const { groups, work } = recordedWork()
    const one = grouped(work, { max: 100 })
    await one(1)
    expect(await one(2)).toBe(20)
    expect(groups).toEqual([[1], [2]])
  })

  it('fails the calls of a failed group and no others', async () => {
    const one = grouped(async (batch: number[]) => {
      if (batch.includes(3)) throw new Error('no room')
      return batch
    }, { max: 2 })
    const results = await Promise.allSettled([1, 2, 3, 4, 5].map(one))
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected', 'fulfilled'])
  })

  it('that may be done twice fails only the call whose input is bad', async () => {
    const groups: number[][] = []
    const one = grouped(async (batch: number[]) => {
      groups.push(batch)
      if (batch.includes(2)) throw new Error('bad')
      return batch
    }, { max: 10, isolates: true })
    expect((await Promise.allSettled([1, 2, 3].map(one))).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(groups).toEqual([[1, 2, 3], [1], [2], [3]])
  })

  it('fails the group when the store is away: each alone would fail the same way', async () => {
    let groups = 0
    const one = grouped(async (_batch: number[]) => { groups++; throw Object.assign(new Error('gone'), { code: 'ECONNRESET' }) }, { max: 10, isolates: true })
    expect((await Promise.allSettled([1, 2].map(one))).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(groups).toBe(1)
  })

  it('fails a group that got another number of results than it has calls', async () => {
    const one = grouped(async (_batch: number[]) => [1], { max: 10 })
    await expect(Promise.all([one(1), one(2)])).rejects.toThrow('a group of 2 got 1 results')
  })

  it('keeps the order, answers each call its own result and never passes the maximum', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.array(fc.nat(1000), { maxLength: 12 }), { maxLength: 8 }), fc.integer({ min: 1, max: 7 }), async (waves, max) => {
      const { groups, work } = recordedWork()
      const one = grouped(work, { max })
      const answers: Promise<number>[] = []
      for (const wave of waves) {
        answers.push(...wave.map(one))
        await new Promise(setImmediate)
      }
      expect(await Promise.all(answers)).toEqual(waves.flat().map((n) => n * 10))
      expect(groups.flat()).toEqual(waves.flat())
      expect(groups.every((group) => group.length > 0 && group.length <= max)).toBe(true)
    }))
  })

  it('takes from all owners in turns: a thousand of one do not go before the two of another', async () => {
    const { groups, work, letGo } = recordedWork({ held: true })
    const one = grouped(work, { max: 10, ownerOf: (n) => (n < 0 ? 'small' : 'large') })
    const calls = [0, ...Array.from({ length: 50 }, (_, i) => i + 1), -1, -2].map(one)
    await until(() => groups.length === 1)
    expect(groups[0]?.filter((n) => n < 0)).toEqual([-1, -2])
    while (groups.length < 6) {
      letGo()
      const seen = groups.length
      await until(() => groups.length > seen)
    }
    letGo()
    await Promise.all(calls)
    expect(groups.flat().filter((n) => n >= 0)).toEqual(Array.from({ length: 51 }, (_, i) => i))
  })
})
