import { netOf, totalsOf, type PaperDocument } from '../document.ts'
import { amount, date, money } from '../format.ts'
import { Drawing } from './svg.ts'

/** As the portal of SUNAT prints: colons between label and value, a table without rules, one figure a line at the foot. */
export function portal(document: PaperDocument, family = 'Liberation Sans'): string {
  const totals = totalsOf(document)
  const buyer = document.buyer ?? document.vendor
  const drawing = new Drawing(family)
  drawing.text(40, 60, document.vendor.name, { size: 13, bold: true }).text(40, 76, document.vendor.address).text(40, 89, document.vendor.city)
  drawing.box(380, 40, 175, 66).text(467, 60, document.title, { size: 11, anchor: 'middle', bold: true })
    .text(467, 78, `RUC: ${document.vendor.taxId}`, { size: 11, anchor: 'middle' }).text(467, 95, document.number, { size: 12, anchor: 'middle', bold: true })
  const facts: [string, string][] = [
    ...(document.dueDate === undefined ? [] : [['Fecha de Vencimiento', date(document.dueDate)] as [string, string]]),
    ['Fecha de Emisión', date(document.issueDate)], ['Señor(es)', buyer.name], ['RUC', buyer.taxId], ['Dirección del Cliente', `${buyer.address} ${buyer.city}`],
    ['Tipo de Moneda', 'SOLES'], ['Observación', document.notes?.[0] ?? ''],
  ]
  facts.forEach(([label, value], index) => drawing.text(40, 140 + index * 16, label).text(160, 140 + index * 16, `: ${value}`))
  const top = 140 + facts.length * 16 + 16
  drawing.line(40, top - 12, 555, top - 12).text(40, top, 'Cantidad').text(100, top, 'Unidad Medida').text(190, top, 'Descripción').text(470, top, 'Valor Unitario', { anchor: 'end' }).text(555, top, 'Importe', { anchor: 'end' }).line(40, top + 5, 555, top + 5)
  document.lines.forEach((line, index) => {
    const y = top + 20 + index * 16
    drawing.text(40, y, amount(document, line.quantity)).text(100, y, line.unit ?? 'UNIDAD').text(190, y, line.description + (line.taxRate === null ? ' (EXONERADO)' : ''))
      .text(470, y, amount(document, line.unitPrice), { anchor: 'end' }).text(555, y, amount(document, netOf(document, line)), { anchor: 'end' })
  })
  const foot = top + 20 + document.lines.length * 16 + 30
  const sums: [string, string][] = [
    ['Sub Total Ventas', totals.subtotal], ['Anticipos', '0.00'], ['Descuentos', '0.00'], ...totals.taxes.map((tax): [string, string] => ['Valor Venta Gravado', tax.base]),
    ['Valor Venta Exonerado', totals.exempt], ['ISC', '0.00'], ['IGV', totals.tax], ['Otros Cargos', '0.00'], ['Importe Total', totals.total],
  ]
  sums.forEach(([label, value], index) => drawing.text(440, foot + index * 15, `${label} :`, { anchor: 'end' }).text(555, foot + index * 15, money(document, value), { anchor: 'end', bold: index === sums.length - 1 }))
  drawing.text(40, 800, 'Esta es una representación impresa de la factura electrónica, generada en el Sistema de SUNAT.', { size: 8 })
  return drawing.toString()
}
