import { beforeAll, describe, expect, it } from 'vitest'
import { amountOf, vendorIdOf, type BankTransaction, type BookRecord, type Expense, type Invoice, type Vendor } from '@chasqui/mongo/books'
import { withGateway, type Caller } from '../test-gateway.ts'

const gateway = withGateway()
let call: Caller
let other: Caller

const head = (tenantId: string, _id: string): BookRecord => ({
  _id, tenantId, source: { kind: 'import', batchId: `batch-${_id}`, itemId: `item-${_id}`, fileId: 'f1' }, postingKey: `key-${_id}`, version: 1, createdAt: new Date('2026-03-06T10:00:00Z'), revertedAt: null,
})

function anInvoice(tenantId: string, _id: string, fields: Partial<Invoice> = {}): Invoice {
  return {
    ...head(tenantId, _id), direction: 'purchase', docType: 'invoice', subType: '01', country: 'PE', number: 'F001-00000123', numberNorm: 'F001-123',
    vendorId: vendorIdOf(tenantId, '20600000013'), vendor: { name: 'Papelería Andina E.I.R.L.', taxId: '20600000013', taxIdType: 'RUC' }, customerId: null,
    issueDate: '2026-03-05', currency: 'PEN', subtotal: amountOf('380.00'), tax: amountOf('68.40'), taxes: [{ kind: 'IGV', code: '1000', rate: amountOf('18.00'), base: amountOf('380.00'), amount: amountOf('68.40') }],
    withholding: amountOf('0.00'), total: amountOf('448.40'), payable: amountOf('448.40'), status: 'pending', paid: amountOf('0'), dueDates: [{ date: '2026-04-05', amount: amountOf('448.40') }],
    lines: [{ n: 1, description: 'Papel', quantity: amountOf('2'), net: amountOf('380.00'), taxRate: null }], correctsInvoiceId: null, categoryCode: null, account: null, ...fields,
  }
}
function anExpense(tenantId: string, _id: string, fields: Partial<Expense> = {}): Expense {
  return {
    ...head(tenantId, _id), docType: 'receipt', country: 'ES', issueDate: '2026-03-05', description: 'CAFE', vendorId: null, categoryCode: 'MEALS', currency: 'EUR',
    taxes: [], amount: amountOf('9.15'), status: 'paid', paid: amountOf('9.15'), pending: amountOf('0.00'), lines: [], ...fields,
  }
}
function aMovement(tenantId: string, _id: string, fields: Partial<BankTransaction> = {}): BankTransaction {
  return {
    ...head(tenantId, _id), accountId: 'a1', statementId: `s-${tenantId}`, bookingDate: '2026-03-10', valueDate: '2026-03-10', amount: amountOf('-120.50'), direction: 'debit', currency: 'PEN',
    narrative: 'PAGO', narrativeNorm: 'PAGO', ordinal: 1, status: 'pending', ...fields,
  }
}
function aVendor(tenantId: string, taxId: string, name: string): Vendor {
  return { ...head(tenantId, vendorIdOf(tenantId, taxId)), taxId, name, nameNorm: name.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase(), taxIdType: 'RUC', country: 'PE' }
}

beforeAll(async () => {
  call = await gateway.caller('viewer')
  other = await gateway.caller('viewer')
  const { invoices, expenses, bankTransactions, bankStatements, vendors } = gateway.context.books
  for (const { tenantId } of [call, other]) {
    const mine = tenantId === call.tenantId
    await invoices.insertMany([
      anInvoice(tenantId, `${tenantId}-i1`), anInvoice(tenantId, `${tenantId}-i2`, { issueDate: '2026-03-07', number: '=cmd|calc', numberNorm: 'CMDCALC', direction: 'sale', vendor: { name: '@SUM(A1), "x"', taxId: '-5' } }),
      ...(mine ? [anInvoice(tenantId, `${tenantId}-i3`, { issueDate: '2026-03-06', docType: 'credit_note', total: amountOf('0.0000001'), waitsFor: 'inside' })] : []),
    ])
    await expenses.insertMany([anExpense(tenantId, `${tenantId}-e1`), anExpense(tenantId, `${tenantId}-e2`, { categoryCode: 'FUEL', number: 'T-0042', numberNorm: 'T42' })])
    await bankStatements.insertMany([{ ...head(tenantId, `s-${tenantId}`), accountId: 'a1', currency: 'PEN', movements: 2, duplicates: 0, state: 'complete' }])
    await bankTransactions.insertMany([aMovement(tenantId, `${tenantId}-m1`), aMovement(tenantId, `${tenantId}-m2`, { amount: amountOf('500.00'), direction: 'credit', counterparty: { name: 'CLIENTE', iban: 'ES80' } })])
    await vendors.ensureMany([aVendor(tenantId, '20600000013', 'Papelería Andina'), aVendor(tenantId, '20100070970', 'Ágora S.A.')])
  }
})

