import { netOf, totalsOf, type PaperDocument } from '../document.ts'
import { qr, verifactuUrl } from '../fiscal-codes.ts'
import { amount, date, money, rate } from '../format.ts'
import { escaped, htmlPage, row } from './page.ts'

/** Issuer left, customer right, number and dates in a strip between, a light table, totals in a box on the right. */
export function twoColumns(document: PaperDocument, options: { withQr?: boolean; accent?: string; font?: string } = {}): string {
  const totals = totalsOf(document)
  const tax = document.taxKind
  const id = document.tenant === 'pe' ? 'RUC' : document.tenant === 'cl' ? 'RUT' : document.tenant === 'ec' ? 'RUC/CI' : 'NIF'
  const party = (heading: string, company: NonNullable<PaperDocument['buyer']>): string => `<div class="party"><h3>${heading}</h3><b>${escaped(company.name)}</b><br>${id}: ${company.printedTaxId ?? company.taxId}<br>${escaped(company.address)}<br>${escaped(company.city)}</div>`
  const strip = [
    ['Número', document.number], ['Fecha de emisión', date(document.issueDate)],
    ...(document.dueDate === undefined ? [] : [['Fecha de vencimiento', date(document.dueDate)]]),
    ...(document.payment === undefined ? [] : [['Forma de pago', document.payment.label]]),
  ]
  const sums = [
    ...(document.discount === undefined ? [] : [['Suma', money(document, totals.gross)], ['Descuento', money(document, `-${document.discount}`)]]),
    ['Base imponible', money(document, totals.subtotal)],
    ...totals.taxes.map((one) => [`${tax} ${rate(one.rate)}% s/ ${amount(document, one.base)}`, money(document, one.amount)]),
    ...(document.withholding === undefined ? [] : [[`Retención ${document.withholding.kind} ${rate(document.withholding.rate)}%`, money(document, `-${totals.withholding}`)]]),
  ]
  const numeric = new Set([1, 2, 3, 4])
  return htmlPage(`
h1 { font-size: 20pt; margin: 0 0 6mm; color: ${options.accent ?? '#1d4e6b'}; letter-spacing: .5px }
body { font-family: '${options.font ?? 'Liberation Sans'}' }
.parties { display: flex; gap: 10mm; margin-bottom: 6mm } .party { flex: 1 } h3 { margin: 0 0 1mm; font-size: 9pt; color: #666; text-transform: uppercase }
.strip { display: flex; gap: 9mm; border-top: 1px solid #bbb; border-bottom: 1px solid #bbb; padding: 2mm 0; margin-bottom: 6mm } .strip span { display: block; font-size: 8pt; color: #666 }
th { text-align: left; font-size: 9pt; border-bottom: 1.5px solid #444; padding: 1.5mm } td { padding: 1.6mm 1.5mm; border-bottom: 1px solid #e2e2e2 }
.sums { width: 82mm; margin: 6mm 0 0 auto; border: 1px solid #999 } .sums td { border: 0 } .sums .total td { border-top: 1.5px solid #444; font-weight: bold; font-size: 12pt }
.foot { margin-top: 10mm; font-size: 8.5pt; color: #333 } .qr { width: 30mm; position: absolute; left: 15mm; margin-top: 4mm }`, `
<h1>${escaped(document.title)}</h1>
<div class="parties">${party('Emisor', document.vendor)}${document.buyer === undefined ? '' : party('Cliente', document.buyer)}</div>
<div class="strip">${strip.map(([label = '', value = '']) => `<div><span>${label}</span>${escaped(value)}</div>`).join('')}</div>
${document.reference === undefined ? '' : `<p>Rectifica la factura <b>${document.reference.number}</b> de ${date(document.reference.date)}. Motivo: ${escaped(document.reference.reason)}</p>`}
<table>${row(['Descripción', 'Cantidad', 'Precio', `% ${tax}`, 'Importe'], numeric, 'th')}
${document.lines.map((line) => row([escaped(line.description), amount(document, line.quantity), amount(document, line.unitPrice), line.taxRate === null ? 'Exento' : rate(line.taxRate), amount(document, netOf(document, line))], numeric)).join('\n')}</table>
${options.withQr ? `<div class="qr">${qr(verifactuUrl(document))}VERI*FACTU</div>` : ''}
<table class="sums">${sums.map(([label = '', value = '']) => row([label, value], new Set([1]))).join('')}<tr class="total"><td>${document.withholding === undefined ? 'TOTAL' : 'TOTAL A PAGAR'}</td><td class="n">${money(document, totals.payable)}</td></tr></table>
<div class="foot">${(document.notes ?? []).map(escaped).join('<br>')}</div>`)
}
