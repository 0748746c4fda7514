import { netOf, totalsOf, type PaperDocument } from '../document.ts'
import { amount, date, money, rate } from '../format.ts'
import { escaped, htmlPage } from './page.ts'

/** A modern print: small grey labels above their values, no rules, a large amount at the top, words for months. */
export function labelAbove(document: PaperDocument, options: { font?: string } = {}): string {
  const totals = totalsOf(document)
  const id = document.tenant === 'es' ? 'NIF' : document.tenant === 'cl' ? 'RUT' : 'RUC'
  const field = (label: string, value: string): string => `<div class="f"><span>${label}</span>${escaped(value)}</div>`
  const buyer = document.buyer
  return htmlPage(`
body { font-family: '${options.font ?? 'Roboto'}'; margin: 18mm 20mm }
.head { display: flex; justify-content: space-between; margin-bottom: 12mm } .head h1 { font-size: 16pt; margin: 0; font-weight: 500 } .big { font-size: 22pt; text-align: right }
.grid { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 6mm 8mm; margin-bottom: 10mm } .f span { display: block; font-size: 7.5pt; color: #777; text-transform: uppercase; letter-spacing: .6px }
.l { display: grid; grid-template-columns: 1fr 20mm 26mm 28mm; padding: 2mm 0 } .l.h { font-size: 8pt; color: #777 } .l > div + div { text-align: right }
.sums { margin: 8mm 0 0 auto; width: 88mm } .s { display: flex; justify-content: space-between; padding: 1.3mm 0 } .s.t { font-weight: 700; font-size: 12pt; margin-top: 2mm }`, `
<div class="head"><div><h1>${escaped(document.vendor.name)}</h1>${escaped(document.vendor.address)}<br>${escaped(document.vendor.city)}<br>${id} ${document.vendor.printedTaxId ?? document.vendor.taxId}</div><div class="big">${escaped(document.title)}</div></div>
<div class="grid">${field('Número de factura', document.number)}${field('Fecha de emisión', date(document.issueDate, 'words'))}${document.dueDate === undefined ? field('Forma de pago', document.payment?.label ?? 'Contado') : field('Fecha de vencimiento', date(document.dueDate, 'words'))}
${buyer === undefined ? '' : field('Facturado a', buyer.name) + field(`${id} cliente`, buyer.printedTaxId ?? buyer.taxId) + field('Domicilio', `${buyer.address}, ${buyer.city}`)}</div>
<div class="l h"><div>Concepto</div><div>Cant.</div><div>Precio</div><div>Importe</div></div>
${document.lines.map((line) => `<div class="l"><div>${escaped(line.description)}</div><div>${amount(document, line.quantity)}</div><div>${amount(document, line.unitPrice)}</div><div>${amount(document, netOf(document, line))}</div></div>`).join('\n')}
<div class="sums"><div class="s"><span>Subtotal</span><span>${money(document, totals.subtotal)}</span></div>
${totals.taxes.map((tax) => `<div class="s"><span>${document.taxKind} (${rate(tax.rate)} %)</span><span>${money(document, tax.amount)}</span></div>`).join('')}
${document.withholding === undefined ? '' : `<div class="s"><span>Retención ${document.withholding.kind} (${rate(document.withholding.rate)} %)</span><span>${money(document, `-${totals.withholding}`)}</span></div>`}
<div class="s t"><span>${document.withholding === undefined ? 'Total' : 'Total a percibir'}</span><span>${money(document, totals.payable)}</span></div></div>
<p>${(document.notes ?? []).map(escaped).join('<br>')}</p>`)
}
