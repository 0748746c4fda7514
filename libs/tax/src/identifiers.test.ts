import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findIbans, isIban, spanishAccountControl, spanishIban } from './iban.ts'
import { findTaxIds, repairTaxId } from './identifiers.ts'
import { nifLetter } from './es.ts'
import { rucDigit } from './pe.ts'

const values = (text: string, among?: string[]) => findTaxIds(text, among).map((found) => found.value)

describe('tax ids in a text', () => {
  it.each<[string, string[], string[]]>([
    ['RUC: 20600000013', ['PE'], ['20600000013']],
    ['R.U.C. N° 20600000013', ['PE'], ['20600000013']],
    ['factura 20600000013 de cliente 20600000021', ['PE'], ['20600000013', '20600000021']],
    ['RUC 20-60000001-3', ['PE'], ['20600000013']],
    ['DNI: 12345678', ['PE'], ['12345678']],
    ['CIF B12345674', ['ES'], ['B12345674']],
    ['NIF del cliente: A-58000019', ['ES'], ['A58000019']],
    ['VAT ESB12345674', ['ES'], ['B12345674']],
    ['NIF 12.345.678-Z', ['ES'], ['12345678Z']],
    ['NIE X1234567L', ['ES'], ['X1234567L']],
    ['R.U.T.: 76.000.001-9', ['CL'], ['76000001-9']],
    ['76000002-7', ['CL'], ['76000002-7']],
    ['RUT 760000027', ['CL'], ['76000002-7']],
    ['RUC: 1799000012001 Cliente CI: 1700000019', ['EC'], ['1799000012001', '1700000019']],
    ['R.F.C. AAA010101AA1', ['MX'], ['AAA010101AA1']],
    ['RFC: GODE-561231-GR8', ['MX'], ['GODE561231GR8']],
    ['NIT 900.000.001-2', ['CO'], ['900000001-2']],
    ['NIT: 900000001', ['CO'], ['900000001']],
    ['RUC 1799000012001\nRUC 20600000013', [], ['1799000012001', '20600000013']],
  ])('%s among %o: %o', (text, among, expected) => expect(values(text, among.length === 0 ? undefined : among)).toEqual(expected))

  it.each<[string, string[]]>([
    ['20123456789', ['PE']],
    ['telefono 0951234567', ['EC']],
    ['1700000019', ['EC']],
    ['1504202501179900001200110010010000001231234567819', ['EC', 'PE', 'CL', 'CO']],
    ['001-001-000000123', ['EC', 'CO', 'CL']],
    ['F001-20600000013-1', ['PE']],
    ['900000001', ['CO']],
    ['B12345675', ['ES']],
    ['sin identificador', ['ES', 'MX']],
    ['20600000013', ['XX']],
  ])('%s among %o: none', (text, among) => expect(values(text, among)).toEqual([]))

  it('tells where the id stands and whether a label precedes it', () => {
    const text = 'EMPRESA SAC\nRUC: 20600000013\nSr. 20600000021'
    expect(findTaxIds(text, ['PE'])).toEqual([
      { country: 'PE', kind: 'RUC', value: '20600000013', raw: '20600000013', index: 17, isLabelled: true, valid: true, isRepaired: false },
      { country: 'PE', kind: 'RUC', value: '20600000021', raw: '20600000021', index: 33, isLabelled: false, valid: true, isRepaired: false },
    ])
  })

  it('keeps a labelled id whose check digit fails, as not valid, for a person to see', () => {
    expect(findTaxIds('RUC 20123456789', ['PE'])).toMatchObject([{ value: '20123456789', valid: false, isRepaired: false }])
  })

  it.each([
    ['ES', 'CIF 812345674', 'B12345674'],
    ['ES', 'CIF BI2345674', 'B12345674'],
    ['ES', 'NIF 0000000lR', '00000001R'],
    ['PE', 'RUC 2O600000013', '20600000013'],
    ['PE', 'RUC: 206000000Z1', '20600000021'],
    ['CL', 'RUT 76.0O0.001-9', '76000001-9'],
    ['EC', 'RUC 17990000I2001', '1799000012001'],
    ['MX', 'RFC AAA0I0101AA1', 'AAA010101AA1'],
    ['CO', 'NIT 900.0O0.001-2', '900000001-2'],
  ])('%s: %s is repaired to %s', (country, text, value) => {
    expect(findTaxIds(text, [country])).toMatchObject([{ country, value, valid: true, isRepaired: true }])
  })

  it('repairs nothing without a label, nothing twice misread, and nothing that two repairs would make right', () => {
    expect(values('2O600000013', ['PE'])).toEqual([])
    expect(values('RUC 2O6O0000013', ['PE'])).toEqual([])
    expect(repairTaxId('MX', 'ABO010101OG1')).toBeUndefined()
    expect(repairTaxId('PE', '20600000013')).toBeUndefined()
    expect(repairTaxId('XX', '20600000013')).toBeUndefined()
  })

  it('one misread digit of a RUC comes back', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 99_999_999 }), fc.integer({ min: 1, max: 10 }), (n, at) => {
      const body = `20${String(n).padStart(8, '0')}`
      const ruc = body + rucDigit(body)
      const twin = { 0: 'O', 1: 'I', 2: 'Z', 5: 'S', 6: 'G', 8: 'B' }[ruc.charAt(at)]
      if (twin === undefined) return
      expect(findTaxIds(`RUC ${ruc.slice(0, at)}${twin}${ruc.slice(at + 1)}`, ['PE'])).toMatchObject([{ value: ruc, isRepaired: true }])
    }))
  })

  it('a NIF is found wherever it stands, and only once', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 99_999_999 }), (n) => {
      const body = String(n).padStart(8, '0')
      const nif = body + nifLetter(body)
      expect(values(`Cliente ${nif}, Madrid. NIF: ${nif}`, ['ES'])).toEqual([nif, nif])
    }))
  })

  it('a page of 5,000 characters is searched in milliseconds', () => {
    const page = 'Base 1.234,56 IVA 21% 259,26 Total 1.493,82 EUR ref AB-1234/25 '.repeat(80)
    const before = process.cpuUsage().user
    findTaxIds(page)
    expect((process.cpuUsage().user - before) / 1000).toBeLessThan(250)
  })
})

