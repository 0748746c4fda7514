import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DOC_TYPES, type Canonical, type Tenant } from '@chasqui/contracts'
import { amountOf, textOf, vendorIdOf, type Amount, type Expense, type Invoice } from '@chasqui/mongo/books'
import { keysOf } from '@chasqui/document-keys'
import { aDocument, aRequest, aTenant, cfdiInvoice, changed, CHILE, dteInvoice, ECUADOR, facturae, MEXICO, payslip, PERU, SPAIN, sriInvoice, sunatInvoice, ticket } from '../documents.fixture.ts'
import { destinationOf } from './by-type.ts'
import { categoryOf } from './category.ts'
import type { DocumentDestination, RecordContext } from './destination.ts'
import { money } from './money.ts'
import { sourceOf } from './source.ts'

const context: RecordContext = { entityId: 'e1', postingKey: 'k1', source: { kind: 'import', batchId: 'b1', itemId: 'i1', fileId: 'f1' }, createdAt: new Date('2025-04-16T10:00:09Z') }

function recorded(tenant: Tenant, canonical: Canonical): Invoice | Expense {
  const request = aRequest(tenant, canonical)
  const destination = destinationOf(request)
  if (destination.kind !== 'document') throw new Error(`${canonical.docType} goes to ${destination.kind}`)
  return (destination as DocumentDestination).recordOf(request, context)
}

const invoiced = (tenant: Tenant, canonical: Canonical): Invoice => recorded(tenant, canonical) as Invoice
const spent = (tenant: Tenant, canonical: Canonical): Expense => recorded(tenant, canonical) as Expense
const text = (amount: Amount | null | undefined): string | undefined => (amount ? textOf(amount) : undefined)

describe('where a document goes', () => {
  const into = (canonical: Canonical, tenant = PERU): string => {
    const destination = destinationOf(aRequest(tenant, canonical))
    return destination.kind === 'document' ? destination.into : destination.kind
  }
  const complete = changed(sunatInvoice, { bankStatement: { account: { number: '1', currency: 'PEN' }, transactions: [] } })

  it.each([
    ['invoice', 'invoices'], ['credit_note', 'invoices'], ['debit_note', 'invoices'], ['receipt', 'expenses'], ['expense', 'expenses'], ['payroll', 'expenses'],
    ['bank_statement', 'statement'], ['transfer', 'statement'], ['product_list', 'nowhere'], ['quote', 'nowhere'], ['order', 'nowhere'], ['contract', 'nowhere'], ['unknown', 'nowhere'],
  ] as const)('%s → %s', (docType, expected) => expect(into(changed(complete, { docType }))).toBe(expected))

  it('is decided for every kind there is', () => {
    for (const docType of DOC_TYPES) expect(into(changed(complete, { docType }))).toBeTypeOf('string')
  })

  it('is the invoices for a ticket that the tenant issued: it is income', () => {
    expect(into(changed(ticket, { direction: 'sale' }), SPAIN)).toBe('invoices')
    expect(into(ticket, aTenant('t1', 'ES', 'B12345674'))).toBe('invoices')
    expect(invoiced(SPAIN, changed(ticket, { direction: 'sale' }))).toMatchObject({ direction: 'sale', docType: 'receipt', vendorId: null })
  })

  it.each<[string, Canonical, string]>([
    ['an invoice without date', changed(sunatInvoice, { issueDate: undefined }), 'it has no issue date'],
    ['an invoice without total', aDocument({ ...sunatInvoice, totals: { subtotal: '1.00' } }), 'it has no total'],
    ['an invoice without currency', changed(sunatInvoice, { currency: undefined }), 'it has no currency'],
    ['an expense without amount', aDocument({ docType: 'expense', issueDate: '2025-04-15', currency: 'PEN' }), 'it has no amount'],
    ['a statement without account', aDocument({ docType: 'bank_statement', bankStatement: { account: { currency: 'EUR' }, transactions: [] } }), 'it names no account'],
    ['a transfer without movement', aDocument({ docType: 'transfer' }), 'it has no movements'],
  ])('is nowhere for %s, and says why', (_, canonical, why) => expect(destinationOf(aRequest(PERU, canonical))).toEqual({ kind: 'nowhere', why }))
})

