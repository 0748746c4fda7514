import { amountOf, type Invoice } from '@chasqui/mongo/books'

/** An invoice as it stands in the books, for tests of exports. */
export function anInvoiceOnRecord(tenantId: string, n: number, fields: Partial<Invoice> = {}): Invoice {
  const id = String(n).padStart(7, '0')
  return {
    _id: `${tenantId}-${id}`, tenantId, source: { kind: 'import', batchId: 'b1', itemId: `item-${id}`, fileId: 'f1' }, postingKey: `key-${tenantId}-${id}`, version: 1, createdAt: new Date('2026-03-06T10:00:00Z'), revertedAt: null,
    direction: 'purchase', docType: 'invoice', subType: '01', country: 'PE', number: `F001-${id}`, numberNorm: `F001${id}`, vendorId: `v-${tenantId}`, vendor: { name: 'Papelería Andina E.I.R.L.', taxId: '20600000013' },
    customerId: null, issueDate: `2026-03-${String(1 + n % 28).padStart(2, '0')}`, currency: 'PEN', subtotal: amountOf('380.00'), tax: amountOf('68.40'), taxes: [], withholding: amountOf('0.00'),
    total: amountOf(`${n}.40`), payable: amountOf(`${n}.40`), status: 'pending', paid: amountOf('0'), dueDates: [], lines: [], correctsInvoiceId: null, categoryCode: null, account: null, ...fields,
  }
}
