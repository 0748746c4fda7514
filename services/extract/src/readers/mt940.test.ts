import { describe, expect, it } from 'vitest'
import { changed, codeOf, readFile, readStatement, sampleText, SPAIN } from './test-reading.ts'

const statement = (...fields: string[]) => [':20:REF', ':25:ES8099990001450000000001', ':28C:00001/001', ':60F:C250101EUR1000,00', ...fields, ':62F:C250131EUR1000,00', '-'].join('\r\n')
const movement = (...fields: string[]) => readStatement('mt940', statement(...fields)).transactions[0]

describe('field 61', () => {
  it.each([
    ['a debit', '2501150115D12,50NTRFNONREF//B1', { bookingDate: '2025-01-15', valueDate: '2025-01-15', amount: '-12.50', code: 'NTRF', externalRef: 'B1' }],
    ['a credit', '2501150115C12,NTRFNONREF', { amount: '12' }],
    ['the reversal of a credit, which is money out', '2501150115RC12,50NTRFNONREF', { amount: '-12.50' }],
    ['the reversal of a debit, which is money in', '2501150115RD12,50NTRFNONREF', { amount: '12.50' }],
    ['the third letter of the currency', '2501150115DR12,50NMSCNONREF', { amount: '-12.50', code: 'NMSC' }],
    ['no booking date: it is the value date', '250115D12,50NTRFNONREF', { bookingDate: '2025-01-15' }],
    ['a booking in January of a value in December', '2412310102C1,00NTRFNONREF', { valueDate: '2024-12-31', bookingDate: '2025-01-02' }],
    ['a booking in December of a value in January', '2501021231C1,00NTRFNONREF', { valueDate: '2025-01-02', bookingDate: '2024-12-31' }],
    ['only the customer\'s reference', '2501150115D12,50NCHKCHEQUE 77', { externalRef: 'CHEQUE 77' }],
    ['no reference', '2501150115D12,50NTRFNONREF', { externalRef: undefined }],
    ['a last century', '991231D1,00NTRFNONREF', { valueDate: '1999-12-31' }],
  ])('with %s', (_, field, expected) => {
    const read = movement(`:61:${field}`, ':86:TEXTO')
    for (const [name, value] of Object.entries(expected)) expect({ name, value: read?.[name as keyof typeof read] }).toEqual({ name, value })
  })

  it('with a second line of details says them when field 86 is missing', () => {
    expect(movement(':61:2501150115D12,50NTRFNONREF//B1\r\nPAGO TARJETA')?.narrative).toBe('PAGO TARJETA')
  })

  it.each(['hola', '2501150115X12,50NTRFNONREF', '2513150115D12,50NTRFNONREF', '2501150115D,NTRF'])('that cannot be read fails the file, with its line: %s', (field) => {
    expect(codeOf(() => movement(`:61:${field}`))).toBe('MOVEMENT_UNREADABLE')
  })
})

describe('field 86', () => {
  it.each([
    ['plain lines, joined by a blank', 'TRANSFERENCIA CLIENTE\r\nFACTURA 7', { narrative: 'TRANSFERENCIA CLIENTE FACTURA 7' }],
    ['sub-fields, joined by nothing inside', '166?00TRANSFERENCIA?20FACTURA A-1?21SEGUNDA PAR\r\nTE?30BANK?31ES8099990001450000000001?32IMPRENTA LEVANTE?33 SL', { narrative: 'TRANSFERENCIA FACTURA A-1 SEGUNDA PARTE', counterparty: { name: 'IMPRENTA LEVANTE SL', iban: 'ES8099990001450000000001' } }],
    ['SEPA words', '?00SEPA?20EREF+E2E-77 MREF+M1?21SVWZ+FACTURA 12', { narrative: 'SEPA FACTURA 12', endToEndId: 'E2E-77' }],
    ['words between slashes', '/TRTP/SEPA OVERBOEKING/IBAN/ES8099990001450000000001/NAME/ANA EJEMPLO/REMI/FACTURA 9/EREF/NOTPROVIDED', { narrative: 'SEPA OVERBOEKING FACTURA 9', counterparty: { name: 'ANA EJEMPLO', iban: 'ES8099990001450000000001' } }],
  ])('in %s', (_, field, expected) => {
    expect(movement(':61:2501150115D12,50NTRFNONREF//B1', `:86:${field}`)).toMatchObject(expected)
  })

  it('behind the closing balance belongs to no movement', () => {
    const text = changed(statement(':61:2501150115D12,50NTRFNONREF//B1', ':86:PAGO'), [':62F:C250131EUR1000,00', ':62F:C250131EUR1000,00\r\n:86:MENSAJE DEL BANCO'])
    expect(readStatement('mt940', text).transactions.map((one) => one.narrative)).toEqual(['PAGO'])
  })
})

