import { MongoNetworkError } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { isolated } from './isolated.ts'

function workThatFailsOn(bad: number, error: Error = new Error('bad')) {
  const groups: number[][] = []
  const work = isolated(async (group: number[]) => {
    groups.push(group)
    if (group.includes(bad)) throw error
    return group.map((n) => n * 10)
  })
  return { work, groups }
}

describe('isolated', () => {
  it('does a good group once', async () => {
    const { work, groups } = workThatFailsOn(0)
    expect(await work([1, 2])).toEqual([{ ok: true, value: 10 }, { ok: true, value: 20 }])
    expect(groups).toEqual([[1, 2]])
  })

  it('does a failed group one by one, so that only the bad one fails', async () => {
    const error = new Error('bad')
    const { work, groups } = workThatFailsOn(2, error)
    expect(await work([1, 2, 3])).toEqual([{ ok: true, value: 10 }, { ok: false, error }, { ok: true, value: 30 }])
    expect(groups).toEqual([[1, 2, 3], [1], [2], [3]])
  })

  it('fails a bad group of one at once', async () => {
    const { work, groups } = workThatFailsOn(2)
    await expect(work([2])).rejects.toThrow('bad')
    expect(groups).toHaveLength(1)
  })

  it('fails the group when the store is away: each alone would fail the same way', async () => {
    const { work, groups } = workThatFailsOn(2, new MongoNetworkError('gone'))
    await expect(work([1, 2])).rejects.toThrow('gone')
    expect(groups).toHaveLength(1)
  })
})
