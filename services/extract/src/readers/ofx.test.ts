import { describe, expect, it } from 'vitest'
import { changed, codeOf, readFile, readStatement, sampleText, SPAIN } from './test-reading.ts'

const april = sampleText('es/extracto-abril.ofx')
const body = (transaction: string) => `OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>9999<ACCTID>ES8099990001450000000001</BANKACCTFROM><BANKTRANLIST><STMTTRN>${transaction}</STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`
const movement = (transaction: string) => readStatement('ofx', body(transaction)).transactions[0]

describe('an OFX file', () => {
  it('is read whole', () => {
    expect(readStatement('ofx', april)).toMatchObject({
      account: { iban: 'ES8099990001450000000001', bank: '9999', branch: '0001', currency: 'EUR' }, from: '2025-04-01', to: '2025-04-30', closingBalance: { amount: '1292.90', date: '2025-04-30' },
      transactions: [{ bookingDate: '2025-04-03', code: 'DEBIT', externalRef: 'B0001' }, { narrative: 'TRANSFERENCIA CLIENTE UNO FACTURA F001-00000123' }, { code: 'SRVCHG' }],
    })
  })

  it.each([
    ['a zone, which never moves the day', '<DTPOSTED>20250403233000[-5:EST]<TRNAMT>1.00', { bookingDate: '2025-04-03' }],
    ['a time with milliseconds', '<DTPOSTED>20250403120000.000[0:GMT]<TRNAMT>1.00', { bookingDate: '2025-04-03' }],
    ['a decimal comma', '<DTPOSTED>20250403<TRNAMT>-1234,5', { amount: '-1234.5' }],
    ['thousands all the same', '<DTPOSTED>20250403<TRNAMT>1,234.50', { amount: '1234.50' }],
    ['a plus', '<DTPOSTED>20250403<TRNAMT>+7.00', { amount: '7.00' }],
    ['entities', '<DTPOSTED>20250403<TRNAMT>1.00<NAME>J&amp;B&nbsp;SA', { narrative: 'J&B SA' }],
    ['an empty leaf that is not closed', '<DTPOSTED>20250403<TRNAMT>1.00<CHECKNUM><NAME>PAGO<MEMO>', { narrative: 'PAGO' }],
    ['closed leaves', '<DTPOSTED>20250403</DTPOSTED><TRNAMT>1.00</TRNAMT><NAME>PAGO</NAME>', { narrative: 'PAGO' }],
    ['a payee and an account', '<DTPOSTED>20250403<TRNAMT>1.00<PAYEE><NAME>ANA</PAYEE><BANKACCTTO><ACCTID>ES9121000418450200051332</BANKACCTTO>', { counterparty: { name: 'ANA', iban: 'ES9121000418450200051332' } }],
    ['a memo that repeats its name', '<DTPOSTED>20250403<TRNAMT>1.00<NAME>PAGO TARJETA<MEMO>PAGO TARJETA', { narrative: 'PAGO TARJETA' }],
    ['tags of its maker', '<DTPOSTED>20250403<TRNAMT>1.00<INTU.BID>1<NAME>PAGO', { narrative: 'PAGO' }],
    ['no FITID', '<DTPOSTED>20250403<TRNAMT>1.00<FITID>', { amount: '1.00' }],
  ])('may have %s', (_, transaction, expected) => expect(movement(transaction)).toMatchObject(expected))

  const coffee = '<DTPOSTED>20250403<TRNAMT>-1.20<FITID>B7<NAME>CAFE'
  it.each([
    ['the same in all it says is one', coffee, ['-1.20'], ['review MOVEMENT_REPEATED']],
    ['another with the same FITID is two', coffee.replace('CAFE', 'BOLLO'), ['-1.20', '-1.20'], []],
    ['another amount with the same FITID is two', coffee.replace('1.20', '1.30'), ['-1.20', '-1.30'], []],
    ['another FITID is two', coffee.replace('B7', 'B8'), ['-1.20', '-1.20'], []],
  ])('with a movement that stands there again: %s', (_, again, expected, findings) => {
    const document = readFile('ofx', body(`${coffee}</STMTTRN><STMTTRN>${again}`), { docType: 'bank_statement', tenant: SPAIN })
    expect(document.bankStatement?.transactions.map((one) => one.amount)).toEqual(expected)
    expect(document.findings.map(({ code, severity }) => `${severity} ${code}`)).toEqual(findings)
  })

  it('counts equal movements that have no FITID', () => {
    const plain = coffee.replace('<FITID>B7', '')
    expect(readStatement('ofx', body(`${plain}</STMTTRN><STMTTRN>${plain}`)).transactions.map((one) => one.ordinal)).toEqual([1, 2])
  })

  it('takes once what two lists of one account have in common', () => {
    const twice = changed(april, [/<STMTRS>[^]*<\/STMTRS>/, '$&$&'])
    expect(readStatement('ofx', twice).transactions).toHaveLength(3)
  })

  it('of version 2 is XML', () => {
    const xml = `<?xml version="1.0"?><?OFX OFXHEADER="200" VERSION="211"?>${body('<DTPOSTED>20250403</DTPOSTED><TRNAMT>-5.00</TRNAMT><NAME>UNO &amp; DOS</NAME>').split('\n\n')[1]}`.replace('<CURDEF>EUR', '<CURDEF>EUR</CURDEF>').replace('<BANKID>9999', '<BANKID>9999</BANKID>').replace('0001</BANKACCTFROM>', '0001</ACCTID></BANKACCTFROM>')
    expect(readStatement('ofx', xml).transactions).toMatchObject([{ amount: '-5.00', narrative: 'UNO & DOS' }])
  })

  it('of a credit card is read, too', () => {
    const card = changed(april, [/STMTRS/g, 'CCSTMTRS'], [/BANKACCTFROM/g, 'CCACCTFROM'])
    expect(readStatement('ofx', card).transactions).toHaveLength(3)
  })

  it('in Windows-1252 keeps its accents', () => {
    expect(readStatement('ofx', Buffer.from(changed(april, ['ENERGIA SUR', 'ENERGÍA ÑANDÚ']), 'latin1')).transactions[0]?.narrative).toBe('ADEUDO RECIBO ENERGÍA ÑANDÚ')
  })

  it.each([
    ['no OFX', 'hola', 'BANK_FILE_MALFORMED'],
    ['no account', '<OFX></OFX>', 'UNEXPECTED_STRUCTURE'],
    ['a movement without amount', body('<DTPOSTED>20250403'), 'MOVEMENT_UNREADABLE'],
    ['a movement without date', body('<TRNAMT>1.00'), 'MOVEMENT_UNREADABLE'],
    ['broken XML', '<?xml version="1.0"?><OFX><STMTRS>', 'XML_MALFORMED'],
    ['nothing in it', '<OFX><STMTRS><CURDEF>EUR</STMTRS></OFX>', 'NO_USABLE_FIELD'],
  ])('with %s fails with its code', (_, text, code) => expect(codeOf(() => readStatement('ofx', text))).toBe(code))
})
