import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { NOTHING, within } from './within.ts'

const LONG_MS = 60_000
const never = new Promise<never>(() => {})

describe('a promise that is waited for within a time', () => {
  it('gives its value, or its error', async () => {
    const { signal } = new AbortController()
    expect(await within(Promise.resolve(7), LONG_MS, signal)).toBe(7)
    await expect(within(Promise.reject(new Error('gone')), LONG_MS, signal)).rejects.toThrow('gone')
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('gives nothing when the time is up', async () => {
    expect(await within(never, 1, new AbortController().signal)).toBe(NOTHING)
  })

  it('gives nothing when the signal fires', async () => {
    const stop = new AbortController()
    const came = within(never, LONG_MS, stop.signal)
    stop.abort()
    expect(await came).toBe(NOTHING)
  })

  it('gives nothing when the signal had fired before, and what it throws then troubles nobody', async () => {
    expect(await within(Promise.resolve(7), LONG_MS, AbortSignal.abort())).toBe(NOTHING)
    expect(await within(Promise.reject(new Error('gone')), LONG_MS, AbortSignal.abort())).toBe(NOTHING)
  })
})
