import { netOf, totalsOf, type PaperDocument } from '../document.ts'
import { pdf417, siiTed } from '../fiscal-codes.ts'
import { amount, date } from '../format.ts'
import { escaped, htmlPage, row } from './page.ts'

/** The print that the SII asks for: red box with RUT, type and number; the stamp (PDF417) at the foot; totals beside it. */
export function siiPrint(document: PaperDocument, type: '33' | '61', options: { colour?: string; font?: string } = {}): string {
  const totals = totalsOf(document)
  const buyer = document.buyer ?? document.vendor
  const numeric = new Set([2, 3, 4])
  const sums = [
    ...(document.discount === undefined ? [] : [['DESCUENTO', document.discount]]),
    ...totals.taxes.map((tax) => ['MONTO NETO', tax.base]),
    ...(Number(totals.exempt) > 0 ? [['MONTO EXENTO', totals.exempt]] : []),
    ...totals.taxes.map((tax) => [`I.V.A. ${tax.rate}%`, tax.amount]),
    ['TOTAL', totals.total],
  ]
  return htmlPage(`
body { font-family: '${options.font ?? 'Liberation Sans'}'; font-size: 9.5pt }
.top { display: flex; justify-content: space-between; align-items: flex-start } .issuer { width: 100mm } .issuer b { font-size: 13pt }
.box { border: 3px solid ${options.colour ?? '#d00000'}; color: ${options.colour ?? '#d00000'}; width: 72mm; text-align: center; font-weight: bold; font-size: 13pt; padding: 4mm 2mm; line-height: 1.6 }
.office { width: 72mm; text-align: center; color: ${options.colour ?? '#d00000'}; font-weight: bold; margin: 1mm 0 5mm auto }
.buyer { border: 1px solid #000; padding: 2mm 3mm; display: grid; grid-template-columns: 24mm 1fr 34mm 30mm; row-gap: 1mm; margin-bottom: 4mm }
.lines td, .lines th { border: 1px solid #000; padding: 1.4mm 2mm } .lines th { background: #eee }
.foot { display: flex; justify-content: space-between; align-items: flex-start; margin-top: 8mm } .stamp { width: 78mm; text-align: center; font-size: 7.5pt } .stamp svg { width: 78mm; height: 32mm }
.sums { width: 66mm } .sums td { border: 1px solid #000; padding: 1.4mm 2mm }`, `
<div class="top"><div class="issuer"><b>${escaped(document.vendor.name)}</b><br>Giro: ${escaped(document.vendor.trade ?? '')}<br>${escaped(document.vendor.address)} - ${escaped(document.vendor.city)}</div>
<div class="box">R.U.T.: ${document.vendor.printedTaxId}<br>${escaped(document.title)}<br>N° ${document.number}</div></div>
<div class="office">S.I.I. - ${escaped(document.vendor.city.toUpperCase())}</div>
<div class="buyer"><span>SEÑOR(ES):</span><span>${escaped(buyer.name)}</span><span>FECHA EMISIÓN:</span><span>${date(document.issueDate, 'dashes')}</span>
<span>R.U.T.:</span><span>${buyer.printedTaxId}</span><span>VENCIMIENTO:</span><span>${document.dueDate === undefined ? '' : date(document.dueDate, 'dashes')}</span>
<span>DIRECCIÓN:</span><span>${escaped(buyer.address)}</span><span>COMUNA:</span><span>${escaped(buyer.city)}</span></div>
${document.reference === undefined ? '' : `<table class="lines" style="margin-bottom:4mm">${row(['Tipo documento', 'Folio', 'Fecha', 'Razón referencia'], new Set(), 'th')}${row(['Factura Electrónica', document.reference.number, date(document.reference.date, 'dashes'), escaped(document.reference.reason)], new Set())}</table>`}
<table class="lines">${row(['Código', 'Descripción', 'Cantidad', 'Precio', 'Valor'], numeric, 'th')}
${document.lines.map((line) => row([line.code ?? '', escaped(line.description) + (line.taxRate === null ? ' (EXENTO)' : ''), amount(document, line.quantity), amount(document, line.unitPrice), amount(document, netOf(document, line))], numeric)).join('\n')}</table>
<div class="foot"><div class="stamp">${pdf417(siiTed(document, type))}<br>Timbre Electrónico SII<br>Res. 80 de 2014 - Verifique documento: www.sii.cl</div>
<table class="sums">${sums.map(([label = '', value = '']) => row([label, `$ ${amount(document, value)}`], new Set([1]))).join('')}</table></div>`)
}
