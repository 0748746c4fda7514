import { netOf, totalsOf, type PaperDocument } from '../document.ts'
import { code128 } from '../fiscal-codes.ts'
import { amount, date, rate } from '../format.ts'
import { escaped, htmlPage, row } from './page.ts'

/** Ecuador's RIDE: issuer left, fiscal data with the access key right, every kind of subtotal in a column at the foot. */
export function ride(document: PaperDocument, options: { font?: string; heading?: string } = {}): string {
  const totals = totalsOf(document)
  const buyer = document.buyer ?? { name: 'CONSUMIDOR FINAL', taxId: '9999999999999', address: '', city: '' }
  const isNote = document.docType === 'credit_note'
  const numeric = new Set([2, 3, 4, 5])
  const taxed = totals.taxes.filter((tax) => Number(tax.rate) > 0)
  const zero = totals.taxes.find((tax) => Number(tax.rate) === 0)
  const sums = [
    ...taxed.map((tax) => [`SUBTOTAL ${rate(tax.rate)}%`, tax.base]),
    ['SUBTOTAL 0%', zero?.base ?? '0.00'],
    ['SUBTOTAL NO OBJETO DE IVA', '0.00'],
    ['SUBTOTAL EXENTO DE IVA', totals.exempt],
    ['SUBTOTAL SIN IMPUESTOS', totals.subtotal],
    ['TOTAL DESCUENTO', document.lines.reduce((sum, line) => sum + Number(line.discount ?? 0), 0).toFixed(2)],
    ['ICE', '0.00'],
    ...taxed.map((tax) => [`IVA ${rate(tax.rate)}%`, tax.amount]),
    ['PROPINA', document.tip ?? '0.00'],
    ['VALOR TOTAL', totals.total],
  ]
  return htmlPage(`
body { font-family: '${options.font ?? 'DejaVu Sans'}'; font-size: 8pt; margin: 10mm }
.top { display: flex; gap: 4mm } .top > div { flex: 1; border: 1px solid #333; border-radius: 3mm; padding: 4mm } .logo { height: 22mm; display: flex; align-items: center; justify-content: center; font-size: 20pt; color: #888; border-bottom: 1px dashed #bbb; margin-bottom: 3mm }
.num { font-size: 12pt; font-weight: bold } .key svg { width: 84mm; height: 12mm } .key { font-size: 7.4pt }
.buyer { border: 1px solid #333; margin: 4mm 0; padding: 2mm 3mm; line-height: 1.7 }
.lines td, .lines th { border: 1px solid #333; padding: 1mm 1.5mm } .lines th { font-size: 7.5pt }
.foot { display: flex; justify-content: space-between; margin-top: 4mm } .info { border: 1px solid #333; width: 105mm; padding: 3mm } .sums { width: 76mm } .sums td { border: 1px solid #333; padding: .9mm 1.5mm }`, `
<div class="top"><div><div class="logo">${escaped(document.vendor.trade ?? document.vendor.name.split(' ')[0] ?? '')}</div><b>${escaped(document.vendor.name)}</b><br>Dirección Matriz: ${escaped(document.vendor.address)}, ${escaped(document.vendor.city)}<br>OBLIGADO A LLEVAR CONTABILIDAD: SI</div>
<div><b>R.U.C.: ${document.vendor.taxId}</b><br><span class="num">${options.heading ?? (isNote ? 'NOTA DE CRÉDITO' : 'FACTURA')}</span><br><b>No. ${document.number}</b><br>NÚMERO DE AUTORIZACIÓN<br>${document.accessKey}<br>AMBIENTE: PRODUCCIÓN<br>EMISIÓN: NORMAL<div class="key">CLAVE DE ACCESO<br>${code128(document.accessKey ?? '')}<br>${document.accessKey}</div></div></div>
<div class="buyer">Razón Social / Nombres y Apellidos: <b>${escaped(buyer.name)}</b> &nbsp;&nbsp;&nbsp; Identificación: <b>${buyer.taxId}</b><br>Fecha Emisión: <b>${date(document.issueDate)}</b> &nbsp;&nbsp;&nbsp; Dirección: ${escaped(buyer.address)}
${document.reference === undefined ? '' : `<br>Comprobante que se modifica: FACTURA <b>${document.reference.number}</b> &nbsp;&nbsp; Fecha Emisión (Comprobante a modificar): ${date(document.reference.date)}<br>Razón de Modificación: ${escaped(document.reference.reason)}`}</div>
<table class="lines">${row(['Cod. Principal', 'Descripción', 'Cant', 'Precio Unitario', 'Descuento', 'Precio Total'], numeric, 'th')}
${document.lines.map((line) => row([line.code ?? '', escaped(line.description), line.quantity, amount(document, line.unitPrice), line.discount ?? '0.00', amount(document, netOf(document, line))], numeric)).join('\n')}</table>
<div class="foot"><div><div class="info"><b>Información Adicional</b><br>${(document.notes ?? ['Correo: compras@cliente.example']).map(escaped).join('<br>')}</div>
${isNote ? '' : `<table class="info" style="border-collapse:collapse;margin-top:2mm">${row(['Forma de pago', 'Valor'], new Set([1]), 'th')}${row([document.payment?.label ?? 'OTROS CON UTILIZACIÓN DEL SISTEMA FINANCIERO', totals.total], new Set([1]))}</table>`}</div>
<table class="sums">${sums.map(([label = '', value = '']) => row([label, amount(document, value)], new Set([1]))).join('')}</table></div>`)
}
