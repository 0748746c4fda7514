import { describe, expect, it } from 'vitest'
import type { Row, SourceType } from '@chasqui/contracts'
import { classifyRow } from './row.ts'

const row = (...headers: string[]): Row => Object.fromEntries(headers.map((header) => [header, '']))

describe('the type of a row', () => {
  it.each<[SourceType, Row, string]>([
    ['invoices', row('invoice_number', 'invoice_date', 'vendor', 'total'), 'invoice'],
    ['invoices', row('N.º Factura', 'F. Emisión', 'Proveedor', 'Base imponible', 'IVA', 'Total factura'), 'invoice'],
    ['invoices', row('invoiceNumber', 'issueDate', 'vendorTaxId', 'amount'), 'invoice'],
    ['expenses', row('fecha', 'importe', 'concepto'), 'expense'],
    ['expenses', row('date', 'amount', 'description', 'category'), 'expense'],
    ['receipts', row('\ufeffda\u200bte', 'vendor\u00a0', 'to\u2060tal'), 'receipt'],
    ['receipts', row('date', 'vendor', 'total'), 'receipt'],
    ['bank', row('Fecha operación', 'Fecha valor', 'Concepto', 'Importe', 'Saldo'), 'bank_statement'],
    ['bank', row('fecha', 'cargo', 'abono'), 'bank_statement'],
    ['products', row('sku', 'name', 'price', 'stock'), 'product_list'],
  ])('in a batch of %s with the columns of one is sure', (sourceType, columns, docType) => {
    expect(classifyRow(columns, sourceType)).toMatchObject({ docType, confidence: 0.95, needsReview: false })
  })

  it.each<[Row, string]>([
    [row('invoice_number', 'proveedor', 'total'), 'invoice'],
    [row('fecha', 'importe', 'descripcion'), 'expense'],
    [row('fecha', 'importe', 'concepto', 'saldo'), 'bank_statement'],
    [row('booking date', 'amount', 'description'), 'bank_statement'],
    [row('sku', 'producto', 'precio', 'stock'), 'product_list'],
    [row('trabajador', 'total devengado', 'líquido a percibir'), 'payroll'],
    [row('fecha', 'número ticket', 'total'), 'receipt'],
    [row('Número de documento', 'NIF/CIF', 'Fecha de factura', 'Total con IVA'), 'invoice'],
    [row('Fecha', 'Débito', 'Crédito', 'Saldo final'), 'bank_statement'],
    [row('employee', 'net'), 'payroll'],
    [row('Apellidos y nombres', 'Total ingresos', 'Neto a pagar'), 'payroll'],
  ])('is told by its columns alone when the batch does not say: %o', (columns, docType) => {
    expect(classifyRow(columns, 'documento')).toMatchObject({ docType, needsReview: false })
  })

  it('is looked at by a person when the columns contradict the batch', () => {
    expect(classifyRow(row('fecha valor', 'concepto', 'importe', 'saldo'), 'invoices')).toMatchObject({ docType: 'bank_statement', needsReview: true })
  })

  it('stays with the batch, for review, when the columns say nothing', () => {
    expect(classifyRow(row('a', 'b'), 'invoices')).toMatchObject({ docType: 'invoice', needsReview: true })
  })

  it('is unknown when neither batch nor columns say anything', () => {
    expect(classifyRow(row('a', 'b'), 'documento')).toMatchObject({ docType: 'unknown', confidence: 0, needsReview: true })
  })

  it.each<[unknown, string]>([
    ['Nota de Crédito', 'credit_note'], ['credit_note', 'credit_note'], ['FACTURA', 'invoice'], ['Nómina', 'payroll'], ['algo', 'invoice'], [7, 'invoice'],
  ])('believes a column that states it: %s', (stated, docType) => {
    expect(classifyRow({ ...row('invoice_number', 'vendor', 'total'), 'Tipo documento': stated }, 'invoices').docType).toBe(docType)
  })

  it('does not let a sender fill its memory with made-up headers', () => {
    for (let i = 0; i < 12_000; i++) classifyRow({ [`h${i}`]: 1 }, 'invoices')
    expect(classifyRow(row('invoice_number', 'vendor', 'total'), 'invoices').docType).toBe('invoice')
  })
})