describe('an invoice', () => {
  it('of SUNAT becomes the record of a purchase', () => {
    expect(invoiced(PERU, sunatInvoice)).toEqual({
      _id: 'e1', tenantId: 't1', source: context.source, postingKey: 'k1', version: 1, createdAt: context.createdAt, revertedAt: null,
      direction: 'purchase', docType: 'invoice', subType: '01', country: 'PE', number: 'F001-00000123', numberNorm: 'F001-123',
      vendorId: vendorIdOf('t1', '20600000013'), vendor: { name: 'COMERCIAL DE PRUEBA S.A.C.', taxId: '20600000013', taxIdType: 'RUC', country: 'PE' },
      customerId: null, customer: { name: 'CLIENTE UNO S.A.C.', taxId: '20600000021', taxIdType: 'RUC', country: 'PE' },
      issueDate: '2025-04-15', dueDate: '2025-05-15', currency: 'PEN',
      subtotal: amountOf('380.00'), tax: amountOf('68.40'), taxes: [{ kind: 'IGV', code: '1000', rate: amountOf('18.00'), base: amountOf('380.00'), amount: amountOf('68.40') }],
      withholding: amountOf('0.00'), total: amountOf('448.40'), payable: amountOf('448.40'), status: 'pending', paid: amountOf('0.00'), dueDates: [],
      lines: [
        { n: 1, description: 'TECLADO', quantity: amountOf('2'), unit: 'NIU', unitPrice: amountOf('150.00'), net: amountOf('300.00') },
        { n: 2, description: 'INSTALACION', quantity: amountOf('1'), unit: 'ZZ', unitPrice: amountOf('80.00'), net: amountOf('80.00') },
      ],
      correctsInvoiceId: null, categoryCode: null, account: null,
    })
  })

  it.each<[string, Tenant, Canonical, Record<string, string>]>([
    ['DTE 33, in whole pesos', CHILE, dteInvoice, { subtotal: '120000', tax: '22800', total: '142800', payable: '142800', withholding: '0' }],
    ['SRI', ECUADOR, sriInvoice, { subtotal: '150.00', zeroRated: '50.00', tax: '15.00', total: '165.00', payable: '165.00' }],
    ['CFDI', MEXICO, cfdiInvoice, { subtotal: '1000.00', tax: '160.00', total: '1160.00', payable: '1160.00' }],
    ['Facturae, with its withholding', SPAIN, facturae, { subtotal: '1000.00', tax: '210.00', withholding: '150.00', total: '1210.00', payable: '1060.00' }],
  ])('of %s keeps its amounts', (_, tenant, canonical, amounts) => {
    const invoice = invoiced(tenant, canonical) as unknown as Record<string, Amount>
    expect(Object.fromEntries(Object.keys(amounts).map((field) => [field, text(invoice[field])]))).toEqual(amounts)
  })

  it('computes what is to be paid where it is not stated', () => {
    const canonical = aDocument({ ...facturae, totals: { total: '1210.00', withholding: '150.00', prepaid: '60.00', rounding: '-0.01' } })
    expect(text(invoiced(SPAIN, canonical).payable)).toBe('999.99')
  })

  it('of which nothing is left to pay is paid', () => {
    expect(invoiced(PERU, changed(sunatInvoice, { totals: { payable: '0.00' } })).status).toBe('paid')
  })

  it('that the tenant issued is a sale, and makes no vendor', () => {
    const seller = aTenant('t1', 'PE', '20600000013')
    const request = aRequest(seller, changed(sunatInvoice, { direction: undefined }))
    const destination = destinationOf(request) as DocumentDestination
    expect(invoiced(seller, request.canonical)).toMatchObject({ direction: 'sale', vendorId: null })
    expect(destination.vendorOf(request, context)).toBeUndefined()
  })

  it('of which neither party is the tenant is a purchase: a person approved it', () => {
    expect(invoiced(SPAIN, changed(sunatInvoice, { direction: undefined }))).toMatchObject({ direction: 'purchase' })
  })

  it('of a vendor without tax id has no vendor record', () => {
    const request = aRequest(PERU, changed(sunatInvoice, { vendor: { name: 'SIN RUC' } }))
    expect((destinationOf(request) as DocumentDestination).vendorOf(request, context)).toBeUndefined()
    expect(invoiced(PERU, request.canonical)).toMatchObject({ vendorId: null, vendor: { name: 'SIN RUC' } })
  })

  it('names its vendor in one way, however the tax id is written', () => {
    const written = (taxId: string) => invoiced(SPAIN, changed(facturae, { vendor: { ...facturae.vendor, taxId } })).vendorId
    expect(written('ES-B12345674')).toBe(written('B12345674'))
  })

  it('keeps amounts with the decimals of the currency, and never fewer than the document has', () => {
    expect(textOf(money('448.4', 'PEN'))).toBe('448.40')
    expect(textOf(money('142800', 'CLP'))).toBe('142800')
    expect(textOf(money('0.0001234', 'EUR'))).toBe('0.0001234')
    fc.assert(fc.property(fc.integer(), fc.nat(5), (units, scale) => {
      const digits = String(Math.abs(units)).padStart(scale + 1, '0')
      const decimal = `${units < 0 ? '-' : ''}${scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`}`
      expect(Number(textOf(money(decimal, 'EUR')))).toBe(Number(decimal))
    }))
  })
})

describe('a ticket', () => {
  it('becomes a paid expense with its VAT apart and a guess at its category', () => {
    const expense = spent(SPAIN, ticket)
    expect(expense).toMatchObject({ docType: 'receipt', issueDate: '2025-04-15', issueTime: '18:32', number: 'T-0042', categoryCode: 'SUPPLIES', status: 'paid', paymentMethod: 'card', cardLast4: '1234', vendorId: vendorIdOf('t1', 'B12345674') })
    expect([expense.net, expense.vat, expense.amount, expense.paid, expense.pending].map(text)).toEqual(['7.98', '1.17', '9.15', '9.15', '0.00'])
    expect(expense.taxes.map((tax) => [text(tax.rate), text(tax.base), text(tax.amount)])).toEqual([['4', '2.98', '0.12'], ['21', '5.00', '1.05']])
  })

  it.each([['cash', 'paid'], ['card', 'paid'], ['transfer', 'pending'], [undefined, 'pending']] as const)('paid by %s is %s', (method, status) => {
    const expense = spent(SPAIN, changed(ticket, { payment: method && { method } }))
    expect(expense.status).toBe(status)
    expect([text(expense.paid), text(expense.pending)]).toEqual(status === 'paid' ? ['9.15', '0.00'] : ['0.00', '9.15'])
  })

  it('that does not tell its tax apart has neither net nor VAT', () => {
    const expense = spent(SPAIN, aDocument({ ...ticket, totals: { total: '9.15' } }))
    expect([expense.net, expense.vat]).toEqual([undefined, undefined])
  })

  it('has its net from the rest where only the VAT is printed', () => {
    expect(text(spent(SPAIN, aDocument({ ...ticket, totals: { tax: '1.17', total: '9.15' } })).net)).toBe('7.98')
  })
})

describe('a payslip', () => {
  it('costs the gross pay and leaves the net to be paid', () => {
    const expense = spent(SPAIN, payslip)
    expect(expense).toMatchObject({ docType: 'payroll', issueDate: '2025-04-30', categoryCode: 'PAYROLL', description: 'ANA EJEMPLO', vendorId: null, status: 'pending', periodStart: '2025-04-01', periodEnd: '2025-04-30' })
    expect([expense.amount, expense.withholding, expense.pending].map(text)).toEqual(['1600.00', '293.60', '1306.40'])
  })
})

describe('the category of an expense', () => {
  const category = (fields: { category?: string; description?: string; vendor?: string }) =>
    categoryOf(aDocument({ docType: 'expense', expense: { category: fields.category, description: fields.description }, vendor: fields.vendor ? { name: fields.vendor } : undefined }))

  it.each([
    [{ category: 'FUEL' }, { code: 'FUEL' }],
    [{ category: 'bank fees' }, { code: 'BANK_FEES' }],
    [{ category: 'Viajes' }, { code: 'TRAVEL', written: 'Viajes' }],
    [{ category: 'Proyecto Norte' }, { code: 'OTHER', written: 'Proyecto Norte' }],
    [{ description: 'Recibo de telefonía móvil' }, { code: 'TELECOM' }],
    [{ description: 'Diésel camión' }, { code: 'FUEL' }],
    [{ description: 'Nómina de abril' }, { code: 'PAYROLL' }],
    [{ description: 'Varios', vendor: 'HOTEL SOL' }, { code: 'LODGING' }],
    [{ description: 'Almuerzo', vendor: 'HOTEL SOL' }, { code: 'MEALS' }],
    [{ vendor: 'GASTRONOMIA LUZURIAGA' }, { code: 'OTHER' }],
    [{}, { code: 'OTHER' }],
  ])('%o → %o', (fields, expected) => expect(category(fields)).toEqual(expected))
})

describe('the posting key', () => {
  it.each<[string, Tenant, Canonical, string]>([
    ['SUNAT', PERU, sunatInvoice, 'ca33e8504110da7cd4a49c249f7ef5cab3bdb153edd699ecb6660367a9bc12a4'],
    ['DTE 33', CHILE, dteInvoice, '0cbbf6398f6b61133d33b39b71a54a042106448caa82c752abd266085ffd589a'],
    ['SRI', ECUADOR, sriInvoice, '105a45756a691562e1ff257b6e31a127feaaaf32cf2127d6d3e406f335ed35a8'],
    ['CFDI', MEXICO, cfdiInvoice, '97f42d27eacb4850b2b6b51046f35f5b01cc4f23816f84105d6c2508bd6ede7c'],
    ['Facturae', SPAIN, facturae, '915f3e79b05dc313fa6cd56bf730418c3c510f51945a17f500b073afc5edb8ee'],
  ])('of %s is that of the specification', (_, tenant, canonical, key) => expect(keysOf(tenant.id, 'i1', canonical).postingKey).toBe(key))

  it('of a ticket without number is its item, and the near key stays to warn others', () => {
    const numberless = changed(ticket, { number: undefined })
    const [one, again, other] = [keysOf('t1', 'i1', numberless), keysOf('t1', 'i1', numberless), keysOf('t1', 'i2', numberless)]
    expect(again).toEqual(one)
    expect(other.postingKey).not.toBe(one.postingKey)
    expect(other.nearKey).toBe(one.nearKey)
    expect(one.nearKey).toMatch(/^[0-9a-f]{64}$/)
  })

  it('of a ticket without vendor has no near key', () => {
    expect(keysOf('t1', 'i1', changed(ticket, { vendor: undefined }))).not.toHaveProperty('nearKey')
  })
})

describe('the source of a record', () => {
  it('is the item, its batch and its file where there is one', () => {
    expect(sourceOf(aRequest(PERU, sunatInvoice, { itemId: 'i1', fileId: undefined }))).toEqual({ kind: 'import', batchId: 'b1', itemId: 'i1' })
    expect(sourceOf(aRequest(PERU, sunatInvoice, { itemId: 'i1' }))).toEqual({ kind: 'import', batchId: 'b1', itemId: 'i1', fileId: 'f1' })
  })
})
