import { describe, expect, it, vi } from 'vitest'
import { waitFor } from './wait-for.ts'

describe('waiting for a signal', () => {
  it('ends with the first thing that is seen, 0 and the empty text included', async () => {
    const looks = [undefined, null, false, 0]
    expect(await waitFor(() => looks.shift())).toBe(0)
    expect(await waitFor(async () => '')).toBe('')
  })
  it('takes a throw for "not yet"', async () => {
    let looks = 0
    expect(await waitFor(() => { if (++looks < 3) throw new Error('not there'); return 'seen' })).toBe('seen')
  })
  it('gives up at its limit and says what it waited for and what it saw last', async () => {
    await expect(waitFor(() => { throw new Error('connection refused') }, { what: 'the broker', limitMs: 30 })).rejects.toThrow('waited 30 ms for the broker; the last look said: connection refused')
  })
  it('never looks faster than every 20 ms', async () => {
    const look = vi.fn(() => undefined)
    await expect(waitFor(look, { limitMs: 100, pollMs: 0 })).rejects.toThrow()
    expect(look.mock.calls.length).toBeLessThanOrEqual(6)
  })
})
