import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Canonical } from '@chasqui/contracts'
import { aTenant, CHILE, codeOf, ECUADOR, readRow, SPAIN } from './test-reading.ts'

describe('a row of invoices', () => {
  it('is read whole', () => {
    const document = readRow({ 'Número': 'F004-00000310', 'Fecha de emisión': '06/05/2025', Vencimiento: '2025-06-05', Proveedor: 'KUNTUR  S.A.C.', RUC: '20999999922', 'Base imponible': '1,200.00', IGV: '216.00', 'Importe total': '1,416.00', Moneda: 'PEN' })
    expect(document).toEqual({
      schemaVersion: 1, docType: 'invoice', country: 'PE', currency: 'PEN', issueDate: '2025-05-06', dueDate: '2025-06-05', number: 'F004-00000310', series: 'F004', folio: '310', direction: 'purchase',
      vendor: { name: 'KUNTUR S.A.C.', taxId: '20999999922', taxIdType: 'RUC' }, totals: { subtotal: '1200.00', tax: '216.00', total: '1416.00', taxBreakdown: [], withholdings: [] },
      lines: [], references: [], source: 'row', confidence: 0.95, findings: [], fieldMeta: expect.any(Object),
    })
    expect(document.fieldMeta['totals.subtotal']).toEqual({ source: 'row', rule: 'column:Base imponible', confidence: 0.95 })
    Canonical.parse(document)
  })

  it.each([
    ['English names', { invoice_number: 'F1-7', invoice_date: '2025-05-06', vendor: 'X', total: '10.00' }],
    ['camelCase', { invoiceNumber: 'F1-7', issueDate: '2025-05-06', vendorName: 'X', totalAmount: '10.00' }],
    ['nested objects', { number: 'F1-7', issueDate: '2025-05-06', vendor: { name: 'X' }, totals: { total: '10.00' } }],
    ['capitals and dots', { 'N.º FACTURA': 'F1-7', 'F. EMISIÓN': '6/5/2025', PROVEEDOR: 'X', 'IMPORTE TOTAL': '10.00' }],
    ['series and number apart', { serie: 'F1', numero: 7, fecha: '06-05-2025', proveedor: 'X', importe: 10 }],
    ['names that resemble known ones', { 'numero facturas': 'F1-7', 'fecha emisionn': '2025-05-06', provedor: 'X', 'importe totall': '10.00' }],
    ['months in words', { folio: 'F1-7', fecha: '6 de mayo de 2025', proveedor: 'X', total: '10.00' }],
    ['a day of a spreadsheet', { folio: 'F1-7', fecha: 45783, proveedor: 'X', total: '10.00' }],
  ])('may have %s', (_, row) => {
    const document = readRow(row)
    expect(document).toMatchObject({ number: 'F1-7', issueDate: '2025-05-06', vendor: { name: 'X' } })
    expect(Number(document.totals?.total)).toBe(10)
  })

  it.each([['numero', 'number', 'error'], ['proveedor', 'vendor.name', 'error'], ['concepto', 'expense.description', 'warning']])('says that a value was cut: %s', (column, field, severity) => {
    const read = (length: number) => readRow({ numero: 'F1-7', proveedor: 'X', total: '10.00', [column]: 'x'.repeat(length) }).findings
    expect(read(501)).toEqual([{ code: 'VALUE_TOO_LONG', severity, field, message: 'It has 501 characters; 500 are read', value: 'x'.repeat(100) }])
    expect(read(500)).toEqual([])
  })

  it.each<[string, Record<string, unknown>, string[]]>([
    ['two totals', { Total: '10.00', 'Total 2': '20.00' }, ['totals.total']],
    ['two names of the total', { total: 10, 'Importe total': 20 }, ['totals.total']],
    ['two numbers', { Factura: 'F1-7', Folio: 'F1-8' }, ['number']],
    ['two bases', { Base: '5.00', 'Base 2': '6.00', Total: '10.00' }, ['totals.subtotal']],
    ['two taxes', { IVA: '1.00', 'IVA 2': '2.00', Total: '10.00' }, ['totals.tax']],
    ['totals that are one', { Total: '10.00', 'Importe total': '10' }, []],
    ['totals written in two ways', { Total: '1,234', 'Importe total': 'S/ 1234.00' }, []],
    ['a total and an empty one', { Total: '10.00', 'Total 2': ' ' }, []],
    ['an empty one and a total', { Total: '', 'Total 2': '10.00' }, []],
    ['a net and a total', { Importe: '10.00', IVA: '2.10', Total: '12.10' }, []],
    ['a total and what is paid of it', { Total: '10.00', 'Líquido': '8.50' }, []],
    ['a total and a word', { Total: '10.00', Valor: 'alto' }, []],
    ['a number and its folio', { Comprobante: 'F001-00000007', Folio: '7' }, []],
    ['a number and a kind', { Comprobante: 'Factura', Numero: 'F1-7' }, []],
    ['a number and an identity card', { Numero: 'F1-7', Documento: '12345678' }, []],
    ['two dates', { Fecha: '06/05/2025', 'Fecha emisión': '07/05/2025', Total: '10.00' }, []],
  ])('waits for a person when two columns contradict each other: %s', (_, row, fields) => {
    const found = readRow({ Proveedor: 'X', ...row }).findings.filter(({ code }) => code === 'FIELD_STATED_TWICE')
    expect(found.map(({ severity, field }) => [severity, field])).toEqual(fields.map((field) => ['review', field]))
  })

  it('says what contradicting columns say', () => {
    expect(readRow({ Numero: 'F1-7', Total: '10.00', 'Total 2': '20.00' }).findings).toEqual([{ code: 'FIELD_STATED_TWICE', severity: 'review', field: 'totals.total', message: '"Total" says 10.00, "Total 2" says 20.00', value: '20.00' }])
  })

  it('reads a date in the order that its table proved, and waits for a person where it proved both', () => {
    const read = (order?: string) => readRow({ Numero: 'F1-7', Fecha: '05/06/2025', Total: '10.00', ...(order === undefined ? {} : { 'order of dates in Fecha': order }) })
    expect(read()).toMatchObject({ issueDate: '2025-06-05', findings: [] })
    expect(read('month-first')).toMatchObject({ issueDate: '2025-05-06', findings: [] })
    expect(read('both')).toMatchObject({ issueDate: '2025-06-05', findings: [{ code: 'DATE_ORDER_MIXED', severity: 'review', field: 'issueDate' }] })
  })

  it('waits for a person when it has cells for which there is no column', () => {
    const row = { Numero: '001-001-000000032', Proveedor: 'B', Total: '10', 'cell 5 beyond the header': '50' }
    for (const docType of ['invoice', 'expense'] as const) expect(readRow(row, { docType }).findings).toEqual([{ code: 'CELLS_BEYOND_HEADER', severity: 'review', message: 'The row has more cells than the header: 50', value: '50' }])
    expect(readRow({ ...row, 'cell 5 beyond the header': ' ' }).findings).toEqual([])
  })

  it('is read as people see it', () => {
    expect(readRow({ numero: 'F1\0-\u200b7', fecha: '2025-\u206005-06', proveedor: '\u202eACME\u202c\x1b', ruc: '', importe: { total: '\ufeff10.00' } })).toMatchObject({ number: 'F1-7', issueDate: '2025-05-06', vendor: { name: 'ACME' }, totals: { total: '10.00' } })
  })

  it('of a movement says that its narrative was cut', () => {
    const read = (length: number) => readRow({ fecha: '2025-04-01', importe: '-10.00', concepto: 'x'.repeat(length) }, { docType: 'bank_statement' }).findings
    expect(read(501)).toEqual([{ code: 'VALUE_TOO_LONG', severity: 'warning', field: 'bankStatement.transactions.0.narrative', message: 'It has 501 characters; 500 are read', value: 'x'.repeat(100) }])
    expect(read(500)).toEqual([])
  })

  it('has the names of its columns as people see them', () => {
    const document = readRow({ '\ufeffnu\u200bmero': 'F1-7', 'pro\u2060veedor\u00a0': 'X', totals: { 'to\u200dtal': '10.00' } })
    expect(document).toMatchObject({ number: 'F1-7', vendor: { name: 'X' }, totals: { total: '10.00' } })
    expect([document.fieldMeta['number']?.rule, document.fieldMeta['vendor.name']?.rule, document.fieldMeta['totals.total']?.rule]).toEqual(['column:numero', 'column:proveedor', 'column:totals.total'])
  })

  it.each([
    ['a JSON number as its shortest text', 448.4, '448.4'], ['a float that has no exact binary form', 0.1, '0.1'], ['a whole number', 1416, '1416'], ['a big one', 123456789012.34, '123456789012.34'],
    ['a point', '1416.5', '1416.5'], ['thousands', '1,416.50', '1416.50'], ['a sign of currency', 'S/ 1,416.50', '1416.50'], ['parentheses', '(12.50)', '-12.50'], ['blanks', ' 12.50 ', '12.50'],
  ])('takes %s', (_, total, value) => expect(readRow({ numero: '1', total }).totals?.total).toBe(value))

  it.each([
    ['Chile: a point is thousands', CHILE, '1.234', '1234'], ['Chile with a sign', CHILE, '$ 19.990', '19990'], ['Spain: a point is thousands', SPAIN, '1.234', '1234'], ['Spain', SPAIN, '1.036,50', '1036.50'], ['Peru: a point is decimal', aTenant(), '1.234', '1.234'],
  ] as const)('follows the custom of %s', (_, tenant, total, value) => expect(readRow({ numero: '1', total }, { tenant }).totals?.total).toBe(value))

  it.each([
    ['Peru, a point', aTenant(), '1.100', '1100 or 1.100'], ['Spain, a comma', SPAIN, '1,234', '1234 or 1.234'], ['Spain, with its currency', SPAIN, '1,234 EUR', '1234 or 1.234'],
  ] as const)('asks a person where custom would make thousandths of money: %s', (_, tenant, total, readings) => {
    expect(readRow({ numero: '1', total }, { tenant }).findings).toMatchObject([{ code: 'AMOUNT_AMBIGUOUS', severity: 'review', field: 'totals.total', message: `"${total}" may be ${readings}` }])
  })

  it.each([['a JSON number', { total: 1.234 }], ['other amounts that prove the point', { base: '1000.50', total: '1.234' }], ['a rate of exchange', { total: '10.00', 'tipo cambio': '3.712' }]])('has no doubt about %s', (_, amounts) => {
    expect(readRow({ numero: '1', ...amounts }).findings).toEqual([])
  })

  it.each([
    ['in dollars under a column of soles', { total: '143.96 USD', moneda: 'PEN' }, 'PEN', ['totals.total']],
    ['in euros under the word for soles', { base: '100.00', total: '€ 118.00', moneda: 'Soles' }, 'PEN', ['totals.total']],
    ['of two currencies', { base: 'S/ 100.00', total: 'US$ 118.00' }, 'USD', ['totals.subtotal']],
    ['in the same currency', { total: 'USD 143.96', moneda: 'USD' }, 'USD', []],
    ['with a dollar sign, which is many currencies', { total: '$ 143.96', moneda: 'USD' }, 'USD', []],
    ['in dollars, without a column: the row is in dollars', { total: '143.96 USD' }, 'USD', []],
    ['in dollars beside its net alone', { base: '122.00 USD', total: '143.96' }, 'USD', []],
    ['beside a rate to the other', { total: '143.96', moneda: 'USD', 'tipo cambio': 'S/ 3.71' }, 'USD', []],
  ])('has amounts %s', (_, amounts, currency, fields) => {
    const document = readRow({ numero: '1', ...amounts })
    expect(document.currency).toBe(currency)
    expect(document.findings.map(({ code, severity, field }) => `${severity} ${code} ${field}`)).toEqual(fields.map((field) => `review CURRENCY_MISMATCH ${field}`))
  })

  it('lets its other amounts prove the separator', () => {
    expect(readRow({ numero: '1', base: '1.234', iva: '259,14', total: '1.493,14' }, { tenant: aTenant() }).totals).toMatchObject({ subtotal: '1234', tax: '259.14', total: '1493.14' })
  })

  it('lets arithmetic decide before custom', () => {
    expect(readRow({ numero: '1', base: '1.000', iva: '180', total: '1.180' }).totals).toMatchObject({ subtotal: '1000', tax: '180', total: '1180' })
  })

  it('asks a person where nothing decides (Ecuador)', () => {
    const document = readRow({ numero: '001-001-000000001', total: '1.234' }, { tenant: ECUADOR })
    expect(document.findings).toMatchObject([{ code: 'AMOUNT_AMBIGUOUS', severity: 'review', field: 'totals.total', value: '1.234' }])
  })

  it.each([
    ['an amount that is none', { numero: '1', total: 'mucho' }, { code: 'INVALID_AMOUNT', severity: 'error', field: 'totals.total' }],
    ['a day that does not exist', { numero: '1', fecha: '31/02/2025' }, { code: 'INVALID_DATE_FORMAT', severity: 'error', field: 'issueDate' }],
    ['a month-first date', { numero: '1', fecha: '05/25/2025' }, { code: 'DATE_ORDER_GUESSED', severity: 'review', field: 'issueDate' }],
    ['a currency that is none', { numero: '1', moneda: 'ZZZ' }, { code: 'INVALID_CURRENCY', field: 'currency' }],
    ['a number too small for text', { numero: '1', total: 1e-9 }, { code: 'INVALID_AMOUNT' }],
  ])('says so of %s', (_, row, finding) => expect(readRow(row).findings).toMatchObject([finding]))

  it.each([['21%', '21'], ['0.18', '18'], ['0,105', '10.5'], ['10.5', '10.5'], [19, '19'], ['exento', undefined]])('takes the rate %s', (rate, expected) => {
    expect(readRow({ numero: '1', base: '100.00', igv: '18.00', total: '118.00', 'tasa igv': rate, 'tipo iva': rate }).totals?.taxBreakdown[0]?.rate).toBe(expected)
  })

  it('takes a percentage in the column of the tax for the rate', () => {
    const { totals, findings, fieldMeta } = readRow({ numero: '1', base: '100', iva: '21%', total: '121' }, { tenant: SPAIN })
    expect(totals).toMatchObject({ tax: '21', total: '121', taxBreakdown: [{ kind: 'IVA', rate: '21', base: '100', amount: '21' }] })
    expect(findings).toMatchObject([{ code: 'FIELD_DERIVED', severity: 'review', field: 'totals.tax' }])
    expect(fieldMeta['totals.tax']?.source).toBe('derived')
  })

  it.each([
    ['igv', '18%', 'totals.tax'], ['exento', '5%', 'totals.exempt'], ['descuento', '10 %', 'totals.discount'], ['retencion', '15%', 'totals.withholding'], ['propina', 'no', 'totals.tip'], ['base', 'x', 'totals.subtotal'], ['total', '5%', 'totals.total'], ['total a pagar', '5%', 'totals.payable'],
  ])('says that no amount can be read in the column %s: %s', (column, cell, field) => {
    const { totals, findings } = readRow({ numero: '1', base: '100.00', total: '121.00', [column]: cell })
    expect(findings).toMatchObject([{ code: 'INVALID_AMOUNT', severity: 'error', field, value: cell }])
    expect(totals?.tax).toBeUndefined()
  })

  it.each([
    ['the total is what is left to pay', { retencion: '15', total: '106' }, { total: '121', payable: '106', withholding: '15' }],
    ['with a minus', { retencion: '-15', total: '106' }, { total: '121', payable: '106', withholding: '15' }],
    ['the total is before it', { retencion: '15', total: '121' }, { total: '121', withholding: '15' }],
    ['both are stated', { retencion: '15', total: '121', 'a pagar': '106' }, { total: '121', payable: '106' }],
    ['nothing was', { retencion: '0', total: '106' }, { total: '106' }],
    ['nothing fits', { retencion: '15', total: '107' }, { total: '107' }],
  ])('knows what was withheld: %s', (_, amounts, expected) => {
    const { totals, fieldMeta } = readRow({ numero: '1', base: '100', iva: '21', ...amounts }, { tenant: SPAIN })
    expect(totals).toMatchObject(expected)
    expect([totals?.payable !== undefined, fieldMeta['totals.payable'] !== undefined]).toEqual(['payable' in expected, 'payable' in expected])
    expect(fieldMeta['totals.total']?.source).toBe(totals?.total === amounts.total ? 'row' : 'derived')
  })

  it('keeps the type code of its country', () => expect(readRow({ folio: 9001, tipo_dte: 33, neto: 84000, iva: 15960, total: 99960 }, { tenant: CHILE })).toMatchObject({ subType: '33', number: '9001', totals: { total: '99960' } }))

  it.each([['49 digits', '1504202501179900001200110010010000001231234567819', 'claveAcceso'], ['a UUID', '11111111-2222-4333-8444-55555555abcd', 'uuid']])('knows an electronic id of %s', (_, value, kind) => {
    expect(readRow({ numero: '1', uuid: value, total: 1 }).fiscalId).toEqual({ kind, value: value.toUpperCase() })
  })

  it('of credit has positive amounts', () => {
    expect(readRow({ numero: 'FC01-1', base: '-100.00', igv: '-18.00', total: '-118.00', 'documento modificado': 'F001-9' }, { docType: 'credit_note' })).toMatchObject({ totals: { subtotal: '100.00', total: '118.00' }, references: [{ number: 'F001-9' }] })
  })

  it('keeps the minus of an invoice, for validation to refuse', () => expect(readRow({ numero: '1', total: '-5.00' }).totals?.total).toBe('-5.00'))

  it.each([
    ['names no buyer: bought', { numero: '1', proveedor: 'X', ruc: '20999999922', total: 1 }, 'purchase', { vendor: { taxId: '20999999922' } }],
    ['names the tenant as buyer: bought', { numero: '1', proveedor: 'X', 'ruc cliente': '20600000021', total: 1 }, 'purchase', { buyer: { taxId: '20600000021' } }],
    ['names only a client, as a book of sales does: sold', { numero: '1', cliente: 'Y', ruc: '20999999922', total: 1 }, 'sale', { vendor: { taxId: '20600000021' }, buyer: { name: 'Y', taxId: '20999999922' } }],
    ['names the tenant as vendor: sold', { numero: '1', 'ruc emisor': '20600000021', cliente: 'Y', total: 1 }, 'sale', {}],
    ['names two others: neither', { numero: '1', proveedor: 'X', cliente: 'Y', total: 1 }, undefined, {}],
  ])('that %s', (_, row, direction, parts) => {
    const document = readRow(row)
    expect(document.direction).toBe(direction)
    expect(document).toMatchObject(parts)
  })

  it.each([['96.000.008-0', '96000008-0'], ['960000080', '96000008-0'], ['96000008 - 0', '96000008-0']])('normalises the RUT %s', (rut, taxId) => {
    expect(readRow({ folio: 1, rut, total: 1 }, { tenant: CHILE }).vendor?.taxId).toBe(taxId)
  })

  it.each([['nothing known', { a: 1, b: 2 }], ['nothing at all', {}], ['only blanks', { numero: ' ', total: '' }], ['lists', { numero: [1], total: [{}] }]])('with %s fails with its code', (_, row) => {
    expect(codeOf(() => readRow(row))).toBe('NO_USABLE_FIELD')
  })
})

