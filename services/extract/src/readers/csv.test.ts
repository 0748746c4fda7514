import { describe, expect, it } from 'vitest'
import { aTenant, CHILE, codeOf, readFile, readStatement, sampleBytes, SPAIN } from './test-reading.ts'

const amounts = (text: string, tenant = SPAIN) => readStatement('csv', text, tenant).transactions.map((one) => one.amount)
const table = (...lines: string[]) => lines.join('\n')

describe('a statement in CSV', () => {
  it('is read whole: newest first, Windows-1252', () => {
    expect(readStatement('csv', sampleBytes('es/extracto-abril.csv'))).toMatchObject({
      account: { iban: 'ES8099990001450000000001', currency: 'EUR' }, from: '2025-04-03', to: '2025-04-30', openingBalance: { amount: '1000.00' }, closingBalance: { amount: '1292.90', date: '2025-04-30' },
      transactions: [{ balanceAfter: '879.50', valueDate: '2025-04-03' }, { balanceAfter: '1327.90' }, { balanceAfter: '1292.90' }],
    })
  })

  it('of Chile has charges and deposits apart, and a line that is the opening balance', () => {
    expect(readStatement('csv', sampleBytes('cl/cartola-mayo.csv'), CHILE)).toMatchObject({ account: { number: '00-123-45678-09', currency: 'CLP' }, openingBalance: { amount: '1500000', date: '2025-05-01' }, closingBalance: { amount: '2202210' }, transactions: [{ amount: '-142800' }, { amount: '850000' }, { amount: '-4990' }] })
  })

  it('is read as people see it', () => {
    expect(readStatement('csv', table('Fecha;Concepto;Importe', '01/04/2025;PA\0GO \u202eX;\u200b-10,00'))).toMatchObject({ transactions: [{ narrative: 'PAGO X', amount: '-10.00' }] })
  })

  it('says that a text was cut: of a narrative as a warning, of what tells movements apart as an error', () => {
    const read = (narrative: string, reference: string) => readFile('csv', table('Fecha;Concepto;Observaciones;Importe;Referencia', `01/04/2025;${narrative};TARJETA 1234;-10,00;${reference}`), { docType: 'bank_statement', tenant: SPAIN })
    const cut = read('x'.repeat(501), 'y'.repeat(501))
    expect(cut.findings).toEqual([
      { code: 'VALUE_TOO_LONG', severity: 'error', field: 'bankStatement.transactions', message: 'Row 2, externalRef: It has 501 characters; 500 are read', value: 'y'.repeat(100) },
      { code: 'VALUE_TOO_LONG', severity: 'warning', field: 'bankStatement.transactions.0.narrative', message: 'It has 514 characters; 500 are read', value: 'x'.repeat(100) },
    ])
    expect(cut.bankStatement?.transactions).toMatchObject([{ narrative: 'x'.repeat(500), externalRef: 'y'.repeat(500) }])
    expect(read('x'.repeat(487), 'y'.repeat(500)).findings).toEqual([])
  })

  it('reads all dates of a column in the order that one of them proves', () => {
    const read = (...dates: string[]) => readFile('csv', table('Fecha;Concepto;Importe', ...dates.map((date) => `${date};X;10,00`)), { docType: 'bank_statement', tenant: SPAIN })
    expect(read('05/06/2025', '05/13/2025').bankStatement?.transactions.map(({ bookingDate }) => bookingDate)).toEqual(['2025-05-06', '2025-05-13'])
    expect(read('05/06/2025', '13/05/2025').findings).toEqual([])
    expect(read('05/06/2025', '13/05/2025', '05/13/2025').findings.map(({ code }) => code).toSorted()).toEqual(['DATE_ORDER_GUESSED', 'DATE_ORDER_MIXED'])
  })

  it('says of which row it has no column for a cell', () => {
    const read = (last: string) => readFile('csv', table('Fecha,Concepto,Importe,Saldo', '01/04/2025,PAGO,-10,90', `02/04/2025,COBRO,20,50,110${last}`, '03/04/2025,COBRO,20,130,'), { docType: 'bank_statement', tenant: SPAIN }).findings
    expect(read(',')).toContainEqual({ code: 'CELLS_BEYOND_HEADER', severity: 'review', message: 'Row 3 has more cells than the header: 110', value: '110' })
    expect(read(',').filter(({ code }) => code === 'CELLS_BEYOND_HEADER')).toHaveLength(1)
  })

  it.each([
    ['D and H', 'D', 'H'], ['C and A (cargo, abono)', 'C', 'A'], ['C and D (credit, debit)', 'D', 'C'], ['words', 'Cargo', 'Abono'], ['signs', '-', '+'], ['DBIT and CRDT', 'DBIT', 'CRDT'],
  ])('takes the side of its amounts from a column of %s', (_, out, in_) => {
    expect(amounts(table('Fecha;Concepto;Importe;D/H', `01/04/2025;PAGO;10,00;${out}`, `02/04/2025;COBRO;20,00;${in_}`))).toEqual(['-10.00', '20.00'])
  })

  it('with columns that contradict each other says so of each such movement, in its place', () => {
    const read = (...lines: string[]) => readFile('csv', table(...lines), { docType: 'bank_statement', tenant: SPAIN }).findings.map(({ code, severity, field, message }) => `${severity} ${code} ${field} ${message}`)
    const says = (at: number, what: string) => `error MOVEMENT_CONTRADICTED bankStatement.transactions.${at}.amount The columns of the movement contradict each other: ${what}`
    expect(read('Fecha;Concepto;Cargo;Abono', '03/04/2025;A;5,00;7,00', '02/04/2025;B;0,00;7,00', '01/04/2025;C;5,00;')).toEqual([says(2, '5.00 went out and 7.00 came in')])
    expect(read('Fecha;Concepto;Importe;Cargo;Abono', '01/04/2025;A;7,00;3,00;', '02/04/2025;B;7,00;7,00;')).toEqual([says(0, 'the amount is 7.00, the debit 3.00')])
    expect(read('Fecha;Concepto;Importe;D/H', '01/04/2025;A;-7,00;C')).toEqual([])
    expect(read('Fecha;Concepto;Importe;D/H', '01/04/2025;A;-7,00;D', '02/04/2025;B;8,00;D', '03/04/2025;C;9,00;H')).toEqual([says(1, '8.00 is called D')])
  })

  it('without signs and sides has them proven by its balance', () => {
    expect(amounts(table('Fecha;Concepto;Importe;Saldo', '31/03/2025;SALDO ANTERIOR;;100,00', '01/04/2025;PAGO;10,00;90,00', '02/04/2025;COBRO;20,00;110,00', '03/04/2025;PAGO;5,00;105,00'))).toEqual(['-10.00', '20.00', '-5.00'])
  })

  it('asks a person about the one sign that no balance proves', () => {
    const document = readFile('csv', table('Fecha;Concepto;Importe;Saldo', '01/04/2025;PAGO;10,00;90,00', '02/04/2025;COBRO;20,00;110,00', '03/04/2025;PAGO;5,00;105,00'), { docType: 'bank_statement', tenant: SPAIN })
    expect(document.findings).toMatchObject([{ code: 'AMOUNT_AMBIGUOUS', severity: 'review', field: 'bankStatement.transactions.0.amount' }])
  })

  it('keeps the order of its balances even where the dates of a day are mixed', () => {
    expect(amounts(table('Fecha;Concepto;Importe;Saldo', '02/04/2025;C;3,00;16,00', '02/04/2025;B;2,00;13,00', '01/04/2025;A;1,00;11,00'))).toEqual(['1.00', '2.00', '3.00'])
  })

  it('without balances is ordered by its dates', () => {
    expect(amounts(table('Fecha;Concepto;Importe', '02/04/2025;B;2,00', '02/04/2025;C;3,00', '01/04/2025;A;1,00'))).toEqual(['1.00', '3.00', '2.00'])
  })

  it('knows its decimal separator by all of its amounts', () => {
    expect(amounts(table('Fecha,Concepto,Importe', '2025-04-01,A,"1,234"', '2025-04-02,B,"1,234.50"'), SPAIN)).toEqual(['1234', '1234.50'])
  })

  it('goes on with the text of a movement in lines without date and amount', () => {
    expect(readStatement('csv', table('Fecha;Concepto;Importe', '01/04/2025;TRANSFERENCIA;1,00', ';FACTURA 77;', '02/04/2025;PAGO;2,00')).transactions[0]?.narrative).toBe('TRANSFERENCIA FACTURA 77')
    const lines = Array.from({ length: 60 }, (_, n) => `;SIGUE ${String(n).padStart(3, '0')};`)
    expect(readFile('csv', table('Fecha;Concepto;Importe', '01/04/2025;TRANSFERENCIA;1,00', ...lines, ...lines.slice(0, 5)), { docType: 'bank_statement', tenant: SPAIN }).findings).toMatchObject([{ code: 'VALUE_TOO_LONG', message: 'It has 613 characters; 500 are read' }])
  })

  it('leaves out sums at its end', () => {
    expect(amounts(table('Fecha;Concepto;Importe', '01/04/2025;A;1,00', ';Total movimientos;1,00', 'Total;;1,00'))).toEqual(['1.00'])
  })

  it('counts equal movements of a day', () => {
    expect(readStatement('csv', table('Fecha;Concepto;Importe', '01/04/2025;CAFE;-1,20', '01/04/2025;CAFE;-1,20')).transactions.map((one) => one.ordinal)).toEqual([1, 2])
  })

  it('may name account and currency in its columns', () => {
    expect(readStatement('csv', table('Cuenta;Moneda;Fecha;Concepto;Importe', '191-1234567;USD;01/04/2025;A;1.00'), aTenant()).account).toMatchObject({ number: '191-1234567', currency: 'USD' })
  })

  it('takes its currency from its amounts where nothing else names one, and asks a person where something does', () => {
    const read = (head: string, row: string) => readFile('csv', table(head, row), { docType: 'bank_statement', tenant: SPAIN })
    expect(read('Fecha;Concepto;Importe', '01/04/2025;A;1,00 USD')).toMatchObject({ currency: 'USD', findings: [] })
    expect(read('Fecha;Concepto;Importe;Moneda', '01/04/2025;A;1,00 USD;EUR')).toMatchObject({ currency: 'EUR', findings: [{ code: 'CURRENCY_MISMATCH', severity: 'review', message: 'Row 2: "1,00 USD" is in USD, the document is in EUR' }] })
  })

  it('in JSON is the same', () => {
    const rows = [{ date: '2025-04-01', description: 'A', amount: -10.5, balance: 89.5, account: 'ES8099990001450000000001' }, { date: '2025-04-02', description: 'B', amount: 448.4, balance: 537.9, account: 'ES8099990001450000000001' }]
    expect(readStatement('json', JSON.stringify(rows))).toMatchObject({ account: { iban: 'ES8099990001450000000001' }, openingBalance: { amount: '100.0' }, transactions: [{ amount: '-10.5' }, { amount: '448.4', narrative: 'B' }] })
  })

  it.each([
    ['columns of something else', 'a;b;c\nx;y;z', 'TABLE_NOT_A_STATEMENT'],
    ['nothing', ' \n ', 'TABLE_EMPTY'],
    ['a day that does not exist', table('Fecha;Concepto;Importe', '31/02/2025;A;1,00'), 'MOVEMENT_UNREADABLE'],
    ['an amount that is none', table('Fecha;Concepto;Importe', '01/04/2025;A;mucho'), 'MOVEMENT_UNREADABLE'],
    ['a movement without amount', table('Fecha;Concepto;Importe', '01/04/2025;A;'), 'MOVEMENT_UNREADABLE'],
    ['an amount without a day', table('Fecha;Concepto;Importe', ';A;1,00'), 'MOVEMENT_UNREADABLE'],
    ['two accounts', table('Cuenta;Fecha;Importe', '111111;01/04/2025;1,00', '222222;01/04/2025;1,00'), 'MANY_DOCUMENTS'],
    ['two currencies', table('Moneda;Fecha;Importe', 'EUR;01/04/2025;1,00', 'USD;01/04/2025;1,00'), 'MANY_DOCUMENTS'],
    ['a header alone', 'Fecha;Concepto;Importe', 'NO_USABLE_FIELD'],
  ])('with %s fails with its code', (_, text, code) => expect(codeOf(() => readStatement('csv', text))).toBe(code))
})
