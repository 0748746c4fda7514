import type { DocType } from '@chasqui/contracts'
import { fold } from './fold.ts'

/** The names that people and older systems give to a type. */
const NAMES: Readonly<Record<DocType, readonly string[]>> = {
  invoice: ['invoice', 'invoices', 'factura', 'factura electronica', 'fac', 'factura de venta'],
  credit_note: ['credit note', 'nota de credito', 'nota credito', 'nc', 'abono', 'factura rectificativa', 'nota de credito electronica'],
  debit_note: ['debit note', 'nota de debito', 'nota debito', 'nd', 'nota de debito electronica'],
  receipt: ['receipt', 'receipts', 'recibo', 'ticket', 'boleta', 'ticket pos', 'boleta de venta', 'factura simplificada', 'nota de venta'],
  expense: ['expense', 'expenses', 'gasto'],
  bank_statement: ['bank statement', 'bank', 'banco', 'extracto', 'bank movements', 'bank transactions', 'cartola'],
  transfer: ['transfer', 'transferencia'],
  payroll: ['payroll', 'nomina', 'liquidacion de sueldo', 'rol de pagos', 'boleta de pago'],
  product_list: ['product list', 'products', 'price list', 'inventory', 'lista de precios', 'product'],
  quote: ['quote', 'presupuesto', 'cotizacion', 'proforma'],
  order: ['order', 'purchase order', 'orden de compra', 'pedido'],
  contract: ['contract', 'contrato'],
  unknown: ['unknown', 'desconocido', 'other', 'otro'],
}

const TYPE_OF = new Map<string, DocType>()
for (const [docType, names] of Object.entries(NAMES)) for (const name of names) TYPE_OF.set(name, docType as DocType)

/** The type that a name stands for, whatever its case, accents and separators; undefined when it names none. */
export function docTypeNamed(name: string): DocType | undefined {
  return TYPE_OF.get(fold(name).replace(/[^a-z0-9]+/g, ' ').trim())
}