describe('a row of expenses', () => {
  const expense = (row: Record<string, unknown>) => readRow(row, { docType: 'expense', sourceType: 'expenses', tenant: SPAIN })

  it('is bought, categorised and paid', () => {
    expect(expense({ Fecha: '03/06/2025', Concepto: 'Gasolina visita cliente', Importe: '54,20', 'Forma de pago': 'tarjeta', Proveedor: 'ESTACION LEVANTE SL' })).toMatchObject({ issueDate: '2025-06-03', totals: { total: '54.20' }, expense: { description: 'Gasolina visita cliente', category: 'FUEL' }, payment: { method: 'card' }, vendor: { name: 'ESTACION LEVANTE SL' }, direction: 'purchase' })
  })

  it('keeps the category that it states', () => expect(expense({ fecha: '2025-06-03', concepto: 'Gasolina', importe: 1, categoria: 'Viáticos' }).expense?.category).toBe('Viáticos'))

  it('has no category where no word tells, and never OTHER', () => expect(expense({ fecha: '2025-06-03', concepto: 'XYZ', importe: 1 }).expense).toEqual({ description: 'XYZ' }))

  it.each([['efectivo', 'cash'], ['Tarjeta de débito', 'card'], ['domiciliación', 'direct_debit'], ['Transferencia bancaria', 'transfer'], ['Yape', 'transfer'], ['cheque', 'check'], ['trueque', 'other']])('paid by %s is %s', (words, method) => {
    expect(expense({ fecha: '2025-06-03', importe: 1, 'forma de pago': words }).payment?.method).toBe(method)
  })
})

