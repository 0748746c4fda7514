import bwip from 'bwip-js/node'
import { totalsOf, type PaperDocument } from './document.ts'

/** The bar codes that the countries ask for on a printed document, with what they hold. */

/** Peru: RUC, type, series, number, IGV, total, date, buyer's type and id, parted by bars. */
export function sunatQr(document: PaperDocument, type: '01' | '03' | '07'): string {
  const [series = '', number = ''] = document.number.split('-')
  const totals = totalsOf(document)
  const buyer = document.buyer === undefined ? ['0', '-'] : ['6', document.buyer.taxId]
  return [document.vendor.taxId, type, series, number, totals.tax, totals.total, document.issueDate, ...buyer, ''].join('|')
}

/** Chile: the data of the stamp (TED). The signature is made up: nobody may check it offline without the folio file. */
export function siiTed(document: PaperDocument, type: '33' | '39' | '61'): string {
  const first = document.lines[0]?.description ?? ''
  const buyer = document.buyer ?? { taxId: '66666666-6', name: 'CLIENTE' }
  return `<TED version="1.0"><DD><RE>${document.vendor.taxId}</RE><TD>${type}</TD><F>${document.number}</F><FE>${document.issueDate}</FE><RR>${buyer.taxId}</RR><RSR>${buyer.name}</RSR><MNT>${totalsOf(document).total}</MNT><IT1>${first.slice(0, 40)}</IT1><TSTED>${document.issueDate}T10:00:00</TSTED></DD><FRMT algoritmo="SHA1withRSA">AAAA</FRMT></TED>`
}

/** Spain: the address where the buyer of a VERI*FACTU invoice may look it up. */
export function verifactuUrl(document: PaperDocument): string {
  const [year = '', month = '', day = ''] = document.issueDate.split('-')
  const query = new URLSearchParams({ nif: document.vendor.taxId, numserie: document.number, fecha: `${day}-${month}-${year}`, importe: totalsOf(document).total })
  return `https://www2.agenciatributaria.gob.es/wlpl/TIKE-CONT/ValidarQR?${query.toString()}`
}

export const qr = (text: string): string => draw({ bcid: 'qrcode', text, eclevel: 'M' })
export const pdf417 = (text: string): string => draw({ bcid: 'pdf417', text, columns: 10, eclevel: 5, rowmult: 3 })
export const code128 = (text: string): string => draw({ bcid: 'code128', text, height: 12 })

/** The options of each code are its own; the types of the package know only those that all share. */
function draw(options: { bcid: string; text: string; [option: string]: string | number }): string {
  return bwip.toSVG(options)
}
