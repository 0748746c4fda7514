import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDate, readTime } from './dates.ts'
import { readDecimal } from './decimal.ts'

describe('a decimal of fiscal XML', () => {
  it.each([['448.40', '448.40'], [' 1.0 ', '1.0'], ['+5', '5'], ['-0.50', '-0.50'], ['.5', '0.5'], ['5.', '5'], ['007.10', '7.10'], ['-0.00', '0.00']])('%s is %s', (text, value) => {
    expect(readDecimal(text)).toBe(value)
  })

  it.each(['', '.', '-', '1,5', '1e3', '0x10', 'NaN', '1 000', '--1', '9'.repeat(41)])('%s is none', (text) => {
    expect(readDecimal(text)).toBeUndefined()
  })

  it('is always what the contract calls a decimal', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.+- ') }), (text) => {
      const value = readDecimal(text)
      return value === undefined || /^-?\d+(\.\d+)?$/.test(value)
    }))
  })
})

describe('a date of fiscal XML', () => {
  it.each([
    ['2025-04-15', '2025-04-15'], ['2025-04-15T23:59:00-05:00', '2025-04-15'], ['2025-04-15Z', '2025-04-15'], ['2025-04-15-05:00', '2025-04-15'],
    ['15/04/2025', '2025-04-15'], ['5/4/2025', '2025-04-05'], ['15-04-2025', '2025-04-15'],
  ])('%s is %s', (text, date) => expect(readDate(text)).toBe(date))

  it.each(['', '2025-02-30', '2025-13-01', '31/04/2025', '20250415', '2025-4-15', 'mañana', '0000-00-00'])('%s is none', (text) => expect(readDate(text)).toBeUndefined())
})

describe('a time of day', () => {
  it.each([['10:30:00', '10:30:00'], ['2025-04-15T09:05:00.123', '09:05:00'], ['18:32', '18:32'], ['9:05', '09:05'], ['23:59:59-05:00', '23:59:59']])('%s is %s', (text, time) => expect(readTime(text)).toBe(time))
  it.each(['', '25:00', '2025-04-15', '12'])('%s is none', (text) => expect(readTime(text)).toBeUndefined())
})