describe('a row of tickets', () => {
  it('has its time and its vendor', () => {
    expect(readRow({ vendor: 'PAPELERIA', nif: 'B46000048', number: 'T-1181', date: '2025-06-10', time: '10:12', base: 8.26, iva: 1.74, total: 10.0, payment_method: 'cash', currency: 'EUR' }, { docType: 'receipt', tenant: SPAIN })).toMatchObject({ issueTime: '10:12', number: 'T-1181', vendor: { taxId: 'B46000048', taxIdType: 'CIF' }, totals: { subtotal: '8.26', tax: '1.74', total: '10' }, expense: { category: 'SUPPLIES' } })
  })
})

describe('a row of bank movements', () => {
  const movement = (row: Record<string, unknown>) => readRow(row, { docType: 'bank_statement', sourceType: 'bank', tenant: SPAIN }).bankStatement

  it.each([
    ['a signed amount', { importe: '-12,50' }, '-12.50'], ['a debit column', { cargo: '12,50', abono: '' }, '-12.50'], ['a credit column', { cargo: '', abono: '12,50' }, '12.50'], ['a side', { importe: '12,50', 'D/H': 'D' }, '-12.50'], ['a side in words', { importe: '12,50', tipo: 'abono' }, '12.50'], ['a number', { importe: -12.5 }, '-12.5'],
  ])('with %s', (_, amounts, amount) => {
    expect(movement({ fecha: '03/04/2025', concepto: 'PAGO', iban: 'ES8099990001450000000001', ...amounts })).toMatchObject({ account: { iban: 'ES8099990001450000000001' }, transactions: [{ bookingDate: '2025-04-03', amount, narrative: 'PAGO', ordinal: 1 }] })
  })

  it.each([
    ['names no other currency', { importe: '-12,50 EUR' }, 'EUR', []],
    ['names the currency of the row', { importe: '-12,50 USD' }, 'USD', []],
    ['contradicts its column', { importe: '-12,50 USD', moneda: 'EUR' }, 'EUR', ['CURRENCY_MISMATCH']],
    ['could be thousands', { importe: '1,234' }, 'EUR', ['AMOUNT_AMBIGUOUS']],
  ])('whose amount %s', (_, amounts, currency, codes) => {
    const document = readRow({ fecha: '2025-04-03', concepto: 'PAGO', ...amounts }, { docType: 'bank_statement', sourceType: 'bank', tenant: SPAIN })
    expect([document.currency, document.findings.map((one) => one.code)]).toEqual([currency, codes])
  })

  it.each([
    ['both sides', { abono: '7,00', cargo: '5,00' }, '2.00', true],
    ['an amount and another debit', { importe: '7,00', cargo: '3,00' }, '-3.00', true],
    ['money out in its amount, and the same as a credit', { importe: '-7,00', abono: '7,00' }, '7.00', true],
    ['an amount that is no credit', { importe: '-7,00', tipo: 'abono' }, '-7.00', true],
    ['a debit that is called a credit', { cargo: '7,00', tipo: 'abono' }, '-7.00', true],
    ['a credit that takes one back', { abono: '-3,00' }, '-3.00', false],
    ['a debit with a minus', { cargo: '-3,00' }, '-3.00', false],
    ['the same as amount and debit', { importe: '7,00', cargo: '7,00' }, '-7.00', false],
    ['the same as signed amount and debit', { importe: '-7,00', cargo: '7,00' }, '-7.00', false],
    ['nothing on the other side', { abono: '7,00', cargo: '0,00' }, '7.00', false],
    ['nothing on either side', { abono: '0,00', cargo: '', importe: '7,00' }, '7.00', false],
    ['a date in a column called value', { valor: '03/04/2025', cargo: '7,00' }, '-7.00', false],
    ['a minus and the letter of a charge', { importe: '-7,00', tipo: 'C' }, '-7.00', false],
  ])('with %s', (_, amounts, amount, isContradicted) => {
    const document = readRow({ fecha: '2025-04-03', concepto: 'PAGO', ...amounts }, { docType: 'bank_statement', sourceType: 'bank', tenant: SPAIN })
    expect(document.bankStatement?.transactions).toMatchObject([{ amount }])
    expect(document.findings.map(({ code, severity, field }) => `${severity} ${code} ${field}`)).toEqual(isContradicted ? ['error MOVEMENT_CONTRADICTED bankStatement.transactions.0.amount'] : [])
  })

  it('may state its place among equal ones', () => expect(movement({ fecha: '2025-04-03', importe: 1, ordinal: 2 })?.transactions[0]?.ordinal).toBe(2))

  it.each([['without amount', { fecha: '2025-04-03', concepto: 'A', importe: '' }, 'MOVEMENT_UNREADABLE'], ['with a day that does not exist', { fecha: '2025-02-30', importe: 1 }, 'MOVEMENT_UNREADABLE'], ['of something else', { a: 1 }, 'NO_USABLE_FIELD'], ['that is empty', { fecha: '', importe: '' }, 'NO_USABLE_FIELD']])('%s fails with its code', (_, row, code) => {
    expect(codeOf(() => movement(row))).toBe(code)
  })
})

