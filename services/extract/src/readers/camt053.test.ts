import { describe, expect, it } from 'vitest'
import { changed, codeOf, readFile, readStatement, sampleText, SPAIN } from './test-reading.ts'

const april = sampleText('es/extracto-abril.camt.xml')
const read = (...changes: readonly (readonly [string | RegExp, string])[]) => readStatement('camt053', changed(april, ...changes))
const entry = (inner: string) => `<Ntry>${inner}</Ntry></Stmt>`
const booked = '<CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2025-04-29</Dt></BookgDt>'

describe('a CAMT.053 file', () => {
  it('is read whole', () => {
    expect(readStatement('camt053', april)).toMatchObject({
      statementId: 'S4', sequence: '4', account: { iban: 'ES8099990001450000000001', currency: 'EUR' },
      openingBalance: { amount: '1000.00', date: '2025-04-01' }, closingBalance: { amount: '1292.90', date: '2025-04-30' },
      transactions: [{ externalRef: 'B0001', amount: '-120.50' }, { bookingDate: '2025-04-15', counterparty: { name: 'CLIENTE UNO' }, narrative: 'FACTURA F001-00000123' }, { externalRef: 'B0003' }],
    })
  })

  it.each(['02', '03', '04', '06', '08'])('of version %s is the same', (version) => {
    expect(read(['camt.053.001.02', version === '02' ? 'camt.053.001.02 ' : `camt.053.001.${version}`]).transactions).toHaveLength(3)
  })

  it('of version 08 has its status and its parties one level deeper', () => {
    const statement = read([/<Sts>BOOK<\/Sts>/g, '<Sts><Cd>BOOK</Cd></Sts>'], ['<Dbtr><Nm>CLIENTE UNO</Nm></Dbtr>', '<Dbtr><Pty><Nm>CLIENTE UNO</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>ES9121000418450200051332</IBAN></Id></DbtrAcct>'])
    expect(statement.transactions[1]?.counterparty).toEqual({ name: 'CLIENTE UNO', iban: 'ES9121000418450200051332' })
  })

  it.each(['<Sts>PDNG</Sts>', '<Sts><Cd>PDNG</Cd></Sts>', '<Sts>INFO</Sts>'])('skips what is not booked: %s', (status) => {
    expect(read(['<Sts>BOOK</Sts>', status]).transactions).toHaveLength(2)
  })

  const parts = (second: string) => `<NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs><Amt Ccy="EUR">10.00</Amt><RmtInf><Ustrd>UNO</Ustrd></RmtInf></TxDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><Amt Ccy="EUR">${second}</Amt><RmtInf><Ustrd>DOS</Ustrd></RmtInf></TxDtls></NtryDtls>`
  it('splits a batch whose details add up to it', () => {
    const { transactions } = read(['</Stmt>', entry(`<Amt Ccy="EUR">30.00</Amt>${booked}<AcctSvcrRef>B9</AcctSvcrRef>${parts('20.00')}`)])
    expect(transactions.slice(3)).toMatchObject([{ amount: '10.00', narrative: 'UNO', endToEndId: 'E1' }, { amount: '20.00', narrative: 'DOS' }])
    expect(transactions[4]).not.toHaveProperty('endToEndId')
  })

  it('keeps a batch whole whose details do not add up', () => {
    const { transactions } = read(['</Stmt>', entry(`<Amt Ccy="EUR">30.00</Amt>${booked}${parts('19.00')}`)])
    expect(transactions.slice(3)).toMatchObject([{ amount: '30.00', narrative: 'UNO DOS' }])
  })

  it('splits a batch of thousands without taking minutes', () => {
    const startedAt = performance.now()
    const many = '<TxDtls><Amt Ccy="EUR">1</Amt></TxDtls>'.repeat(10_000)
    expect(read(['</Stmt>', entry(`<Amt Ccy="EUR">10000</Amt>${booked}<NtryDtls>${many}</NtryDtls>`)]).transactions).toHaveLength(10_003)
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })

  it('takes the amounts of details from where older versions keep them', () => {
    const older = parts('20.00').replaceAll('<Amt Ccy="EUR">', '<AmtDtls><TxAmt><Amt Ccy="EUR">').replaceAll('</Amt>', '</Amt></TxAmt></AmtDtls>')
    expect(read(['</Stmt>', entry(`<Amt Ccy="EUR">30.00</Amt>${booked}${older}`)]).transactions).toHaveLength(5)
  })

  it('believes the indicator of a reversal: it shows the effective direction', () => {
    expect(read(['</Stmt>', entry(`<Amt Ccy="EUR">30.00</Amt><RvslInd>true</RvslInd>${booked}`)]).transactions[3]?.amount).toBe('30.00')
  })

  it('says that a sign beside the indicator is against its format', () => {
    const { findings } = readFile('camt053', changed(april, ['>448.40<', '>-448.40<']), { docType: 'bank_statement', tenant: SPAIN })
    expect(findings).toMatchObject([{ code: 'MOVEMENT_SIGN_MISMATCH', severity: 'error', field: 'bankStatement.transactions.1.amount', message: 'The amount -448.40 has a sign beside its CRDT' }])
  })

  it('reads texts wherever they are, and codes', () => {
    const { transactions } = read(['</Stmt>', entry(`<Amt Ccy="EUR">30.00</Amt>${booked}<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><AddtlNtryInf>TEXTO DEL BANCO</AddtlNtryInf>`)])
    expect(transactions[3]).toMatchObject({ narrative: 'TEXTO DEL BANCO', code: 'PMNT-RCDT-ESCT' })
  })

  it('opens with the closing balance of the day before where it has no other', () => expect(read(['OPBD', 'PRCD']).openingBalance?.amount).toBe('1000.00'))

  it('may be a notification (054) or an intraday report (052)', () => {
    expect(read([/BkToCstmrStmt/g, 'BkToCstmrDbtCdtNtfctn'], [/<(\/?)Stmt>/g, '<$1Ntfctn>']).transactions).toHaveLength(3)
    expect(read([/BkToCstmrStmt/g, 'BkToCstmrAcctRpt'], [/<(\/?)Stmt>/g, '<$1Rpt>']).transactions).toHaveLength(3)
  })

  it('counts equal movements of a day', () => {
    const coffee = `<Ntry><Amt Ccy="EUR">1.20</Amt>${booked}</Ntry>`
    expect(read(['</Stmt>', `${coffee}${coffee}</Stmt>`]).transactions.slice(3).map((one) => one.ordinal)).toEqual([1, 2])
  })

  it.each([
    ['another root', '<Document><Otro/></Document>', 'UNEXPECTED_STRUCTURE'],
    ['an entry without date', changed(april, [/<BookgDt><Dt>2025-04-30<\/Dt><\/BookgDt>/, '']), 'MOVEMENT_UNREADABLE'],
    ['an entry without direction', changed(april, ['<CdtDbtInd>DBIT</CdtDbtInd><Sts>', '<Sts>']), 'MOVEMENT_UNREADABLE'],
    ['an amount that is none', changed(april, ['>120.50<', '>mucho<']), 'MOVEMENT_UNREADABLE'],
    ['half a file', april.slice(0, 1_000), 'XML_MALFORMED'],
    ['nothing in it', '<Document><BkToCstmrStmt><Stmt/></BkToCstmrStmt></Document>', 'NO_USABLE_FIELD'],
  ])('with %s fails with its code', (_, text, code) => expect(codeOf(() => readStatement('camt053', text))).toBe(code))
})
