import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { currencyIn, decimalsOf, findCurrencies, isCurrency, unitOf } from './currency.ts'
import { abs, add, compare, div, isNegative, isWithin, isZero, mul, negate, percentOf, round, roundToCurrency, splitInclusive, sub, sum } from './money.ts'

const anAmount = fc.tuple(fc.boolean(), fc.nat(999_999_999), fc.integer({ min: 0, max: 4 })).map(([minus, digits, scale]) => {
  const text = String(digits).padStart(scale + 1, '0')
  const value = scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`
  return minus && digits !== 0 ? `-${value}` : value
})

describe('money', () => {
  it.each([
    ['100.00', '12.00', '112.00'],
    ['0.1', '0.2', '0.3'],
    ['-120.50', '448.40', '327.90'],
    ['1', '0.005', '1.005'],
  ])('%s + %s = %s, with the longer scale', (a, b, expected) => expect(add(a, b)).toBe(expected))

  it('adds up nothing to 0, and many without losing a cent', () => {
    expect(sum([])).toBe('0')
    expect(sum(Array.from({ length: 1000 }, () => '0.01'))).toBe('10.00')
  })

  it.each([
    ['2.345', 2, '2.35'],
    ['2.335', 2, '2.34'],
    ['2.5', 0, '3'],
    ['-0.125', 2, '-0.13'],
    ['-0.001', 2, '0.00'],
    ['5.9544', 2, '5.95'],
    ['10', 2, '10.00'],
  ])('rounds %s half up to %i decimals: %s', (value, decimals, expected) => expect(round(value, decimals)).toBe(expected))

  it('rounds to the decimals of the currency', () => {
    expect(roundToCurrency('22800.5', 'CLP')).toBe('22801')
    expect(roundToCurrency('68.405', 'PEN')).toBe('68.41')
  })

  it('rounds a quotient once only', () => {
    expect(div('1', '3', 4)).toBe('0.3333')
    expect(div('2', '3', 2)).toBe('0.67')
    // 0.4445 rounded to three and then to two decimals would be 0.45
    expect(div('4445', '10000', 2)).toBe('0.44')
    expect(() => div('1', '0', 2)).toThrow()
  })

  it('multiplies exactly', () => {
    expect(mul('49.62', '0.12')).toBe('5.9544')
    expect(percentOf('49.62', '12')).toBe('5.9544')
    expect(percentOf('100.00', '7.5')).toBe('7.50000')
  })

  it('compares by amount, not by text', () => {
    expect(compare('1.0', '1.00')).toBe(0)
    expect(compare('9', '10')).toBe(-1)
    expect(compare('10', '9')).toBe(1)
    expect(isZero('-0.00')).toBe(true)
    expect(isNegative('-0.01')).toBe(true)
    expect(isNegative('0.00')).toBe(false)
    expect(isWithin('9.05', '9.03', '0.02')).toBe(true)
    expect(isWithin('9.05', '9.03', '0.019')).toBe(false)
  })

  // R7: base = round(total / (1 + r))
  it.each([
    ['12.10', '21', 'EUR', '10.00', '2.10'],
    ['112.00', '12', 'USD', '100.00', '12.00'],
    ['115.00', '15', 'USD', '100.00', '15.00'],
    ['11.00', '10', 'EUR', '10.00', '1.00'],
    ['142800', '19', 'CLP', '120000', '22800'],
  ])('splits %s at %s %% %s into %s + %s', (total, rate, currency, base, tax) => {
    expect(splitInclusive(total, rate, currency)).toEqual({ base, tax })
  })

  it('refuses what is not a decimal', () => {
    expect(() => add('1', 'x')).toThrow()
    expect(() => round('', 2)).toThrow()
  })

  it('is exact: subtracting what was added gives the amount back', () => {
    fc.assert(fc.property(anAmount, anAmount, (a, b) => compare(sub(add(a, b), b), a) === 0))
  })

  it('negates twice to the same amount, and never prints a negative zero', () => {
    fc.assert(fc.property(anAmount, (a) => compare(negate(negate(a)), a) === 0 && !isNegative(abs(a)) && !/^-[0.]+$/.test(negate(a))))
  })
})

describe('currencies', () => {
  it.each([['PEN', '0.01'], ['EUR', '0.01'], ['CLP', '1'], ['CLF', '0.0001'], ['KWD', '0.001'], ['PYG', '1'], ['COP', '0.01']])('the smallest amount of %s is %s', (currency, unit) => {
    expect(unitOf(currency)).toBe(unit)
  })

  it('knows codes in use only', () => {
    expect(['EUR', 'USD', 'PEN', 'CLP', 'CLF', 'MXN', 'COP', 'GBP'].every(isCurrency)).toBe(true)
    expect(['ESP', 'XXX', 'eur', 'SOL', ''].some(isCurrency)).toBe(false)
    expect(decimalsOf('JPY')).toBe(0)
  })

  it.each([
    ['1.234,56 €', undefined, 'EUR'],
    ['TOTAL 9,15 EUR', 'ES', 'EUR'],
    ['S/ 1,180.00', undefined, 'PEN'],
    ['S/. 20.00', 'PE', 'PEN'],
    ['SON CIENTO DIECIOCHO SOLES', 'PE', 'PEN'],
    ['US$ 40.00', 'PE', 'USD'],
    ['cien dólares', 'EC', 'USD'],
    ['R$ 10,00', undefined, 'BRL'],
    ['$ 181.71', 'EC', 'USD'],
    ['$ 19.990', 'CL', 'CLP'],
    ['$19.990', 'MX', 'MXN'],
    ['$ 50.000', 'CO', 'COP'],
    ['$ 50.000', 'PE', undefined],
    ['$ 50.000', undefined, undefined],
    ['UF 12,5', 'CL', 'CLF'],
    ['UF 12,5', 'ES', undefined],
    ['1234.50', 'ES', undefined],
  ])('%s in %s is %s', (text, country, expected) => expect(currencyIn(text, country)).toBe(expected))

  it('tells where each of two currencies stands', () => {
    expect(findCurrencies('S/ 371.00 (US$ 100.00)', 'PE')).toEqual([{ currency: 'PEN', index: 0 }, { currency: 'USD', index: 11 }])
    expect(currencyIn('S/ 371.00 (US$ 100.00)', 'PE')).toBeUndefined()
  })
})