describe('IBANs', () => {
  it.each(['ES91 2100 0418 4502 0005 1332', 'ES80 9999 0001 4500 0000 0001', 'ES8099990001450000000001', 'es80-9999-0001-4500-0000-0001', 'GB82WEST12345698765432', 'DE89370400440532013000', 'NO9386011117947'])('%s is one', (text) => {
    expect(isIban(text)).toBe(true)
  })

  it.each(['ES92 2100 0418 4502 0005 1332', 'ES912100041845020005133', 'ES9121000418450200051332X', '', 'HOLA'])('%s is none', (text) => expect(isIban(text)).toBe(false))

  it('Spanish control digits', () => {
    expect(spanishAccountControl('2100', '0418', '0200051332')).toBe('45')
    expect(spanishIban('2100', '0418', '0200051332')).toBe('ES9121000418450200051332')
    expect(spanishIban('9999', '0001', '0000000001')).toBe('ES8099990001450000000001')
    expect(spanishIban('9999', '1', '0000000001')).toBeUndefined()
  })

  it('are found in a text once each, without the word behind them', () => {
    expect(findIbans('IBAN: ES80 9999 0001 4500 0000 0001 EUR\nCuenta ES9121000418450200051332. ES8099990001450000000001')).toEqual(['ES8099990001450000000001', 'ES9121000418450200051332'])
    expect(findIbans('ES92 2100 0418 4502 0005 1332')).toEqual([])
  })

  it('the rebuilt IBAN of any Spanish account is valid, and a changed digit is not', () => {
    const digits = (n: number) => fc.integer({ min: 0, max: 10 ** n - 1 }).map((value) => String(value).padStart(n, '0'))
    fc.assert(fc.property(digits(4), digits(4), digits(10), fc.integer({ min: 4, max: 23 }), fc.integer({ min: 1, max: 9 }), (bank, branch, account, at, change) => {
      const iban = spanishIban(bank, branch, account) ?? ''
      expect(isIban(iban)).toBe(true)
      expect(isIban(iban.slice(0, at) + ((Number(iban[at]) + change) % 10) + iban.slice(at + 1))).toBe(false)
    }))
  })
})