type Page = { items: { id: string }[]; next_cursor: string | null }
const idsOf = async (query: string): Promise<string[]> => (await call(`/api/v1/books/${query}`)).as<Page>().items.map((record) => record.id.replace(`${call.tenantId}-`, ''))

describe('the books', () => {
  it('tell an invoice whole, amounts as decimal text, and nothing that is only for us', async () => {
    const page = (await call('/api/v1/books/invoices?number=f001 123&direction=purchase&doc_type=invoice')).as<Page>()
    expect(page).toEqual({ next_cursor: null, items: [{
      id: `${call.tenantId}-i1`, source: { kind: 'import', batchId: `batch-${call.tenantId}-i1`, itemId: `item-${call.tenantId}-i1`, fileId: 'f1' }, postingKey: `key-${call.tenantId}-i1`, createdAt: '2026-03-06T10:00:00.000Z',
      direction: 'purchase', docType: 'invoice', subType: '01', country: 'PE', number: 'F001-00000123', vendorId: vendorIdOf(call.tenantId, '20600000013'), vendor: { name: 'Papelería Andina E.I.R.L.', taxId: '20600000013', taxIdType: 'RUC' }, customerId: null,
      issueDate: '2026-03-05', currency: 'PEN', subtotal: '380.00', tax: '68.40', taxes: [{ kind: 'IGV', code: '1000', rate: '18.00', base: '380.00', amount: '68.40' }], withholding: '0.00', total: '448.40', payable: '448.40', status: 'pending', paid: '0',
      dueDates: [{ date: '2026-04-05', amount: '448.40' }], lines: [{ n: 1, description: 'Papel', quantity: '2', net: '380.00', taxRate: null }], correctsInvoiceId: null, categoryCode: null, account: null,
    }] })
  })

  it.each<[string, string[]]>([
    ['invoices', ['i2', 'i3', 'i1']], ['invoices?from=2026-03-06', ['i2', 'i3']], ['invoices?from=2026-03-06&to=2026-03-06', ['i3']], ['invoices?direction=sale', ['i2']], ['invoices?doc_type=credit_note', ['i3']],
    ['invoices?number=F001-000123', ['i3', 'i1']], ['invoices?number=F001-124', []], ['invoices?vendor_id=nobody', []],
    ['expenses', ['e1', 'e2']], ['expenses?category=FUEL', ['e2']], ['expenses?number=T-42', ['e2']], ['expenses?doc_type=payroll', []],
    ['bank-transactions', ['m1', 'm2']], ['bank-transactions?direction=credit', ['m2']], ['bank-transactions?account_id=a2', []], ['bank-transactions?status=reconciled', []], ['bank-transactions?from=2026-03-11', []],
  ])('answer %s', async (query, expected) => {
    expect(await idsOf(query)).toEqual(expected)
    const batch = `batch-${call.tenantId}-${expected[0]}`
    if (expected[0]) expect(await idsOf(`${query}${query.includes('?') ? '&' : '?'}batch_id=${batch}`)).toEqual([expected[0]])
  })

  it.each<[string, string[]]>([
    ['vendors', ['Ágora S.A.', 'Papelería Andina']], ['vendors?name=papeleria', ['Papelería Andina']], ['vendors?name=PAPELERÍA%20%20and', ['Papelería Andina']], ['vendors?name=andina', []], ['vendors?tax_id=20100070970', ['Ágora S.A.']],
  ])('answer %s', async (query, names) => {
    expect((await call(`/api/v1/books/${query}`)).as<{ items: { name: string }[] }>().items.map((vendor) => vendor.name)).toEqual(names)
  })

  it.each(['invoices', 'expenses', 'bank-transactions', 'vendors'])('page %s', async (book) => {
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page = (await call(`/api/v1/books/${book}?limit=1${cursor && `&cursor=${cursor}`}`)).as<Page>()
      expect(page.items).toHaveLength(1)
      seen.push(...page.items.map((record) => record.id))
      cursor = page.next_cursor
    }
    expect(seen).toEqual((await call(`/api/v1/books/${book}`)).as<Page>().items.map((record) => record.id))
  })

  it.each(['limit=0', 'limit=201', 'from=yesterday', 'direction=up', 'format=xlsx', 'batch_id=a%00b'])('refuse ?%s', async (query) => {
    const refused = await call(`/api/v1/books/bank-transactions?${query}`)
    expect([refused.status, refused.code]).toEqual([422, 'VALIDATION_FAILED'])
  })

  it.each(['zzz', '', 'WyJhIl0', '💥', 'bnVsbA'])('refuse the cursor %o', async (cursor) => {
    const refused = await call(`/api/v1/books/invoices?cursor=${encodeURIComponent(cursor)}`)
    expect([refused.status, refused.code]).toEqual([400, 'CURSOR_INVALID'])
  })
})

