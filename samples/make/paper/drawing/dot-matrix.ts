import { netOf, totalsOf, type PaperDocument } from '../document.ts'
import { amount, date, rate } from '../format.ts'
import { Drawing } from './svg.ts'

/** An old program on continuous paper: one face, columns by blanks, dashes for rules. */
export function dotMatrix(document: PaperDocument): string {
  const totals = totalsOf(document)
  const width = 78
  const rule = '-'.repeat(width)
  const pair = (left: string, right: string): string => left + right.padStart(width - left.length)
  const id = document.tenant === 'ec' ? 'RUC' : document.tenant === 'cl' ? 'RUT' : 'RUC'
  const cells = (description: string, quantity: string, price: string, net: string): string => description.slice(0, 38).padEnd(40) + quantity.padStart(8) + price.padStart(14) + net.padStart(16)
  const lines = [
    document.vendor.name, `${id} ${document.vendor.printedTaxId ?? document.vendor.taxId}`, `${document.vendor.address} - ${document.vendor.city}`, '',
    pair(`${document.title} No. ${document.number}`, `FECHA: ${date(document.issueDate)}`),
    ...(document.dueDate === undefined ? [] : [pair('', `VENCE: ${date(document.dueDate)}`)]),
    ...(document.accessKey === undefined ? [] : [`CLAVE DE ACCESO: ${document.accessKey}`]),
    rule, `CLIENTE: ${document.buyer?.name ?? ''}`, `RUC/CI:  ${document.buyer?.taxId ?? ''}`, `DIRECCION: ${document.buyer?.address ?? ''} ${document.buyer?.city ?? ''}`, rule,
    cells('DESCRIPCION', 'CANT', 'P.UNIT', 'TOTAL'), rule,
    ...document.lines.map((line) => cells(line.description, line.quantity, amount(document, line.unitPrice), amount(document, netOf(document, line)))), rule,
    ...totals.taxes.map((tax) => pair('', `SUBTOTAL ${rate(tax.rate)}%`.padEnd(20) + amount(document, tax.base).padStart(14))),
    ...totals.taxes.filter((tax) => Number(tax.rate) > 0).map((tax) => pair('', `IVA ${rate(tax.rate)}%`.padEnd(20) + amount(document, tax.amount).padStart(14))),
    pair('', 'VALOR TOTAL'.padEnd(20) + amount(document, totals.total).padStart(14)), '', ...(document.notes ?? []),
  ]
  const drawing = new Drawing('DejaVu Sans Mono')
  lines.forEach((line, index) => drawing.text(42, 60 + index * 14, line, { size: 10.2 }))
  return drawing.toString()
}
