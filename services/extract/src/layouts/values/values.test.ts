import { describe, expect, it } from 'vitest'
import { TENANTS } from '../layouts.fixture.ts'
import { scanned, typed } from '../page/document.fixture.ts'
import { sheetOf } from '../page/sheet.ts'
import { amountTokens, percentTokens } from './amount-token.ts'
import { currencyOf } from './currency.ts'
import { dateTokens, timeTokens } from './date-token.ts'
import { ibanTokens } from './iban.ts'
import { taxIdTokens } from './tax-id-token.ts'
import { documentOf } from '../document.ts'

const amounts = (text: string, country = 'ES', currency?: string) => amountTokens(sheetOf(typed(text)), { country, currency })
const money = (text: string, country?: string, currency?: string) => amounts(text, country, currency).filter((token) => token.isMoneyLike).map((token) => token.values[0])

describe('amounts on a page', () => {
  it.each<[string, string[]]>([
    ['TOTAL 9,15 EUR', ['9.15']], ['Total: 1.060,00 €', ['1060.00']], ['Total:9,15', ['9.15']], ['-150,00', ['-150.00']], ['- 150,00', ['-150.00']],
    ['(120,50)', ['-120.50']], ['S/448.40', ['448.40']], ['S/. 1,180.00', ['1180.00']], ['US$ 590.00', ['590.00']], ['2x0,95', ['0.95']], ['3 x 24.00   72.00', ['24.00', '72.00']],
    ['1.000,--', ['1000']], ['€300.00', ['300.00']], ['12.34.567,00', ['1234567.00']],
  ])('%s', (text, values) => expect(money(text)).toEqual(values))

  it.each(['Op 0042', '15/04/2025', '18:32', 'F001-123', '21%', '21,00 %', 'ES9121000418450200051332', 'A-123,45', 'art.3', '1504202501179900001200110010010000001231234567819'])('%s is none', (text) => {
    expect(money(text)).toEqual([])
  })

  it('take a quantity and a price in one column for two numbers', () => {
    expect(amounts('10 100,00').map((token) => token.values[0])).toEqual(['10', '100.00'])
  })

  it('read "1.234" as the page itself proves, then as the currency and the country have it', () => {
    expect(amounts('1.234\n5.678,90').map((token) => token.values)).toEqual([['1234'], ['5678.90']])
    expect(amounts('1.234\n5,678.90').map((token) => token.values)).toEqual([['1.234'], ['5678.90']])
    expect(amounts('19.990', 'CL', 'CLP')[0]?.values).toEqual(['19990'])
    expect(amounts('1.234', 'EC')[0]?.values).toHaveLength(2)
  })

  it('let one misread separator of a scan not outvote the others', () => {
    const sheet = sheetOf(scanned(['1.234,56\n2.345,67\n3.456,78\n4.567,89\n5,678.90\n1.234']))
    expect(amountTokens(sheet, { country: 'PE' }).at(-1)?.values).toEqual(['1234'])
  })

  it('rescue what a scan misread inside a number, and nothing outside', () => {
    const sheet = sheetOf(scanned(['l.306,4O\n1.306.40\nSOLO']))
    expect(amountTokens(sheet, { country: 'ES' }).map((token) => token.values[0])).toEqual(['1306.40', '1306.40'])
  })

  it('are not ids, dates or times', () => {
    const document = documentOf(sheetOf(typed('RUC 20600000013   15 de abril de 2025   18:32   Total 9.15')), TENANTS.pe)
    expect(document.amounts.map((token) => token.values[0])).toEqual(['9.15'])
  })
})

describe('rates', () => {
  it.each([['IVA 21%', ['21']], ['IVA(21,00 %)', ['21.00']], ['IVA21%', ['21']], ['4%  2,98', ['4']], ['100', []]])('%s', (text, rates) => {
    expect(percentTokens(sheetOf(typed(text)).lines[0]!).map((token) => token.rate)).toEqual(rates)
  })
})

describe('dates and times', () => {
  it('are found where they stand', () => {
    const sheet = sheetOf(typed('FECHA 15/04/2025   HORA 6:32 p.m.'))
    expect(dateTokens(sheet, 'ES').map((token) => [token.date, token.span.text])).toEqual([['2025-04-15', '15/04/2025']])
    expect(timeTokens(sheet).map((token) => token.time)).toEqual(['18:32'])
  })

  it.each([['18:32:05', '18:32:05'], ['9:05', '09:05'], ['12:10 am', '00:10'], ['13°51', '13:51']])('%s is %s', (text, time) => {
    expect(timeTokens(sheetOf(typed(text)))[0]?.time).toBe(time)
  })

  it.each(['25:00', '18:61', '1:2:3', '10:30:99', '12:345'])('%s is no time', (text) => {
    expect(timeTokens(sheetOf(typed(text)))).toEqual([])
  })
})

describe('the currency', () => {
  const of = (text: string, tenant: keyof typeof TENANTS = 'es') => currencyOf(sheetOf(typed(text)), TENANTS[tenant].country, TENANTS[tenant])

  it('is the one beside the total, whatever is named aside', () => {
    expect(of('Tipo de cambio: S/ 3.75 S/ 3.80 S/ 3.70\nTotal US$ 10.00', 'pe').code).toBe('USD')
    expect(of('Cuenta en soles\nImporte total $ 10.00', 'pe').code).toBe('USD')
  })

  it('is the usual one of the country when none is printed, and says so', () => {
    expect(of('Total 10,00')).toEqual({ code: 'EUR' })
    expect(of('Total 10.000', 'cl')).toEqual({ code: 'CLP' })
  })
})

describe('tax ids', () => {
  const ids = (text: string, country = 'EC') => taxIdTokens(sheetOf(typed(text)), [country]).map((id) => [id.value, id.kind])

  it('are found behind their label, below it, and behind "Identificación" alone', () => {
    expect(ids('R.U.C.: 1799000012001')).toEqual([['1799000012001', 'RUC']])
    expect(ids('Cliente        RUC/CI\nANA            1700000019')).toEqual([['1700000019', 'CEDULA']])
    expect(ids('Cliente: ANA   Identificación: 1700000019')).toEqual([['1700000019', 'CEDULA']])
  })

  it('are not any ten digits', () => expect(ids('Teléfono 1700000019')).toEqual([]))
})

describe('IBANs', () => {
  it.each([['IBAN: ES91 2100 0418 4502 0005 1332', 'ES9121000418450200051332'], ['ES9121000418450200051332 BBVA', 'ES9121000418450200051332'], ['ES91 2100 0418 4502 0005 1332 BBVA', 'ES9121000418450200051332']])('%s', (text, iban) => {
    expect(ibanTokens(sheetOf(typed(text))).map((token) => token.iban)).toEqual([iban])
  })

  it('fail with one digit changed', () => expect(ibanTokens(sheetOf(typed('ES91 2100 0418 4502 0005 1333')))).toEqual([]))
})
