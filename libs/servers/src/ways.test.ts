import { describe, expect, it, vi } from 'vitest'
import { firstThatWorks, told } from './ways.ts'

const works = { name: 'works', attempt: async () => ({ got: 1 }) }
const fails = { name: 'fails', attempt: async () => ({ why: 'not there' }) }
const throws = { name: 'throws', attempt: async () => { throw new Error('no network') } }

describe('ways to get something', () => {
  it('are tried in order until one works', async () => {
    const never = vi.fn()
    expect(await firstThatWorks([fails, throws, works, { name: 'never', attempt: never }])).toEqual({
      got: 1, way: 'works', failures: [{ way: 'fails', why: 'not there' }, { way: 'throws', why: 'no network' }],
    })
    expect(never).not.toHaveBeenCalled()
  })
  it('say of each why it failed', async () => {
    const { failures } = await firstThatWorks([fails, throws])
    expect(told(failures)).toBe('1. fails: not there; 2. throws: no network')
  })
})
