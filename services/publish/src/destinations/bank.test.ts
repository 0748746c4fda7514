import { describe, expect, it } from 'vitest'
import type { Canonical } from '@chasqui/contracts'
import { amountOf, textOf } from '@chasqui/mongo/books'
import { aRequest, aStatement, fiveBankFiles, IBAN, movement, SPAIN } from '../documents.fixture.ts'
import { accountIdIn, accountOf, movementKeysOf, periodOf, ruleText, statementIn, statementOf, transactionOf } from './bank.ts'
import type { RecordContext } from './destination.ts'
import { hasGapBefore } from './gap.ts'

const context: RecordContext = { entityId: 'e1', postingKey: 'k1', source: { kind: 'import', batchId: 'b1', itemId: 'i1' }, createdAt: new Date(0) }

describe('the movements of one account', () => {
  it('have the same keys in all five formats', () => {
    const keys = Object.values(fiveBankFiles).map((file) => movementKeysOf('t1', statementIn(file)))
    expect(keys[0]?.[0]).toBe('a279b33a2016b72b2af9db5475e551886014597d745c170cc570d4569e41cd7a')
    expect(new Set(keys.map(String)).size).toBe(1)
  })

  it('are of one account, with or without blanks in the IBAN', () => {
    expect(new Set(Object.values(fiveBankFiles).map((file) => accountIdIn('t1', statementIn(file)))).size).toBe(1)
  })

  it('stay two when they are equal on one day', () => {
    const coffees = aStatement([movement('2025-04-03', '-1.20', 'CAFE'), movement('2025-04-03', '-1.20', 'CAFE', { ordinal: 2 })])
    expect(new Set(movementKeysOf('t1', statementIn(coffees))).size).toBe(2)
  })

  it('are recorded signed, valued on the day of booking where nothing else is said', () => {
    const request = aRequest(SPAIN, fiveBankFiles.camt as Canonical)
    const statement = statementIn(request.canonical)
    const [first, second, third] = statement.transactions.map((one) => transactionOf(request, statement, one, context, 's1'))
    expect(textOf(first?.amount ?? amountOf('0'))).toBe('-120.50')
    expect(second).toMatchObject({ direction: 'credit', counterparty: { name: 'CLIENTE UNO' }, externalRef: 'B0002', status: 'pending', statementId: 's1' })
    expect(third).toMatchObject({ bookingDate: '2025-04-30', valueDate: '2025-04-30' })
  })

  it.each([
    ['Adeudo recibo  energía sur 000000000101', 'ADEUDO RECIBO ENERGIA SUR'],
    ['TRANSFERENCIA FACTURA F001-00000123', 'TRANSFERENCIA FACTURA F001-'],
    ['TARJETA 12345', 'TARJETA 12345'],
  ])('are compared by rules without accents and long numbers: %s', (narrative, expected) => expect(ruleText(narrative)).toBe(expected))
})

describe('a statement', () => {
  it('is staged until all its lines are written', () => {
    const request = aRequest(SPAIN, fiveBankFiles.norma43 as Canonical)
    const record = statementOf(request, statementIn(request.canonical), context, 1)
    expect(record).toMatchObject({ _id: 'e1', state: 'staged', movements: 3, duplicates: 1, from: '2025-04-01', to: '2025-04-30', currency: 'EUR' })
    expect([record.opening, record.closing].map((amount) => amount?.toString())).toEqual(['1000.00', '1292.90'])
  })

  it('makes its account unconfirmed', () => {
    const request = aRequest(SPAIN, fiveBankFiles.csv as Canonical)
    expect(accountOf(request, statementIn(request.canonical), context)).toMatchObject({ iban: IBAN, currency: 'EUR', status: 'unconfirmed' })
  })

  it('without an IBAN is of the number and the currency of its account', () => {
    const of = (number: string, currency: string) => accountIdIn('t1', statementIn(aStatement([], { account: { number, currency } })))
    expect(of('193-1234567-0-11', 'PEN')).toBe(of('1931234567011', 'PEN'))
    expect(of('193-1234567-0-11', 'PEN')).not.toBe(of('193-1234567-0-11', 'USD'))
  })

  it('has its period from its balances, or else from its movements', () => {
    expect(periodOf(statementIn(fiveBankFiles.mt940 as Canonical))).toEqual({ from: '2025-04-01', to: '2025-04-30' })
    expect(periodOf(statementIn(fiveBankFiles.csv as Canonical))).toEqual({ from: '2025-04-03', to: '2025-04-30' })
    expect(periodOf(statementIn(aStatement([])))).toEqual({ from: undefined, to: undefined })
  })
})

describe('a gap before a statement', () => {
  const of = (_id: string, from: string, to: string, opening: string, closing: string) => ({ _id, from, to, opening: amountOf(opening), closing: amountOf(closing) })
  const march = of('march', '2025-03-01', '2025-03-31', '500.00', '1000.00')
  const april = of('april', '2025-04-01', '2025-04-30', '1000.00', '1292.90')
  const monday = of('monday', '2025-04-07', '2025-04-07', '10.00', '20.00')
  const tuesday = of('tuesday', '2025-04-08', '2025-04-08', '20.00', '30.00')

  it.each<[string, typeof april, (typeof april)[], boolean]>([
    ['the first statement of an account', april, [], false],
    ['the month after a month', april, [march], false],
    ['a balance that differs', { ...april, opening: amountOf('999.99') }, [march], true],
    ['a month that is missing', of('may', '2025-05-01', '2025-05-31', '1300.00', '1.00'), [march, april], true],
    ['balances written with other decimals', { ...april, opening: amountOf('1000') }, [march], false],
    ['the day after a day', tuesday, [monday], false],
    ['the second statement of a day', of('monday2', '2025-04-07', '2025-04-07', '20.00', '25.00'), [monday], false],
    ['the first statement of a day, again', { ...monday, _id: 'copy' }, [monday, of('monday2', '2025-04-07', '2025-04-07', '20.00', '25.00'), of('friday', '2025-04-04', '2025-04-04', '5.00', '10.00')], false],
    ['the same day in another format', { ...monday, _id: 'copy', from: '2025-04-06' }, [monday], false],
    ['a statement that begins on the day the one before ended', of('later', '2025-03-31', '2025-04-30', '1000.00', '1.00'), [march], false],
  ])('%s: %#', (_, statement, earlier, expected) => expect(hasGapBefore(statement, earlier)).toBe(expected))

  it('is not claimed where a balance or the period is unknown', () => {
    const { opening: _, ...unopened } = april
    const { closing: __, ...unclosed } = march
    const { from: ___, ...undated } = april
    expect(hasGapBefore(unopened, [march])).toBe(false)
    expect(hasGapBefore({ ...april, opening: amountOf('1.00') }, [unclosed])).toBe(false)
    expect(hasGapBefore({ ...undated, opening: amountOf('1.00') }, [march])).toBe(false)
  })
})
