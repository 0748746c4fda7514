import { fieldsNamed, normalHeader, type FieldName } from '@chasqui/tables'

/**
 * The columns of a table of documents, as one bit each: a row's headers become one number, so that deciding about
 * a row costs a handful of additions. The names are those by which the columns are read, too.
 */
export const COLUMN = {
  type: 1 << 0,
  number: 1 << 1,
  date: 1 << 2,
  due: 1 << 3,
  vendor: 1 << 4,
  taxId: 1 << 5,
  amount: 1 << 6,
  tax: 1 << 7,
  base: 1 << 8,
  description: 1 << 9,
  category: 1 << 10,
  valueDate: 1 << 11,
  bookingDate: 1 << 12,
  debit: 1 << 13,
  credit: 1 << 14,
  balance: 1 << 15,
  account: 1 << 16,
  sku: 1 << 17,
  name: 1 << 18,
  price: 1 << 19,
  stock: 1 << 20,
  barcode: 1 << 21,
  employee: 1 << 22,
  gross: 1 << 23,
  net: 1 << 24,
  ticket: 1 << 25,
  payment: 1 << 26,
} as const
type Column = keyof typeof COLUMN

/** The fields whose names tell a column. A name that stands for two things is taken for the one that comes first here. */
const FIELDS: readonly (readonly [Column, readonly FieldName[]])[] = [
  ['type', ['document.docType']],
  ['number', ['document.number']],
  ['date', ['document.issueDate']],
  ['due', ['document.dueDate']],
  ['vendor', ['document.vendorName']],
  ['taxId', ['document.taxId', 'document.vendorTaxId']],
  ['amount', ['document.total', 'bank.amount']],
  ['tax', ['document.tax']],
  ['base', ['document.subtotal']],
  ['description', ['document.description', 'bank.narrative']],
  ['category', ['document.category']],
  ['payment', ['document.paymentMethod']],
  ['valueDate', ['bank.valueDate']],
  ['bookingDate', ['bank.bookingDate']],
  ['debit', ['bank.debit']],
  ['credit', ['bank.credit']],
  ['balance', ['bank.balance']],
  ['account', ['bank.account']],
  ['sku', ['product.sku']],
  ['name', ['product.name']],
  ['price', ['product.price']],
  ['stock', ['product.stock']],
  ['barcode', ['product.barcode']],
  ['employee', ['payroll.employeeName']],
  ['gross', ['payroll.gross']],
  ['net', ['payroll.net']],
]

/** A number that is called so is a receipt's. */
const OF_A_RECEIPT = /\b(boleta|ticket|recibo|receipt)\b/

function columnNamed(header: string): number {
  const fields = fieldsNamed(header)
  const column = FIELDS.find(([, names]) => names.some((name) => fields.includes(name)))?.[0]
  if (column === undefined) return 0
  return COLUMN[column === 'number' && OF_A_RECEIPT.test(normalHeader(header)) ? 'ticket' : column]
}

/** Headers repeat row after row; senders choose them, so the memory of them has an end. */
const seen = new Map<string, number>()
const MAX_SEEN = 5_000

function columnOf(header: string): number {
  const known = seen.get(header)
  if (known !== undefined) return known
  if (seen.size >= MAX_SEEN) seen.clear()
  const column = columnNamed(header)
  seen.set(header, column)
  return column
}

/** The set of columns that these headers name; unknown headers count for nothing. */
export function columnsOf(headers: readonly string[]): number {
  let columns = 0
  for (const header of headers) columns |= columnOf(header)
  return columns
}

/** Those of the headers that name this column. */
export function headersNaming(headers: readonly string[], column: number): string[] {
  return headers.filter((header) => columnOf(header) === column)
}
