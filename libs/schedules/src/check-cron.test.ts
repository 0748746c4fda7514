import { describe, expect, it } from 'vitest'
import { checkCron } from './check-cron.ts'

describe('a cron that can fire', () => {
  it.each(['*/30 * * * *', '0 23 * * *', '0 2 * * 0', '*/10 * * * * *', '0 0 29 2 *', '0 0 L * *', '0 7,18 * * MON-FRI', ' 0  7 * * * '])('%s is taken', (cron) => {
    expect(checkCron(cron, 'America/Lima')).toBeUndefined()
  })
})

describe('a cron that cannot', () => {
  it.each([
    ['', 'five fields'], ['* * * *', 'five fields'], ['* * * * * * *', 'five fields'], ['@daily', 'five fields'], ['2026-01-01T00:00:00', 'five fields'],
    ['0 25 * * *', 'Invalid value for hour: 25'], ['61 * * * *', 'Invalid value for minute: 61'], ['x * * * *', 'illegal characters'], ['*/0 * * * *', 'illegal stepping'],
  ])('%s is refused, with why', (cron, why) => {
    expect(checkCron(cron, 'America/Lima')).toEqual({ field: 'cron', code: 'invalid_format', why: expect.stringContaining(why) as string })
  })

  it.each(['0 0 30 2 *', '0 0 31 4,6,9,11 *'])('%s is well written and never fires', (cron) => {
    expect(checkCron(cron, 'America/Lima')).toEqual({ field: 'cron', code: 'never_fires', why: expect.stringContaining('never fires') as string })
  })
})

describe('a zone', () => {
  it.each(['America/Santiago', 'UTC', 'Europe/Madrid'])('%s is known', (zone) => expect(checkCron('0 0 * * *', zone)).toBeUndefined())

  it.each(['Mars/Olympus', '', 'Lima', '+05:00', '-3', 'America/Lima; drop'])('%o is not', (zone) => {
    expect(checkCron('0 0 * * *', zone)).toEqual({ field: 'zone', code: 'invalid_format', why: expect.stringContaining('IANA') as string })
  })
})
