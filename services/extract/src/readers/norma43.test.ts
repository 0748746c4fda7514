import { describe, expect, it } from 'vitest'
import { changed, codeOf, readFile, readStatement, sampleText, SPAIN } from './test-reading.ts'

const april = sampleText('es/extracto-abril.n43')
const findings = (text: string) => readFile('norma43', text, { docType: 'bank_statement', tenant: SPAIN }).findings.map((finding) => finding.code)

describe('a Norma 43 file', () => {
  it('is read whole', () => {
    expect(readStatement('norma43', april)).toMatchObject({
      account: { iban: 'ES8099990001450000000001', bank: '9999', branch: '0001', currency: 'EUR', holder: 'EMPRESA DE PRUEBA SL' },
      from: '2025-04-01', to: '2025-04-30', openingBalance: { amount: '1000.00', date: '2025-04-01' }, closingBalance: { amount: '1292.90', date: '2025-04-30' },
      transactions: [{ code: '03', externalRef: '0000000001', valueDate: '2025-04-03' }, { code: '04' }, { code: '17' }],
    })
    expect(findings(april)).toEqual([])
  })

  it('may have its full 80 columns, and a Ctrl-Z at the end', () => {
    const padded = april.split(/\r?\n/).map((record) => record.padEnd(80)).join('\r\n')
    expect(readStatement('norma43', `${padded}\u001a`)).toEqual(readStatement('norma43', april))
  })

  it('may count record 88 itself', () => expect(findings(changed(april, ['000008', '000009']))).toEqual([]))

  it.each([
    ['record 88 counts others', ['000008', '000012']],
    ['record 33 counts other debits', ['0000200000000015550', '0000300000000015550']],
    ['record 33 adds up otherwise', ['00002000000000155500', '00002000000000155510']],
  ] as const)('where %s says so', (_, change) => expect(findings(changed(april, change))).toEqual(['STATEMENT_BALANCE_MISMATCH']))

  it('takes a zero beside a balance for a credit', () => {
    expect(readStatement('norma43', changed(april, ['25040125043020000000010000', '25040125043000000000010000'])).openingBalance?.amount).toBe('1000.00')
  })

  it('leaves out balances that the bank left empty', () => {
    const empty = readStatement('norma43', changed(april, ['25043020000000010000', '25043020000000000000']))
    expect(empty.openingBalance).toBeUndefined()
    expect(empty.closingBalance).toBeUndefined()
    expect(empty.transactions).toHaveLength(3)
  })

  it('without texts says the references', () => {
    expect(readStatement('norma43', changed(april, [/2301ADEUDO.*\r?\n/, ''], ['000008', '000007'])).transactions[0]?.narrative).toBe('000000000101 RECIBO LUZ')
  })

  it('in dollars knows the number of the currency', () => expect(readStatement('norma43', changed(april, ['9783EMPRESA', '8403EMPRESA'])).account.currency).toBe('USD'))

  it.each([
    ['cut off', april.split('\n').slice(0, 4).join('\n'), 'BANK_FILE_MALFORMED'],
    ['without a record 11', april.split('\n').slice(1).join('\n'), 'BANK_FILE_MALFORMED'],
    ['with records of another kind', `${april}\n99`, 'BANK_FILE_MALFORMED'],
    ['with a movement without a day', changed(april, ['250403250403', '259903259903']), 'MOVEMENT_UNREADABLE'],
    ['with letters in an amount', changed(april, ['00000000012050', '0000000001205X']), 'MOVEMENT_UNREADABLE'],
    ['of an unknown currency', changed(april, ['9783EMPRESA', '0003EMPRESA']), 'BANK_FILE_MALFORMED'],
  ])('%s fails with its code', (_, text, code) => expect(codeOf(() => readStatement('norma43', text))).toBe(code))
})
