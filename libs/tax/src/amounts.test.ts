import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAmount, provenDecimalSeparator, readingsOf, settleByArithmetic, type AmountProfile, type ParsedAmount } from './amounts.ts'
import { compare } from './money.ts'

const ANYWHERE: readonly AmountProfile[] = [{}, ...['ES', 'CL', 'EC', 'PE', 'MX', 'CO', 'US', 'FR'].map((country) => ({ country })), { currency: 'CLP' }]

describe('an amount that reads the same everywhere', () => {
  it.each([
    ['1.234,56', '1234.56'],
    ['1,234.56', '1234.56'],
    ['1234.56', '1234.56'],
    ['1234,56', '1234.56'],
    ['12.50', '12.50'],
    ['1.234.567', '1234567'],
    ['1,234,567.89', '1234567.89'],
    ['1 234,56', '1234.56'],
    ["1'234.50", '1234.50'],
    ['(120,50)', '-120.50'],
    ['120.50-', '-120.50'],
    ['-1.000,00 €', '-1000.00'],
    ['S/ 1,180.00', '1180.00'],
    ['0.125', '0.125'],
    ['0,5', '0.5'],
    ['.50', '0.50'],
    ['1234.567', '1234.567'],
    ['12.34.567,00', '1234567.00'],
    ['57.347.078', '57347078'],
    // beyond the table
    ['181', '181'],
    ['$ 181.71', '181.71'],
    ['1\u00a0234,56', '1234.56'],
    ['1\u202f234\u202f567,00', '1234567.00'],
    ['1’234.50', '1234.50'],
    ['\u2212120,50', '-120.50'],
    ['- 120,50', '-120.50'],
    ['+35.00', '35.00'],
    ['US$ 40.00', '40.00'],
    ['R$ 10,00', '10.00'],
    ['S/. 20.00', '20.00'],
    ['S/.50', '50'],
    ['9,15 EUR', '9.15'],
    ['EUR 9,15-', '-9.15'],
    ['(US$ 1,000.00)', '-1000.00'],
    ['-€5.00', '-5.00'],
    ['120.50 DR', '-120.50'],
    ['120.50 CR', '120.50'],
    ['120,50 D', '-120.50'],
    ['120,50H', '120.50'],
    ['007.50', '7.50'],
    ['-0,00', '0.00'],
    ['1.234.-', '1234'],
    ['$ 19.990.-', '19990'],
    ['1.000,--', '1000'],
  ])('%s is %s', (text, value) => {
    for (const profile of ANYWHERE) expect(parseAmount(text, profile)).toEqual({ value })
  })
})

describe('an amount whose one separator stands before three digits', () => {
  it.each<[string, AmountProfile, string]>([
    ['1.234', { country: 'ES' }, '1234'],
    ['1.234', { country: 'CL' }, '1234'],
    ['1.234', { country: 'CO' }, '1234'],
    ['1.234', { country: 'PE' }, '1.234'],
    ['1,234', { country: 'PE' }, '1234'],
    ['1,234', { country: 'ES' }, '1.234'],
    ['$ 19.990', { country: 'CL' }, '19990'],
    ['$19.990', { country: 'MX' }, '19.990'],
    ['1.234', { currency: 'CLP' }, '1234'],
    ['1,234', { currency: 'PYG', country: 'ES' }, '1234'],
    ['1.234', { country: 'ES', decimalSeparator: '.' }, '1.234'],
    ['1.234', { country: 'PE', decimalSeparator: ',' }, '1234'],
    ['1.234', { decimalSeparator: '.', currency: 'CLP' }, '1.234'],
    ['(1.234)', { country: 'ES' }, '-1234'],
  ])('%s with %o is %s', (text, profile, value) => expect(parseAmount(text, profile)).toEqual({ value }))

  it('is ambiguous when nothing decides', () => {
    expect(parseAmount('1.234')).toEqual({ ambiguous: true, candidates: ['1234', '1.234'] })
    expect(parseAmount('-1,234', { country: 'FR', currency: 'EUR' })).toEqual({ ambiguous: true, candidates: ['-1234', '-1.234'] })
  })

  it('is ambiguous in Ecuador, which prints both styles, with a leaning', () => {
    expect(parseAmount('1.234', { country: 'EC' })).toEqual({ ambiguous: true, candidates: ['1234', '1.234'], preferred: '1234' })
    expect(parseAmount('1,234', { country: 'EC' })).toEqual({ ambiguous: true, candidates: ['1234', '1.234'], preferred: '1.234' })
  })
})

describe('a text that is no amount', () => {
  it.each([
    ['1.23.45', 'bad-groups'],
    ['1.2345,6', 'bad-groups'],
    ['1.234,56,78', 'bad-groups'],
    ['0.123.456', 'bad-groups'],
    ['1 23', 'bad-groups'],
    ['1 234.567,89', 'bad-groups'],
    ['1234 567', 'bad-groups'],
    ['1,234.', 'bad-groups'],
    ['12.', 'bad-groups'],
    ['.', 'not-a-number'],
    ['', 'empty'],
    ['  ', 'empty'],
    ['EUR', 'not-a-number'],
    ['abc', 'not-a-number'],
    ['18%', 'not-a-number'],
    ['12/08/2025', 'not-a-number'],
    ['B/S', 'not-a-number'],
    ['F001-123', 'not-a-number'],
    ['1'.repeat(41), 'too-long'],
  ])('%s is rejected: %s', (text, reject) => {
    for (const profile of ANYWHERE) expect(parseAmount(text, profile)).toEqual({ reject })
  })
})

