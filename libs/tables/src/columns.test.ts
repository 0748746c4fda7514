import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FAMILIES, type Family } from './aliases.ts'
import { columnsFor, matchColumns } from './columns.ts'
import { normalHeader } from './header.ts'
import { similarity } from './similarity.ts'

describe('a column name', () => {
  it.each([
    ['N.º Factura', 'numero factura'], ['Nº factura', 'numero factura'], ['nro_factura', 'numero factura'], ['Num. Factura', 'numero factura'], ['invoiceNumber', 'invoice numero'], ['INVOICE_NO', 'invoice numero'], ['# factura', 'numero factura'],
    ['Fecha de Emisión', 'fecha de emision'], ['F. Emisión', 'f emision'], ['% IVA', 'pct iva'], ['IVA (%)', 'iva pct'], ['  Importe  (EUR) ', 'importe eur'], ['D/H', 'd h'], ['vendor.taxId', 'vendor tax id'], ['', ''], ['---', ''],
    ['\ufeffTo\u200btal\u00a0 a\u2060 pagar', 'total a pagar'],
  ])('%s is compared as "%s"', (header, name) => expect(normalHeader(header)).toBe(name))
})

describe('likeness', () => {
  it.each([['proveedor', 'provedor', 0.888], ['total', 'total', 1], ['', '', 1], ['abc', 'xyz', 0]])('of %s and %s is %d', (a, b, value) => expect(similarity(a, b)).toBeCloseTo(value, 2))

  it('is the same both ways and 1 only for the same', () => {
    const text = fc.string({ maxLength: 12 })
    fc.assert(fc.property(text, text, (a, b) => similarity(a, b) === similarity(b, a) && (similarity(a, b) === 1) === (a === b)))
  })
})

const fields = (headers: string[], family: Family) => Object.fromEntries(Object.entries(matchColumns(headers, family)).map(([field, column]) => [field, (column as { header: string }).header]))

describe('the columns of a table', () => {
  it.each<[string, Family, string[], Record<string, string>]>([
    ['Peruvian invoices', 'document', ['Número', 'Fecha de emisión', 'Vencimiento', 'Proveedor', 'RUC', 'Base imponible', 'IGV', 'Importe total', 'Moneda'], { number: 'Número', issueDate: 'Fecha de emisión', dueDate: 'Vencimiento', vendorName: 'Proveedor', taxId: 'RUC', subtotal: 'Base imponible', tax: 'IGV', total: 'Importe total', currency: 'Moneda' }],
    ['Chilean invoices', 'document', ['Folio', 'Tipo DTE', 'Fecha emisión', 'RUT proveedor', 'Razón social', 'Neto', 'IVA', 'Total'], { number: 'Folio', docType: 'Tipo DTE', issueDate: 'Fecha emisión', vendorTaxId: 'RUT proveedor', vendorName: 'Razón social', subtotal: 'Neto', tax: 'IVA', total: 'Total' }],
    ['an amount beside a total: it is the net', 'document', ['Fecha', 'Importe', 'IVA', 'Total'], { issueDate: 'Fecha', subtotal: 'Importe', tax: 'IVA', total: 'Total' }],
    ['an amount alone: it is the total', 'document', ['Fecha', 'Importe'], { issueDate: 'Fecha', total: 'Importe' }],
    ['a total with its currency', 'document', ['Total EUR'], { total: 'Total EUR' }],
    ['a total of something else', 'document', ['Total descuento', 'Total IVA'], { discount: 'Total descuento', tax: 'Total IVA' }],
    ['dates of other things', 'document', ['Fecha de pago', 'Fecha registro'], {}],
    ['a statement', 'bank', ['Fecha operación', 'Fecha valor', 'Concepto', 'Importe', 'Saldo'], { bookingDate: 'Fecha operación', valueDate: 'Fecha valor', narrative: 'Concepto', amount: 'Importe', balance: 'Saldo' }],
    ['a statement with two columns', 'bank', ['Fecha', 'Descripción', 'N° documento', 'Cargos', 'Abonos', 'Saldo'], { bookingDate: 'Fecha', narrative: 'Descripción', externalRef: 'N° documento', debit: 'Cargos', credit: 'Abonos', balance: 'Saldo' }],
    ['a side that is not two columns', 'bank', ['Fecha', 'Importe', 'Debe/Haber'], { bookingDate: 'Fecha', amount: 'Importe', side: 'Debe/Haber' }],
    ['products', 'product', ['SKU', 'Producto', 'Precio', 'Stock'], { sku: 'SKU', name: 'Producto', price: 'Precio', stock: 'Stock' }],
    ['pay', 'payroll', ['Trabajador', 'Total devengado', 'Deducciones', 'Líquido a percibir'], { employeeName: 'Trabajador', gross: 'Total devengado', deductions: 'Deducciones', net: 'Líquido a percibir' }],
    ['nothing known', 'document', ['a', 'b', ''], {}],
  ])('of %s', (_, family, headers, expected) => expect(fields(headers, family)).toEqual(expected))

  it('are the surer the closer their names', () => {
    expect(matchColumns(['total'], 'document').total?.score).toBe(1)
    expect(matchColumns(['total soles'], 'document').total?.score).toBe(0.8)
    expect(matchColumns(['provedor'], 'document').vendorName?.score).toBe(0.7)
  })

  it.each<[string, string[], string[] | undefined]>([
    ['another known name', ['total', 'Importe total'], ['total']],
    ['the same name again', ['Total', 'Total 2'], ['Total 2']],
    ['the same name with something that nobody sees', ['Total', 'Total\u200b'], ['Total\u200b']],
    ['not one that feeds another field', ['Importe', 'IVA', 'Total'], undefined],
    ['not one that only resembles a name', ['Total', 'Total soles'], undefined],
    ['not one alone', ['Total'], undefined],
  ])('of one field are rivals: %s', (_, headers, rivals) => expect(matchColumns(headers, 'document').total?.rivals).toEqual(rivals))

  it('feed one field each, and each field has one column', () => {
    const names = Object.values(FAMILIES.document).flat()
    fc.assert(fc.property(fc.uniqueArray(fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 10 })), { maxLength: 12 }), (headers) => {
      const used = Object.values(matchColumns(headers, 'document')).map((column) => column.header)
      return new Set(used).size === used.length && used.every((header) => headers.includes(header))
    }))
  })

  it('are matched once for the same headers, and remembered only so far', () => {
    const first = columnsFor(['Fecha', 'Total'], 'document')
    expect(columnsFor(['Fecha', 'Total'], 'document')).toBe(first)
    for (let i = 0; i < 300; i++) columnsFor([`columna ${i}`], 'document')
    expect(columnsFor(['Fecha', 'Total'], 'document')).not.toBe(first)
    expect(columnsFor(['Fecha', 'Total'], 'document')).toEqual(first)
  })

  it('of one family say nothing of another', () => {
    expect(columnsFor(['Saldo', 'Fecha'], 'bank')).not.toEqual(columnsFor(['Saldo', 'Fecha'], 'document'))
  })
})
