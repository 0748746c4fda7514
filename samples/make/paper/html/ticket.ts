import { netOf, totalsOf, type PaperDocument } from '../document.ts'
import { pdf417, qr, siiTed, sunatQr } from '../fiscal-codes.ts'
import { amount, date, rate } from '../format.ts'
import { escaped, htmlPage } from './page.ts'

export type TicketStyle = { font?: string; widthMm?: number; sizePt?: number; withCode?: boolean; cashier?: string }

/** A till's receipt on a strip of paper: description left, amount right, totals as the country prints them. */
export function ticket(document: PaperDocument, style: TicketStyle = {}): string {
  const width = style.widthMm ?? 80
  const size = style.sizePt ?? 9
  const body = [...head(document), ...lines(document), ...sums(document), ...foot(document)]
  const code = style.withCode ? codeOf(document) : ''
  const heightMm = Math.ceil(body.length * size * 0.4763 + 14 + (code === '' ? 0 : width * 0.5))
  return htmlPage(`
body { margin: 5mm 4mm; font: ${size}pt/1.35 '${style.font ?? 'DejaVu Sans Mono'}' }
.p { display: flex; justify-content: space-between; white-space: pre } .c { text-align: center; white-space: pre } .b { font-weight: bold; font-size: ${size + 1.5}pt } .code { text-align: center } .code svg { width: ${width * 0.45}mm }
.code.wide svg { width: ${width - 12}mm; height: ${width * 0.35}mm }`, body.join('\n') + code, `${width}mm ${heightMm}mm`)
}

const centre = (text: string, bold = false): string => `<div class="c${bold ? ' b' : ''}">${escaped(text)}</div>`
const pair = (left: string, right: string, bold = false): string => `<div class="p${bold ? ' b' : ''}"><span>${escaped(left)}</span><span>${escaped(right)}</span></div>`
const rule = '<div class="c">--------------------------------</div>'

function head(document: PaperDocument): string[] {
  const { vendor } = document
  const id = { es: 'CIF', pe: 'RUC', cl: 'RUT', ec: 'RUC' }[document.tenant]
  return [
    centre(vendor.name), centre(`${id}: ${vendor.printedTaxId ?? vendor.taxId}`), centre(vendor.address), centre(vendor.city),
    rule, centre(document.title), centre(document.tenant === 'cl' ? `N° ${document.number}` : document.number, true),
    pair(`FECHA: ${date(document.issueDate)}`, document.issueTime ?? ''), rule,
  ]
}

function lines(document: PaperDocument): string[] {
  return document.lines.flatMap((line) => {
    const total = amount(document, netOf(document, line))
    if (line.quantity === '1') return [pair(line.description, total)]
    return [`<div>${escaped(line.description)}</div>`, pair(`  ${amount(document, line.quantity)} x ${amount(document, line.unitPrice)}`, total)]
  }).concat(rule)
}

function sums(document: PaperDocument): string[] {
  const totals = totalsOf(document)
  const sign = { EUR: '', PEN: 'S/ ', CLP: '$ ', USD: '$ ' }[document.currency]
  const total = pair(document.tenant === 'pe' ? 'IMPORTE TOTAL' : 'TOTAL', `${sign}${amount(document, totals.total)}${document.currency === 'EUR' ? ' EUR' : ''}`, true)
  const paid = document.payment === undefined ? [] : [pair(document.payment.label, amount(document, totals.total))]
  switch (document.tenant) {
    case 'pe': return [...totals.taxes.map((tax) => pair('OP. GRAVADA', `S/ ${amount(document, tax.base)}`)), ...totals.taxes.map((tax) => pair(`IGV ${rate(tax.rate)}%`, `S/ ${amount(document, tax.amount)}`)), total, ...paid]
    case 'cl': return [total, ...paid, `<div>El IVA incluido en esta boleta es $ ${amount(document, totals.tax)}</div>`]
    case 'ec': return [total, ...paid]
    case 'es': return [total, ...paid, rule, pair('IVA', 'BASE     CUOTA'), ...totals.taxes.map((tax) => pair(`${rate(tax.rate)}%`, `${amount(document, tax.base)}  ${amount(document, tax.amount).padStart(8)}`))]
  }
}

function foot(document: PaperDocument): string[] {
  return [...(document.notes ?? []).map((note) => centre(note)), centre('GRACIAS POR SU COMPRA')]
}

function codeOf(document: PaperDocument): string {
  if (document.tenant === 'cl') return `<div class="code wide">${pdf417(siiTed(document, '39'))}<br>Timbre Electrónico SII</div>`
  return `<div class="code">${qr(sunatQr(document, '03'))}</div>`
}