describe('a number that OCR misread', () => {
  it.each([
    ['1O,5O', '10.50'],
    ['l2.50', '12.50'],
    ['4|8.40', '418.40'],
    ['1.2S0,00', '1250.00'],
    ['1B.00', '18.00'],
    ['1. 234,56', '1234.56'],
    ['12, 50', '12.50'],
  ])('%s is repaired to %s', (text, value) => expect(parseAmount(text)).toEqual({ value, isRepaired: true }))

  it('is no number in a typed source', () => {
    expect(parseAmount('1O,5O', { isScan: false })).toEqual({ reject: 'not-a-number' })
  })

  it('is no number when most of it is letters', () => {
    expect(parseAmount('lO,OO')).toEqual({ reject: 'not-a-number' })
    expect(parseAmount('SOBO1')).toEqual({ reject: 'not-a-number' })
  })
})

describe('the evidence of the other amounts', () => {
  it.each<[string[], '.' | ',' | undefined]>([
    [['1.234,56', '1.234'], ','],
    [['12.50', '1,234'], '.'],
    [['1.234.567'], ','],
    [['1,234,567'], '.'],
    [['1.234', '55'], undefined],
    [['12,50', '12.50'], undefined],
    [['abc', '1.23.45'], undefined],
    [[], undefined],
  ])('%o prove %s', (texts, separator) => expect(provenDecimalSeparator(texts)).toBe(separator))

  it('settles by the one reading in which subtotal and tax make the total', () => {
    const ec = { country: 'EC' }
    expect(settleByArithmetic({ subtotal: parseAmount('1.100', ec), tax: parseAmount('132.00', ec), total: parseAmount('1,232.00', ec) }))
      .toEqual({ subtotal: '1100', tax: '132.00', total: '1232.00' })
  })

  it('settles nothing when every reading fits or none does', () => {
    const all: ParsedAmount = { ambiguous: true, candidates: ['1000', '1.000'] }
    const twice: ParsedAmount = { ambiguous: true, candidates: ['2000', '2.000'] }
    expect(settleByArithmetic({ subtotal: all, tax: all, total: twice })).toBeUndefined()
    expect(settleByArithmetic({ subtotal: all, tax: { value: '1' }, total: { value: '7' } })).toBeUndefined()
    expect(settleByArithmetic({ subtotal: all, tax: { reject: 'empty' }, total: twice })).toBeUndefined()
  })
})

type Style = { decimal: string; thousands: string }
const STYLES: readonly Style[] = [
  { decimal: ',', thousands: '.' }, { decimal: '.', thousands: ',' }, { decimal: ',', thousands: ' ' },
  { decimal: '.', thousands: "'" }, { decimal: '.', thousands: '' }, { decimal: ',', thousands: '' },
]

function printed(value: string, style: Style): string {
  const [whole = '', fraction = ''] = value.replace('-', '').split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, style.thousands)
  return `${value.startsWith('-') ? '-' : ''}${grouped}${style.decimal}${fraction}`
}

const aCentAmount = fc.integer({ min: -99_999_999_999, max: 99_999_999_999 }).map((cents) => {
  const text = String(Math.abs(cents)).padStart(3, '0')
  return `${cents < 0 ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`
})

describe('properties of amounts', () => {
  it('an amount with cents reads back from every style of printing', () => {
    fc.assert(fc.property(aCentAmount, fc.constantFrom(...STYLES), fc.constantFrom(...ANYWHERE), (value, style, profile) => {
      expect(parseAmount(printed(value, style), profile)).toEqual({ value })
    }))
  })

  it('reading what was read changes nothing', () => {
    fc.assert(fc.property(fc.stringMatching(/^[-(]?[0-9OlS.,' ]{1,12}[)-]?$/), (text) => {
      for (const value of readingsOf(parseAmount(text, { country: 'PE' }))) {
        expect(readingsOf(parseAmount(value, { decimalSeparator: '.' })).map((again) => compare(again, value))).toEqual([0])
      }
    }))
  })

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => { parseAmount(text) }))
  })
})

describe('money is never made thousandths by custom alone', () => {
  const money = (country: string, currency: string, more: AmountProfile = {}): AmountProfile => ({ country, currency, isMoney: true, ...more })

  it.each<[string, AmountProfile, ParsedAmount]>([
    ['1.100', money('PE', 'PEN'), { ambiguous: true, candidates: ['1100', '1.100'], preferred: '1.100' }],
    ['1,100', money('PE', 'PEN'), { value: '1100' }],
    ['(1,100)', money('ES', 'EUR'), { ambiguous: true, candidates: ['-1100', '-1.100'], preferred: '-1.100' }],
    ['1.100', money('ES', 'EUR'), { value: '1100' }],
    ['1.100', money('PE', 'PEN', { decimalSeparator: '.' }), { value: '1.100' }],
    ['1.100', money('PE', 'KWD'), { value: '1.100' }],
    ['1,100', money('CL', 'CLP'), { value: '1100' }],
    ['1.100', { country: 'PE', currency: 'PEN' }, { value: '1.100' }],
  ])('%s in %o', (text, profile, expected) => expect(parseAmount(text, profile)).toEqual(expected))
})
