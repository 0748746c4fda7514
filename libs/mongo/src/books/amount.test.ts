import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amountOf, textOf } from './amount.ts'

describe('an amount', () => {
  it.each([['448.40'], ['-120.50'], ['0'], ['0.00'], ['142800'], ['0.00000012345'], ['-0.0000001'], ['12345678901234567890.123456'], ['0.0000000']])('%s comes back as it was', (text) => {
    expect(textOf(amountOf(text))).toBe(text)
  })

  it('is never printed with an exponent', () => {
    expect(textOf(amountOf('1E+3'))).toBe('1000')
    expect(textOf(amountOf('1.25E+1'))).toBe('12.5')
    expect(textOf(amountOf('1.2E-9'))).toBe('0.0000000012')
  })

  it('refuses what is not a decimal', () => {
    expect(() => amountOf('12,50')).toThrow()
    expect(() => amountOf('')).toThrow()
  })

  it('keeps every digit and the scale', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.nat(25), fc.boolean(), (digits, scale, isNegative) => {
      const padded = String(digits).padStart(scale + 1, '0')
      const text = `${isNegative ? '-' : ''}${scale === 0 ? padded : `${padded.slice(0, -scale)}.${padded.slice(-scale)}`}`
      expect(textOf(amountOf(text))).toBe(text)
    }))
  })
})
