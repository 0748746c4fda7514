import { describe, expect, it } from 'vitest'
import { brokerHealth, firstUnwell, leaseHealth, pullHealth, storeHealth } from './readiness.ts'

const hears = { isHearing: () => true }
const deaf = { isHearing: () => false }

describe('whether a process can serve', () => {
  it('is so when its broker, its record store and its pulling are well', () => {
    expect(firstUnwell(brokerHealth({ isConnected: () => true }), storeHealth(false), leaseHealth(false), pullHealth([hears, hears]))).toEqual({ ok: true })
  })

  it.each([
    [brokerHealth({ isConnected: () => false }), 'no connection to NATS'],
    [storeHealth(true), 'the record store is away'],
    [leaseHealth(true), 'the lease thread has ended; the process must be started anew'],
    [pullHealth([hears, deaf]), 'nothing heard from the broker'],
  ])('says the first reason why not', (unwell, why) => {
    expect(firstUnwell({ ok: true }, unwell, brokerHealth({ isConnected: () => false }))).toEqual({ ok: false, why })
  })
})