describe('other rows', () => {
  it('of products have one product', () => {
    expect(readRow({ sku: 'T1', nombre: 'TECLADO', precio: '150.00', stock: 12, unidad: 'NIU' }, { docType: 'product_list' })).toMatchObject({ lines: [{ n: 1, code: 'T1', description: 'TECLADO', unitPrice: '150.00', quantity: '12', unit: 'NIU' }] })
    expect(codeOf(() => readRow({ precio: 1 }, { docType: 'product_list' }))).toBe('NO_USABLE_FIELD')
  })

  it('of pay have one pay slip', () => {
    expect(readRow({ trabajador: 'ANA EJEMPLO', nif: '00000001R', periodo: '2025-04', 'total devengado': '1600.00', deducciones: '293.60' }, { docType: 'payroll', tenant: SPAIN })).toMatchObject({ periodStart: '2025-04-01', periodEnd: '2025-04-30', payroll: { employee: { name: 'ANA EJEMPLO', taxId: '00000001R' }, gross: '1600.00', totalDeductions: '293.60', net: '1306.40' } })
  })
})

describe('any row', () => {
  const value = fc.oneof(fc.string({ maxLength: 30 }), fc.double(), fc.integer(), fc.boolean(), fc.constant(null), fc.constantFrom('1.234', '12/05/2025', '-', '2025-02-30', 'EUR', '1,5', '9'.repeat(60), '(1.2.3)'))
  const name = fc.oneof(fc.constantFrom('numero', 'fecha', 'total', 'iva', 'base', 'proveedor', 'ruc', 'moneda', 'cargo', 'abono', 'saldo', 'tipo', 'cliente', 'sku', 'precio', '__proto__', 'constructor', 'cuenta'), fc.string({ maxLength: 12 }))
  const type = fc.constantFrom('invoice', 'credit_note', 'receipt', 'expense', 'bank_statement', 'transfer', 'payroll', 'product_list', 'unknown')

  it('gives a valid document or a Fault, nothing else', () => {
    fc.assert(fc.property(fc.dictionary(name, value, { maxKeys: 8 }), type, (row, docType) => {
      codeOf(() => Canonical.parse(readRow(row, { docType: docType as 'invoice' })))
    }), { numRuns: 2_000 })
  })
})
