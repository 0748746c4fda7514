import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { InvoiceIdentity } from './country-rules.ts'
import { movementKey, nearKey, ordinalsOf, postingKey } from './natural-key.ts'

const CLAVE = '1504202501179900001200110010010000001231234567819'

const IDENTITIES = {
  PE: { country: 'PE', docType: 'invoice', issuerTaxId: '20600000013', subType: '01', number: 'F001-00000123' },
  CL: { country: 'CL', docType: 'invoice', issuerTaxId: '76000001-9', subType: '33', folio: '1501', number: '1501' },
  EC: { country: 'EC', docType: 'invoice', issuerTaxId: '1799000012001', subType: '01', number: '001-001-000000123', fiscalId: { kind: 'claveAcceso', value: CLAVE } },
  MX: { country: 'MX', docType: 'invoice', issuerTaxId: 'AAA010101AA1', number: 'A123', fiscalId: { kind: 'uuid', value: '11111111-2222-4333-8444-555555555555' } },
  ES: { country: 'ES', docType: 'invoice', issuerTaxId: 'B12345674', number: 'A123', series: 'A', folio: '123' },
  CO: { country: 'CO', docType: 'invoice', issuerTaxId: '900000001-2', number: 'SETP990000001' },
} satisfies Record<string, InvoiceIdentity>

describe('the posting key', () => {
  it.each<[InvoiceIdentity, string, string]>([
    [IDENTITIES.PE, 'v1|t1|invoice|PE|20600000013|01|F001-123', 'ca33e8504110da7cd4a49c249f7ef5cab3bdb153edd699ecb6660367a9bc12a4'],
    [IDENTITIES.CL, 'v1|t1|invoice|CL|76000001-9|33|1501', '0cbbf6398f6b61133d33b39b71a54a042106448caa82c752abd266085ffd589a'],
    [IDENTITIES.EC, `v1|t1|invoice|EC|${CLAVE}`, '105a45756a691562e1ff257b6e31a127feaaaf32cf2127d6d3e406f335ed35a8'],
    [IDENTITIES.MX, 'v1|t1|invoice|MX|11111111-2222-4333-8444-555555555555', '97f42d27eacb4850b2b6b51046f35f5b01cc4f23816f84105d6c2508bd6ede7c'],
    [IDENTITIES.ES, 'v1|t1|invoice|ES|B12345674|A123', '915f3e79b05dc313fa6cd56bf730418c3c510f51945a17f500b073afc5edb8ee'],
  ])('of %o is %s', (identity, text, key) => expect(postingKey('t1', identity)).toEqual({ text, key }))

  it.each<[string, InvoiceIdentity, InvoiceIdentity]>([
    ['padding of the number', IDENTITIES.PE, { ...IDENTITIES.PE, number: 'F001-123' }],
    ['series and folio apart', IDENTITIES.PE, { ...IDENTITIES.PE, number: undefined, series: 'F001', folio: '00000123' }],
    ['lower case and spaces', IDENTITIES.PE, { ...IDENTITIES.PE, number: 'f001 - 00000123' }],
    ['a type that follows from the kind of document', IDENTITIES.PE, { ...IDENTITIES.PE, subType: undefined }],
    ['dots in a RUT', IDENTITIES.CL, { ...IDENTITIES.CL, issuerTaxId: '76.000.001-9' }],
    ['a folio read as a number with a label', IDENTITIES.CL, { ...IDENTITIES.CL, folio: undefined, number: 'N° 001.501' }],
    ['the case of a UUID', IDENTITIES.MX, { ...IDENTITIES.MX, fiscalId: { kind: 'uuid', value: '11111111-2222-4333-8444-555555555555'.toLowerCase() } }],
    ['spaces in a clave de acceso', IDENTITIES.EC, { ...IDENTITIES.EC, fiscalId: { kind: 'claveAcceso', value: CLAVE.replace(/(\d{10})/g, '$1 ') } }],
    ['punctuation in a Spanish number', IDENTITIES.ES, { ...IDENTITIES.ES, series: undefined, folio: undefined, number: 'a-00123' }],
    ['the VAT prefix', IDENTITIES.ES, { ...IDENTITIES.ES, issuerTaxId: 'ES-B12345674' }],
    ['the check digit of a NIT', IDENTITIES.CO, { ...IDENTITIES.CO, issuerTaxId: '900.000.001' }],
  ])('does not depend on %s', (_, one, other) => expect(postingKey('t1', other)).toEqual(postingKey('t1', one)))

  it('differs by tenant, type, number and issuer', () => {
    const keys = [
      postingKey('t1', IDENTITIES.PE),
      postingKey('t2', IDENTITIES.PE),
      postingKey('t1', { ...IDENTITIES.PE, subType: '07' }),
      postingKey('t1', { ...IDENTITIES.PE, number: 'F001-00000124' }),
      postingKey('t1', { ...IDENTITIES.PE, issuerTaxId: '20600000021' }),
    ]
    expect(new Set(keys.map((key) => key?.key)).size).toBe(keys.length)
  })

  it('keeps till 1 ticket 11 and till 11 ticket 1 apart', () => {
    const ticket = (number: string) => postingKey('t1', { ...IDENTITIES.ES, series: undefined, folio: undefined, number })?.text
    expect(ticket('T1-11')).not.toBe(ticket('T11-1'))
    expect(ticket('T1-11')).toBe(ticket('T1/0011'))
    expect(ticket('2025/0001')).toBe('v1|t1|invoice|ES|B12345674|2025-1')
  })

  it('of an Ecuadorian invoice on paper is made of RUC, codDoc and number', () => {
    expect(postingKey('t1', { ...IDENTITIES.EC, fiscalId: undefined })?.text).toBe('v1|t1|invoice|EC|1799000012001|01|001-001-000000123')
    expect(postingKey('t1', { ...IDENTITIES.EC, fiscalId: { kind: 'claveAcceso', value: '123' }, number: '1-1-123' })?.text).toBe('v1|t1|invoice|EC|1799000012001|01|001-001-000000123')
  })

  it('of a Mexican invoice whose stamp was not read is made of RFC and number', () => {
    expect(postingKey('t1', { ...IDENTITIES.MX, fiscalId: undefined })?.text).toBe('v1|t1|invoice|MX|AAA010101AA1|A123')
  })

  it('of a Colombian invoice is the CUFE when there is one', () => {
    expect(postingKey('t1', { ...IDENTITIES.CO, fiscalId: { kind: 'cufe', value: 'ab12' } })?.text).toBe('v1|t1|invoice|CO|AB12')
    expect(postingKey('t1', IDENTITIES.CO)?.text).toBe('v1|t1|invoice|CO|900000001|SETP990000001')
  })

  it('of a foreign invoice is made of issuer and number', () => {
    expect(postingKey('t1', { country: 'US', docType: 'invoice', issuerTaxId: '12-3456789', number: 'INV/2025/007' })?.text).toBe('v1|t1|invoice|US|123456789|INV2025-7')
  })

  it.each<[string, InvoiceIdentity]>([
    ['a ticket without number', { country: 'ES', docType: 'receipt', issuerTaxId: 'B12345674' }],
    ['an invoice without issuer', { ...IDENTITIES.PE, issuerTaxId: undefined }],
    ['a number that is no series and number', { ...IDENTITIES.PE, number: '123' }],
    ['a foreign invoice without number', { country: 'US', docType: 'invoice', issuerTaxId: '12-3456789' }],
    ['a kind of document that has no type', { ...IDENTITIES.CL, subType: undefined, docType: 'quote' }],
  ])('%s has none', (_, identity) => expect(postingKey('t1', identity)).toBeUndefined())

  it('leaves only one way to write a Peruvian number', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 99_999_999 }), fc.integer({ min: 1, max: 8 }), (n, width) => {
      const number = `F001-${String(n).padStart(width, '0')}`
      expect(postingKey('t1', { ...IDENTITIES.PE, number })?.text).toBe(`v1|t1|invoice|PE|20600000013|01|F001-${n}`)
    }))
  })
})

