import { BSON } from 'mongodb'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fromSending } from './from-sending.ts'

afterEach(() => { vi.useRealTimers() })

describe('a time from when a command is sent', () => {
  it('is reckoned then, however long the process was busy since the call', () => {
    vi.useFakeTimers({ now: new Date('2026-03-01T12:00:00Z') })
    const update = { $set: { leaseUntil: fromSending(3_000) } }
    vi.setSystemTime(new Date('2026-03-01T12:00:07Z'))
    expect(BSON.deserialize(BSON.serialize(update))).toEqual({ $set: { leaseUntil: new Date('2026-03-01T12:00:10Z') } })
  })
})
