import type { Books } from '@chasqui/mongo/books'
import { valueOf } from './json-of.ts'

/** What the cells of a column are: `money` is a decimal, `date` a day without a time, as `YYYY-MM-DD`. */
export type Column = { readonly name: string; readonly kind: 'text' | 'money' | 'date' }

const text = (name: string): Column => ({ name, kind: 'text' })
const money = (name: string): Column => ({ name, kind: 'money' })
const date = (name: string): Column => ({ name, kind: 'date' })

/** The books as tables, by the name that they have in the API. */
export const bookTables = {
  'invoices': [
    text('id'), text('docType'), text('direction'), text('number'), date('issueDate'), date('dueDate'), text('vendor.taxId'), text('vendor.name'), text('customer.taxId'), text('customer.name'),
    text('currency'), money('subtotal'), money('tax'), money('withholding'), money('total'), money('payable'), text('status'), text('correctsNumber'), text('source.itemId'),
  ],
  'expenses': [
    text('id'), date('issueDate'), text('description'), text('categoryCode'), text('vendor.taxId'), text('vendor.name'), text('number'), text('currency'),
    money('net'), money('vat'), money('amount'), text('status'), text('paymentMethod'), text('source.itemId'),
  ],
  'bank-transactions': [
    text('id'), text('accountId'), date('bookingDate'), date('valueDate'), money('amount'), text('currency'), text('narrative'), text('counterparty.name'), text('externalRef'),
    money('balanceAfter'), text('status'), text('source.itemId'),
  ],
  'vendors': [text('id'), text('taxId'), text('taxIdType'), text('name'), text('country'), text('address'), text('email'), text('phone')],
} as const satisfies Readonly<Record<string, readonly Column[]>>

export const BOOK_KINDS = ['invoices', 'expenses', 'bank-transactions', 'vendors'] as const satisfies readonly (keyof typeof bookTables)[]
export type BookKind = (typeof BOOK_KINDS)[number]

export function columnNames(kind: BookKind): readonly string[] {
  return bookTables[kind].map(({ name }) => name)
}

/** Records of the books as rows of text, in the order of the columns; what a record has not is empty. */
export async function* rowsOf<T extends object>(records: AsyncIterable<T>, columns: readonly string[]): AsyncGenerator<string[]> {
  // Only what is shown is looked at: of a million records the lines and taxes would cost more than all the rest.
  const paths = columns.map((column) => (column === 'id' ? '_id' : column).split('.'))
  for await (const record of records) yield paths.map((path) => textAt(record, path))
}

/** The same text that the JSON of the record has there; nothing for what is no single value. */
function textAt(record: object, path: readonly string[]): string {
  let value: unknown = record
  for (const key of path) value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
  const json = valueOf(value)
  return json === null || typeof json === 'object' ? '' : String(json)
}

/** One book of a tenant, both days included, as it is listed: what has no day knows no period. */
export function recordsOf(books: Books, kind: BookKind, tenantId: string, period: { from?: string | undefined; to?: string | undefined }): AsyncIterable<object> {
  switch (kind) {
    case 'invoices': return books.invoices.stream(tenantId, period)
    case 'expenses': return books.expenses.stream(tenantId, period)
    case 'bank-transactions': return books.bankTransactions.stream(tenantId, period)
    case 'vendors': return books.vendors.stream(tenantId)
  }
}

/** How many records `recordsOf` gives. */
export function countOf(books: Books, kind: BookKind, tenantId: string, period: { from?: string | undefined; to?: string | undefined }): Promise<number> {
  switch (kind) {
    case 'invoices': return books.invoices.count(tenantId, period)
    case 'expenses': return books.expenses.count(tenantId, period)
    case 'bank-transactions': return books.bankTransactions.count(tenantId, period)
    case 'vendors': return books.vendors.count(tenantId)
  }
}