describe('the near key', () => {
  const near = { country: 'PE', issuerTaxId: '20600000013', issueDate: '2025-04-15', total: '448.40', currency: 'PEN' }

  it('is made of issuer, date, total and currency', () => {
    expect(nearKey('t1', near)).toEqual({ text: 'v1|t1|near|20600000013|2025-04-15|448.40|PEN', key: 'ca0c24d1900144b48826b3249952a1b9f0d6c5ad854e0464c5f58c21d786dd15' })
  })

  it('does not depend on how the total was written', () => {
    expect(nearKey('t1', { ...near, total: '448.4' })).toEqual(nearKey('t1', near))
    expect(nearKey('t1', { ...near, country: 'CL', issuerTaxId: '76.000.001-9', total: '142800.0', currency: 'CLP' })?.text).toBe('v1|t1|near|76000001-9|2025-04-15|142800|CLP')
  })

  it.each(['issuerTaxId', 'issueDate', 'total', 'currency'] as const)('needs the %s', (part) => {
    expect(nearKey('t1', { ...near, [part]: undefined })).toBeUndefined()
  })
})

describe('the key of a bank movement', () => {
  const movement = { account: 'ES8099990001450000000001', bookingDate: '2025-04-03', amount: '-120.50', currency: 'EUR', ordinal: 1 }

  it('is made of account, date, signed amount, currency and ordinal', () => {
    expect(movementKey('t1', movement)).toEqual({ text: 'v1|t1|banktx|ES8099990001450000000001|2025-04-03|-120.50|EUR|1', key: 'a279b33a2016b72b2af9db5475e551886014597d745c170cc570d4569e41cd7a' })
  })

  it('does not depend on how account and amount were written', () => {
    expect(movementKey('t1', { ...movement, account: 'ES80 9999 0001 4500 0000 0001', amount: '-120.5' })).toEqual(movementKey('t1', movement))
  })

  it('tells two equal lines of a day apart by their order', () => {
    const coffee = { account: 'ES8099990001450000000001', bookingDate: '2025-04-03', amount: '-1.20', currency: 'EUR' }
    expect(ordinalsOf([coffee, { ...coffee, amount: '-35.00' }, { ...coffee, amount: '-1.2' }, { ...coffee, bookingDate: '2025-04-04' }])).toEqual([1, 1, 2, 1])
  })
})