describe('the books as CSV', () => {
  const linesOf = (text: string): string[] => text.replace('\ufeff', '').trimEnd().split('\n')

  it('are the whole list whatever the page, and no cell of them is run by a spreadsheet', async () => {
    const csv = await call('/api/v1/books/invoices?format=csv&limit=1')
    expect(csv.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename=invoices.csv', 'x-content-type-options': 'nosniff' })
    const id = call.tenantId
    expect(linesOf(csv.text)).toEqual([
      'id,docType,direction,number,issueDate,dueDate,vendor.taxId,vendor.name,customer.taxId,customer.name,currency,subtotal,tax,withholding,total,payable,status,correctsNumber,source.itemId',
      `${id}-i2,invoice,sale,'=cmd|calc,2026-03-07,,-5,"'@SUM(A1), ""x""",,,PEN,380.00,68.40,0.00,448.40,448.40,pending,,item-${id}-i2`,
      `${id}-i3,credit_note,purchase,F001-00000123,2026-03-06,,20600000013,Papelería Andina E.I.R.L.,,,PEN,380.00,68.40,0.00,0.0000001,448.40,pending,,item-${id}-i3`,
      `${id}-i1,invoice,purchase,F001-00000123,2026-03-05,,20600000013,Papelería Andina E.I.R.L.,,,PEN,380.00,68.40,0.00,448.40,448.40,pending,,item-${id}-i1`,
    ])
  })

  it.each([['expenses?category=FUEL', 1], ['bank-transactions', 2], ['vendors', 2], ['invoices?direction=sale', 1], ['expenses?category=NONE', 0]])('of %s have %d lines and a head', async (query, lines) => {
    expect(linesOf((await call(`/api/v1/books/${query}${query.includes('?') ? '&' : '?'}format=csv`)).text)).toHaveLength(lines + 1)
  })

  it('are cut off, not ended, when the store fails half-way', async () => {
    const { invoices } = gateway.context.books
    const stream = invoices.stream.bind(invoices)
    invoices.stream = async function* () {
      yield anInvoice('t', 'only')
      throw new Error('the store went away')
    }
    await gateway.app.listen({ host: '127.0.0.1', port: 0 })
    const url = `${gateway.app.listeningOrigin}/api/v1/books/invoices?format=csv`
    await expect(fetch(url, { headers: { authorization: `Bearer ${call.apiKey}` } }).then((response) => response.text())).rejects.toThrow()
    invoices.stream = stream
    expect((await call('/api/v1/books/invoices?format=csv')).status).toBe(200)
  })

  it('are read no faster than they are taken', async () => {
    const { invoices } = gateway.context.books
    const stream = invoices.stream.bind(invoices)
    let read = 0
    let stopped = (): void => undefined
    const isStopped = new Promise<void>((resolve) => { stopped = resolve })
    invoices.stream = async function* () {
      try {
        for (; read < 1_000_000; read++) yield anInvoice('t', `invoice-${read}`, { vendor: { name: 'x'.repeat(1_000) } })
      } finally {
        stopped()
      }
    }
    const leave = new AbortController()
    const response = await fetch(`${gateway.app.listeningOrigin}/api/v1/books/invoices?format=csv`, { headers: { authorization: `Bearer ${call.apiKey}` }, signal: leave.signal })
    await response.body?.getReader().read()
    leave.abort()
    await isStopped
    invoices.stream = stream
    expect(read).toBeLessThan(100_000)
  })
})
