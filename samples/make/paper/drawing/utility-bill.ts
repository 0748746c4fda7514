import { totalsOf, type PaperDocument } from '../document.ts'
import { amount, date, money, rate } from '../format.ts'
import { Drawing } from './svg.ts'

/** A bill without a table of lines: labels on the left, values on the right, a period, a date of charge, a chart. */
export function utilityBill(document: PaperDocument, period: { from: string; to: string }): string {
  const totals = totalsOf(document)
  const drawing = new Drawing('DejaVu Sans')
  drawing.text(40, 56, document.vendor.name, { size: 14, bold: true, colour: '#0b6b3a' }).text(40, 72, `${document.vendor.address}, ${document.vendor.city}. CIF ${document.vendor.taxId}`, { size: 8 })
  drawing.text(555, 56, document.title, { size: 12, anchor: 'end', bold: true })
  const rows: [string, string][] = [
    ['Nº de factura', document.number], ['Fecha de emisión', date(document.issueDate, 'dots')], ['Periodo de facturación', `del ${date(period.from, 'dots')} al ${date(period.to, 'dots')}`], ['Fecha de cargo', date(document.dueDate ?? document.issueDate, 'dots')],
    ['Titular', document.buyer?.name ?? ''], ['NIF del titular', document.buyer?.taxId ?? ''], ['Dirección de suministro', `${document.buyer?.address ?? ''} ${document.buyer?.city ?? ''}`], ['IBAN de domiciliación', document.payment?.iban ?? ''],
  ]
  rows.forEach(([label, value], index) => drawing.text(40, 110 + index * 18, label, { size: 9.5, colour: '#444' }).text(555, 110 + index * 18, value, { size: 9.5, anchor: 'end' }).line(40, 115 + index * 18, 555, 115 + index * 18, 0.2))
  const top = 110 + rows.length * 18 + 24
  drawing.text(40, top, 'RESUMEN DE LA FACTURA', { bold: true, colour: '#0b6b3a' })
  const sums: [string, string][] = [
    ...document.lines.map((line): [string, string] => [line.description, money(document, line.unitPrice)]),
    ['Base imponible', money(document, totals.subtotal)],
    ...totals.taxes.map((tax): [string, string] => [`IVA ${rate(tax.rate)}% de ${amount(document, tax.base)}`, money(document, tax.amount)]),
    ['TOTAL IMPORTE FACTURA', money(document, totals.total)],
  ]
  sums.forEach(([label, value], index) => {
    const bold = index === sums.length - 1
    drawing.text(40, top + 22 + index * 18, label, { bold }).text(555, top + 22 + index * 18, value, { anchor: 'end', bold })
  })
  drawing.text(40, 560, 'Historial de consumo (kWh)', { size: 9, bold: true })
  ;[180, 210, 240, 190, 160, 150].forEach((kwh, index) => drawing.box(60 + index * 70, 700 - kwh / 2, 36, kwh / 2, '#bcd9c6').text(78 + index * 70, 712, ['ene', 'feb', 'mar', 'abr', 'may', 'jun'][index] ?? '', { size: 8, anchor: 'middle' }).text(78 + index * 70, 696 - kwh / 2, String(kwh), { size: 8, anchor: 'middle' }))
  return drawing.toString()
}
