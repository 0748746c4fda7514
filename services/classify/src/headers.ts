import { withoutInvisible } from '@chasqui/text'
import { fold } from './fold.ts'

/**
 * The columns of a table of documents, as one bit each: a row's headers become one number, so that deciding about
 * a row costs a handful of additions. The names are those that accounting exports really use.
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
export type Column = keyof typeof COLUMN

const NAMES: Readonly<Record<Column, readonly string[]>> = {
  type: ['doc type', 'document type', 'tipo documento', 'tipo de documento', 'tipo comprobante', 'tipo doc'],
  number: ['invoice number', 'invoice no', 'invoice num', 'invoice', 'number', 'numero', 'numero factura', 'numero de factura', 'n factura', 'no factura', 'nro factura', 'num factura', 'factura', 'folio', 'comprobante', 'serie numero', 'nota fiscal', 'document number', 'numero documento', 'nro documento', 'n documento'],
  date: ['date', 'fecha', 'invoice date', 'issue date', 'fecha factura', 'fecha emision', 'fecha de emision', 'f emision', 'fec doc', 'emision', 'fecha documento', 'expense date', 'fecha gasto', 'data emissao', 'receipt date', 'fecha doc'],
  due: ['due date', 'vencimiento', 'fecha vencimiento', 'fecha de vencimiento', 'f vto', 'vto', 'vence'],
  vendor: ['vendor', 'vendor name', 'supplier', 'supplier name', 'provider', 'proveedor', 'nombre proveedor', 'empresa', 'fornecedor', 'emisor', 'razon social', 'issuer', 'issuer name', 'merchant', 'comercio', 'razon social proveedor'],
  taxId: ['tax id', 'vendor tax id', 'issuer tax id', 'supplier tax id', 'ruc', 'cif', 'nif', 'rut', 'rfc', 'nit', 'cnpj', 'ruc proveedor', 'ruc emisor', 'rut proveedor', 'rut emisor', 'nif proveedor', 'cif proveedor', 'nif emisor'],
  amount: ['amount', 'total', 'total amount', 'importe', 'importe total', 'monto', 'monto total', 'valor', 'total factura', 'liquido', 'total documento'],
  tax: ['tax', 'tax amount', 'iva', 'igv', 'vat', 'impuesto', 'cuota iva', 'monto iva'],
  base: ['base', 'subtotal', 'base imponible', 'neto', 'monto neto', 'net amount', 'valor venta', 'afecto'],
  description: ['description', 'descripcion', 'concepto', 'concept', 'detalle', 'detail', 'glosa', 'narrative', 'memo', 'motivo'],
  category: ['category', 'categoria', 'subcategory', 'tipo gasto', 'tipo de gasto'],
  valueDate: ['value date', 'fecha valor', 'f valor', 'fec valor'],
  bookingDate: ['booking date', 'fecha operacion', 'f oper', 'f operacion', 'fecha contable', 'fecha mov', 'fecha movimiento', 'transaction date', 'posting date', 'fecha transaccion'],
  debit: ['debit', 'debe', 'cargo', 'cargos', 'egreso', 'egresos', 'retiro', 'retiros', 'giros', 'cheques y otros cargos'],
  credit: ['credit', 'haber', 'abono', 'abonos', 'deposito', 'depositos', 'ingreso', 'ingresos', 'depositos y abonos'],
  balance: ['balance', 'saldo', 'saldo disponible', 'saldo contable', 'running balance'],
  account: ['account', 'cuenta', 'iban', 'numero cuenta', 'account number', 'numero de cuenta', 'conta', 'cci'],
  sku: ['sku', 'codigo', 'code', 'codigo producto', 'product code', 'referencia producto', 'item code'],
  name: ['name', 'nombre', 'producto', 'product', 'product name', 'articulo', 'nombre producto', 'item'],
  price: ['price', 'precio', 'unit price', 'precio unitario', 'valor unitario', 'pvp', 'precio venta', 'sale price'],
  stock: ['stock', 'existencias', 'inventory', 'inventario', 'unidades', 'stock actual'],
  barcode: ['barcode', 'ean', 'ean13', 'codigo de barras', 'codigo barras', 'gtin', 'upc'],
  employee: ['employee', 'employee name', 'empleado', 'trabajador', 'nombre trabajador', 'nombre empleado'],
  gross: ['gross', 'gross pay', 'bruto', 'total devengado', 'devengos', 'devengado', 'salario bruto', 'total haberes', 'sueldo bruto'],
  net: ['net', 'net pay', 'liquido a percibir', 'neto a percibir', 'neto a pagar', 'salario neto', 'sueldo liquido', 'alcance liquido'],
  ticket: ['ticket', 'ticket number', 'boleta', 'n boleta', 'numero boleta', 'receipt number', 'receipt no', 'recibo', 'numero ticket'],
  payment: ['payment method', 'forma de pago', 'metodo de pago', 'medio de pago', 'forma pago'],
}

const COLUMN_OF = new Map<string, number>()
for (const [column, names] of Object.entries(NAMES)) for (const name of names) COLUMN_OF.set(name, COLUMN[column as Column])

/** `N.º Factura`, `no_factura` and `invoiceNumber` made comparable, without what nobody sees in them. */
function normalHeader(header: string): string {
  const spaced = withoutInvisible(header).replace(/([a-z\d])([A-Z])/g, '$1 $2')
  return fold(spaced).replace(/\b(n|no|nro|num)[.\s]*[oº]?[.\s]+/g, '$1 ').replace(/[^a-z0-9ñ]+/g, ' ').trim()
}

/** Headers repeat row after row; senders choose them, so the memory of them has an end. */
const seen = new Map<string, number>()
const MAX_SEEN = 5_000

function columnOf(header: string): number {
  const known = seen.get(header)
  if (known !== undefined) return known
  if (seen.size >= MAX_SEEN) seen.clear()
  const column = COLUMN_OF.get(normalHeader(header)) ?? 0
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
