import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firingsBetween, nextFirings } from './firings.ts'

const SANTIAGO = 'America/Santiago'

/** With the time that a clock on the wall shows. */
const onTheWall = (zone: string, firings: readonly Date[]): string[] => firings.map((at) => `${at.toLocaleString('sv', { timeZone: zone })} (${at.toISOString()})`)

describe('when the clocks of Santiago go forward (6 September 2026, 00:00 becomes 01:00)', () => {
  const eve = new Date('2026-09-05T12:00:00Z')

  it.each(['0 0 * * *', '30 0 * * *', '15,45 0 * * *', '*/10 0 * * *', '59 59 0 * * *'])('%s, which is skipped, fires once at the next valid minute', (cron) => {
    const [first, second] = nextFirings(cron, SANTIAGO, eve, 2)
    expect(first?.toISOString()).toBe('2026-09-06T04:00:00.000Z')
    expect(second?.toISOString().startsWith('2026-09-07')).toBe(true)
  })

  it('what fires at the next valid minute anyway fires once', () => {
    expect(onTheWall(SANTIAGO, nextFirings('0 0,1,2 * * *', SANTIAGO, eve, 3))).toEqual(['2026-09-06 01:00:00 (2026-09-06T04:00:00.000Z)', '2026-09-06 02:00:00 (2026-09-06T05:00:00.000Z)', '2026-09-07 00:00:00 (2026-09-07T03:00:00.000Z)'])
  })

  it('what is not skipped fires at its time', () => {
    expect(onTheWall(SANTIAGO, nextFirings('30 1 * * *', SANTIAGO, eve, 1))).toEqual(['2026-09-06 01:30:00 (2026-09-06T04:30:00.000Z)'])
  })

  it('what fires every half hour goes on at its pace', () => {
    expect(firingsBetween('*/30 * * * *', SANTIAGO, new Date('2026-09-06T03:00:00Z'), new Date('2026-09-06T05:00:00Z'), 100).map((at) => at.toISOString().slice(11, 16))).toEqual(['03:30', '04:00', '04:30', '05:00'])
  })

  it('a day that is not the day of the schedule does not fire', () => {
    expect(onTheWall(SANTIAGO, nextFirings('15,45 0 * * MON', SANTIAGO, eve, 1))).toEqual(['2026-09-07 00:15:00 (2026-09-07T03:15:00.000Z)'])
  })
})

describe('when the clocks of Santiago go back (4 April 2026, 24:00 becomes 23:00)', () => {
  const eve = new Date('2026-04-04T12:00:00Z')

  it.each([['0 23 * * *', '02:00'], ['30 23 * * *', '02:30']])('%s, which is repeated, fires the first time only', (cron, at) => {
    expect(nextFirings(cron, SANTIAGO, eve, 2).map((firing) => firing.toISOString().slice(0, 16))).toEqual([`2026-04-05T${at}`, `2026-04-06T${at.replace('02', '03')}`])
  })

  it('so does one of several times of the hour, and the hour before and after', () => {
    expect(firingsBetween('*/30 22-23 * * *', SANTIAGO, eve, new Date('2026-04-05T12:00:00Z'), 100).map((at) => at.toISOString().slice(11, 16))).toEqual(['01:00', '01:30', '02:00', '02:30'])
  })

  it('also when it is asked in the middle of the repetition', () => {
    expect(nextFirings('30 23 * * *', SANTIAGO, new Date('2026-04-05T03:15:00Z'), 1).map((at) => at.toISOString())).toEqual(['2026-04-06T03:30:00.000Z'])
    expect(nextFirings('0,45 23 * * *', SANTIAGO, new Date('2026-04-05T02:50:00Z'), 1).map((at) => at.toISOString())).toEqual(['2026-04-06T03:00:00.000Z'])
  })

  it('what fires every half hour goes on at its pace', () => {
    expect(firingsBetween('*/30 * * * *', SANTIAGO, new Date('2026-04-05T02:00:00Z'), new Date('2026-04-05T04:00:00Z'), 100).map((at) => at.toISOString().slice(11, 16))).toEqual(['02:30', '03:00', '03:30', '04:00'])
  })
})

describe('in Lima, which changes no clocks', () => {
  it('23:00 is 23:00 on every day of the year', () => {
    const year = firingsBetween('0 23 * * *', 'America/Lima', new Date('2026-01-01T05:00:00Z'), new Date('2027-01-01T04:59:59Z'), 1_000)
    expect(year).toHaveLength(365)
    expect(new Set(year.map((at) => at.toISOString().slice(11)))).toEqual(new Set(['04:00:00.000Z']))
  })
})

describe('a cron that hardly ever fires', () => {
  /** The 29th of February, when it is a Monday. */
  const RARE = '0 0 29 2 +1'

  it('tells what is foreseen, and is no burden to whoever asks', () => {
    const startedAt = performance.now()
    const years = nextFirings(RARE, SANTIAGO, new Date('2026-01-01T00:00:00Z'), 100).map((at) => at.getUTCFullYear())
    expect(years).toEqual([2044, 2072])
    // As many years as it takes to find a hundred would take far longer.
    expect(performance.now() - startedAt).toBeLessThan(2_000)
  })

  it('is not looked for beyond what was asked', () => {
    const startedAt = performance.now()
    expect(firingsBetween(RARE, 'Europe/Lisbon', new Date('2045-01-01T00:00:00Z'), new Date('2045-01-02T00:00:00Z'), 10)).toEqual([])
    expect(performance.now() - startedAt).toBeLessThan(100)
  })
})

describe('firings between two moments', () => {
  it('leave out the first moment and take in the last', () => {
    const at = (minute: number): Date => new Date(Date.UTC(2026, 2, 5, 12, minute))
    expect(firingsBetween('*/5 * * * *', 'UTC', at(0), at(10), 100)).toEqual([at(5), at(10)])
    expect(firingsBetween('*/5 * * * *', 'UTC', at(10), at(10), 100)).toEqual([])
    expect(firingsBetween('*/5 * * * *', 'UTC', at(0), at(59), 2)).toEqual([at(5), at(10)])
  })

  it('are the same however the time is cut: none is doubled, none is missed', () => {
    const cron = fc.constantFrom('0 0 * * *', '30 23 * * *', '15,45 0 * * *', '*/20 22-23 * * *', '*/7 * 5,6 4,9 *', '0 3 * * SUN', '30 0 1-7 9 *')
    const moment = fc.date({ min: new Date('2026-03-30T00:00:00Z'), max: new Date('2026-09-10T00:00:00Z'), noInvalidDate: true })
    fc.assert(fc.property(cron, fc.constantFrom(SANTIAGO, 'Europe/Madrid', 'America/Lima'), fc.array(moment, { minLength: 3, maxLength: 6 }), (pattern, zone, moments) => {
      const cuts = moments.sort((a, b) => a.getTime() - b.getTime()).map((at) => new Date(Math.floor(at.getTime() / 1_000) * 1_000))
      const whole = firingsBetween(pattern, zone, cuts[0] as Date, cuts.at(-1) as Date, 100_000)
      const pieces = cuts.slice(1).flatMap((cut, n) => firingsBetween(pattern, zone, cuts[n] as Date, cut, 100_000))
      expect(pieces).toEqual(whole)
      expect(new Set(whole.map((at) => at.getTime())).size).toBe(whole.length)
    }), { numRuns: 15 })
  })
})
