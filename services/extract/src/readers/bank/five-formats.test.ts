import { describe, expect, it } from 'vitest'
import { movementKey } from '@chasqui/tax'
import { readStatement, sampleBytes } from '../test-reading.ts'

const FILES = [
  ['mt940', 'es/extracto-abril.sta'],
  ['ofx', 'es/extracto-abril.ofx'],
  ['camt053', 'es/extracto-abril.camt.xml'],
  ['norma43', 'es/extracto-abril.n43'],
  ['csv', 'es/extracto-abril.csv'],
] as const

const ACCOUNT = 'ES8099990001450000000001'

describe.each(FILES)('April as %s', (kind, path) => {
  const statement = readStatement(kind, sampleBytes(path))

  it('is of the same account', () => expect(statement.account).toMatchObject({ iban: ACCOUNT, currency: 'EUR' }))

  it('has the same three movements, so that they have the same keys', () => {
    expect(statement.transactions.map(({ bookingDate, amount, currency, ordinal, direction }) => ({ bookingDate, amount, currency, ordinal, direction }))).toEqual([
      { bookingDate: '2025-04-03', amount: '-120.50', currency: 'EUR', ordinal: 1, direction: 'debit' },
      { bookingDate: '2025-04-15', amount: '448.40', currency: 'EUR', ordinal: 1, direction: 'credit' },
      { bookingDate: '2025-04-30', amount: '-35.00', currency: 'EUR', ordinal: 1, direction: 'debit' },
    ])
    const [first] = statement.transactions
    expect(first && movementKey('t1', { account: ACCOUNT, ...first }).key).toBe('a279b33a2016b72b2af9db5475e551886014597d745c170cc570d4569e41cd7a')
  })

  it('ends with 1292.90', () => expect(statement.closingBalance?.amount).toBe('1292.90'))

  it('says what the movements were', () => {
    expect(statement.transactions[0]?.narrative).toBe('ADEUDO RECIBO ENERGIA SUR')
    expect(statement.transactions[1]?.narrative).toContain('FACTURA F001-00000123')
    expect(statement.transactions[2]?.narrative).toBe('COMISION MANTENIMIENTO')
  })
})