describe('an MT940 file', () => {
  it('chains its messages by their intermediate balances, counts equal movements, and moves 30 February', () => {
    const document = readFile('mt940', sampleText('es/extracto-febrero-dos-mensajes.sta'), { docType: 'bank_statement', tenant: SPAIN })
    expect(document.bankStatement).toMatchObject({ openingBalance: { amount: '5000', date: '2025-02-01' }, closingBalance: { amount: '4587.50', date: '2025-02-28' }, transactions: [{ ordinal: 1 }, { ordinal: 2 }, { amount: '100.00' }, { valueDate: '2025-02-28' }] })
    expect(document.findings).toMatchObject([{ code: 'DATE_CLAMPED', severity: 'review', value: '2025-02-30' }])
  })

  it('with a gap between its messages says so', () => {
    const text = changed(sampleText('es/extracto-febrero-dos-mensajes.sta'), [':60M:C250206EUR4500,00', ':60M:C250206EUR4400,00'])
    expect(readFile('mt940', text, { docType: 'bank_statement', tenant: SPAIN }).findings.map((finding) => finding.code)).toContain('STATEMENT_GAP')
  })

  it('that closes in another currency than it opens in says so', () => {
    const text = changed(statement(), [':62F:C250131EUR', ':62F:C250131USD'])
    expect(readFile('mt940', text, { docType: 'bank_statement', tenant: SPAIN }).findings).toMatchObject([{ code: 'INVALID_CURRENCY', severity: 'error', field: 'currency', message: 'The statement opens in EUR and closes in USD' }])
  })

  it('with balances below zero knows it', () => {
    expect(readStatement('mt940', changed(statement(), [':60F:C', ':60F:D'])).openingBalance?.amount).toBe('-1000.00')
  })

  it.each([
    ['bank and account apart', ':25:12345678/0000123456', { bank: '12345678', number: '0000123456' }],
    ['an IBAN with its currency', ':25:ES8099990001450000000001EUR', { iban: 'ES8099990001450000000001' }],
    ['a number of the bank', ':25:191-12345678-0-12', { number: '191-12345678-0-12' }],
  ])('may name its account by %s', (_, field, account) => {
    expect(readStatement('mt940', changed(statement(), [':25:ES8099990001450000000001', field])).account).toMatchObject(account)
  })

  it('with two accounts is two documents', () => {
    expect(codeOf(() => readStatement('mt940', `${statement()}\r\n${changed(statement(), ['ES8099990001450000000001', 'ES9121000418450200051332'])}`))).toBe('MANY_DOCUMENTS')
  })

  it.each([
    ['nothing', 'hola', 'NO_USABLE_FIELD'],
    ['no account', changed(statement(), [/:25:.*\r\n/, '']), 'BANK_FILE_MALFORMED'],
    ['no balance', changed(statement(), [/:60F:.*\r\n/, ''], [/:62F:.*\r\n/, '']), 'BANK_FILE_MALFORMED'],
    ['an end before its closing balance', statement(':61:2501150115D12,50NTRFNONREF//B1', ':86:PAGO').split(':62F:')[0] ?? '', 'BANK_FILE_MALFORMED'],
    ['its second message cut off', `${statement()}\r\n${statement().split(':62F:')[0] ?? ''}`, 'BANK_FILE_MALFORMED'],
    ['an unreadable balance', changed(statement(), [':60F:C250101EUR1000,00', ':60F:C250101EUR']), 'BANK_FILE_MALFORMED'],
  ])('with %s fails with its code', (_, text, code) => expect(codeOf(() => readStatement('mt940', text))).toBe(code))
})
