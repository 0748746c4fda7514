import { banded } from '../paper/canvas/banded.ts'
import type { PaperDocument } from '../paper/document.ts'
import { portal } from '../paper/drawing/portal.ts'
import { labelAbove } from '../paper/html/label-above.ts'
import { ride } from '../paper/html/ride.ts'
import { siiPrint } from '../paper/html/sii.ts'
import { ticket } from '../paper/html/ticket.ts'
import { twoColumns } from '../paper/html/two-columns.ts'
import { letter } from '../paper/office/letter.ts'
import { fieldsOf, readWell } from '../paper/outcome.ts'
import { drawn } from '../paper/producers/cairo.ts'
import { printed } from '../paper/producers/chromium.ts'
import { exported } from '../paper/producers/libreoffice.ts'
import { bilevelPng, greyPng, jpeg, pdfOfImages, searchablePdf, tiff, webp } from '../paper/scans/files.ts'
import { rasterised, type Raster } from '../paper/scans/raster.ts'
import type { Corners } from '../paper/scans/warp.ts'
import { worn, type Wear } from '../paper/scans/wear.ts'
import { waits, type Sample } from '../sample.ts'
import * as paper from './scanned-documents.ts'

type Print = () => Promise<Uint8Array>
type Fields = ReturnType<typeof fieldsOf>
type Pages = (wear: Wear) => Promise<Raster[]>

/** Prints, rasterises, wears. The seed makes each page's grain its own. */
function under(print: Print, dpi: number): Pages {
  return async (wear) => {
    const pages = await rasterised(await print(), dpi)
    return await Promise.all(pages.map((page, index) => worn(page, { ...wear, seed: wear.seed + index })))
  }
}

async function one(pages: Promise<Raster[]>): Promise<Raster> {
  const [first] = await pages
  if (first === undefined) throw new Error('nothing was printed')
  return first
}

function picture(path: Sample['path'], document: PaperDocument, bytes: Sample['bytes'], why: string, fields: Fields = fieldsOf(document)): Sample {
  return { path, by: 'tools', bytes, expected: { why: `picture: ${why}`, order: document.docType === 'credit_note' ? 20 : 10, items: [readWell(document, fields)] } }
}

const without = (fields: Fields, ...paths: string[]): Fields => Object.fromEntries(Object.entries(fields).filter(([path]) => !paths.includes(path)))
const onlyTotal = (document: PaperDocument): Fields => without(fieldsOf(document), 'totals.subtotal', 'totals.tax')

/** Held over a table, the far edge a little smaller. */
const fromAbove: Corners = [[0.06, 0.05], [0.955, 0.035], [0.975, 0.965], [0.03, 0.955]]
const fromTheLeft: Corners = [[0.05, 0.03], [0.93, 0.06], [0.94, 0.95], [0.06, 0.975]]
const crooked: Corners = [[0.045, 0.06], [0.935, 0.03], [0.965, 0.95], [0.075, 0.975]]

const peru: Sample[] = [
  picture('pe/escaneo-F002-00004530.jpg', paper.kuntur4530, async () => jpeg(await one(under(() => banded(paper.kuntur4530), 200)({ seed: 11, skew: 1.4, noise: 7, blur: 0.6, isGrey: true })), 60, { dpi: 200, isGrey: true }), '200 dpi, turned by 1.4°, grain'),
  picture('pe/foto-F006-00000093.jpg', paper.apu93, async () => jpeg(await one(under(() => printed(twoColumns(paper.apu93)), 200)({ seed: 12, corners: fromAbove, ground: 'wood', light: { degrees: 35, from: 1.02, to: 0.68 }, noise: 6, blur: 0.7 })), 55), 'phone photo on a table: perspective and a shadow'),
  picture('pe/fax-E001-230.png', paper.wasi230, async () => bilevelPng(await one(under(() => drawn(portal(paper.wasi230)), 200)({ seed: 13, skew: -0.8, noise: 40, blur: 0.6 }))), 'black and white only, 200 dpi, turned by 0.8°'),
  {
    path: 'pe/escaneo-de-factura-123-mal-leida.jpg', by: 'tools',
    bytes: async () => jpeg(await one(under(() => drawn(portal(paper.misread128, 'Liberation Serif')), 200)({ seed: 14, skew: 0.9, noise: 6, blur: 0.6, isGrey: true })), 65, { dpi: 200, isGrey: true }),
    expected: {
      why: 'the paper of factura-F001-00000123.xml with 128 for 123 in its number: same vendor, day and total', order: 40,
      items: [waits('vendor, day and total are those of F001-00000123', { docType: 'invoice', findings: ['POSSIBLE_DUPLICATE'], canonical: { number: 'F001-00000128', 'vendor.taxId': '20600000013', issueDate: '2025-04-15', 'totals.total': '448.40' } })],
    },
  },
  picture('pe/foto-boleta-B003-00000762.jpg', paper.picaflorBoleta, async () => jpeg(await one(under(() => printed(ticket(paper.picaflorBoleta, { withCode: true })), 300)({ seed: 15, corners: crooked, ground: 'stone', light: { degrees: 120, from: 1, to: 0.75 }, noise: 6, blur: 0.8 })), 60, { turn: 270, exifOrientation: 6 }), 'phone photo lying on its side; EXIF tells how to turn it; QR'),
  picture('pe/escaneo-boleta-B001-00019034.jpg', paper.intiBoleta, async () => jpeg(await one(under(() => printed(ticket(paper.intiBoleta, { font: 'Courier Prime', sizePt: 10 })), 200)({ seed: 16, skew: 2.6, noise: 9, blur: 0.6, isGrey: true })), 50, { dpi: 200, isGrey: true }), 'receipt on a flatbed, turned by 2.6°'),
]

const chile: Sample[] = [
  picture('cl/escaneo-factura-20997.jpg', paper.altiplano20997, async () => jpeg(await one(under(() => printed(siiPrint(paper.altiplano20997, '33')), 200)({ seed: 21, skew: -2.1, noise: 7, blur: 0.6 })), 55, { dpi: 200 }), 'the print of the SII in colour, turned by -2.1°, its stamp readable'),
  picture('cl/factura-girada-3310.jpg', paper.copihue3310, async () => jpeg(await one(under(() => printed(twoColumns(paper.copihue3310, { font: 'DejaVu Serif', accent: '#333' })), 200)({ seed: 22, skew: 1.1, noise: 6, blur: 0.6, isGrey: true })), 55, { dpi: 200, turn: 90, isGrey: true }), 'scanned lying on its side (90°), without a word about it'),
  picture('cl/factura-al-reves-905.jpg', paper.quillay905, async () => jpeg(await one(under(() => printed(labelAbove(paper.quillay905, { font: 'Liberation Sans' })), 200)({ seed: 23, skew: -1.2, noise: 6, blur: 0.6, isGrey: true })), 60, { dpi: 200, turn: 180, isGrey: true }), 'scanned upside down'),
  picture('cl/foto-boleta-77188.jpg', paper.moteBoleta77188, async () => jpeg(await one(under(() => printed(ticket(paper.moteBoleta77188, { sizePt: 9.5 })), 300)({ seed: 24, corners: fromTheLeft, ground: 'wood', light: { degrees: 200, from: 1, to: 0.72 }, noise: 7, blur: 0.8 })), 50), 'phone photo of a strip, shadow from the left', onlyTotal(paper.moteBoleta77188)),
]

const ecuador: Sample[] = [
  picture('ec/escaneo-factura-dos-hojas.tiff', paper.condor45188, async () => tiff(await under(() => banded(paper.condor45188, { colour: '#225544', rowsPerPage: 26 }), 200)({ seed: 31, skew: 1, noise: 5, blur: 0.6 }), 55), 'TIFF of two frames: head on the first, totals on the second'),
  picture('ec/foto-factura-990.webp', paper.manglar990, async () => webp(await one(under(() => printed(ride(paper.manglar990, { font: 'Liberation Sans' })), 230)({ seed: 33, corners: fromTheLeft, ground: 'stone', light: { degrees: 300, from: 1, to: 0.7 }, noise: 5, blur: 0.6 })), 60), 'phone photo (WebP) of a RIDE: small print, access key'),
  picture('ec/escaneo-nota-credito-12.jpg', paper.manglarCredit12, async () => jpeg(await one(under(() => printed(ride(paper.manglarCredit12, { font: 'Liberation Sans' })), 200)({ seed: 34, skew: 1.7, noise: 5, blur: 0.6, isGrey: true })), 65, { dpi: 200, isGrey: true }), 'credit note, turned by 1.7°: two numbers and two dates'),
  picture('ec/foto-nota-de-venta-4588.jpg', paper.guayusaNote4588, async () => jpeg(await one(under(() => printed(ticket(paper.guayusaNote4588, { font: 'Inconsolata', sizePt: 11 })), 280)({ seed: 35, corners: fromAbove, ground: 'wood', light: { degrees: 80, from: 1, to: 0.8 }, noise: 7, blur: 0.7 })), 50), 'phone photo of a strip without tax', onlyTotal(paper.guayusaNote4588)),
]

const spain: Sample[] = [
  picture('es/ticket-T-0043-escaneado.png', paper.ticket43, async () => greyPng(await one(under(() => printed(ticket(paper.ticket43, { font: 'DejaVu Sans Mono' })), 200)({ seed: 41, skew: -1.5, noise: 5, blur: 0.6, isGrey: true }))), 'ticket-T-0042.pdf as a scan (another day and number): two rates, card', { ...fieldsOf(paper.ticket43), 'expense.category': 'SUPPLIES' }),
  picture('es/ticket-T-0044-foto.jpg', paper.ticket44, async () => jpeg(await one(under(() => printed(ticket(paper.ticket44, { font: 'Courier Prime', sizePt: 10.5 })), 300)({ seed: 42, corners: crooked, ground: 'wood', light: { degrees: 150, from: 1.02, to: 0.7 }, noise: 8, blur: 0.8 })), 45), 'ticket-T-0042.pdf as a photo (another day and number): two rates, cash', { ...fieldsOf(paper.ticket44), 'expense.category': 'SUPPLIES' }),
  picture('es/foto-gasolinera.jpg', paper.mesetaFuel, async () => jpeg(await one(under(() => printed(ticket(paper.mesetaFuel, { font: 'Inconsolata', sizePt: 11, widthMm: 72 })), 300)({ seed: 43, corners: fromTheLeft, ground: 'stone', light: { degrees: 20, from: 0.98, to: 0.74 }, noise: 7, blur: 0.8 })), 45), 'phone photo of a fuel receipt', { ...fieldsOf(paper.mesetaFuel), 'expense.category': 'FUEL' }),
  picture('es/foto-factura-irpf.jpg', paper.bruno58, async () => jpeg(await one(under(() => exported(letter(paper.bruno58, { font: 'Liberation Serif' })), 200)({ seed: 44, corners: fromAbove, ground: 'stone', light: { degrees: 250, from: 1, to: 0.66 }, noise: 6, blur: 0.7 })), 50), 'phone photo of a letter with IRPF withheld, dates in words'),
  picture('es/escaneo-recortado.jpg', paper.azahar77, async () => jpeg(await one(under(() => printed(twoColumns(paper.azahar77, { font: 'Carlito' })), 200)({ seed: 45, skew: 2.8, crop: 0.035, noise: 9, blur: 0.8, isGrey: true })), 40, { dpi: 200, isGrey: true }), 'turned by 2.8°, edges cut off, JPEG at 40, two rates'),
  picture('es/escaneado-dos-paginas.pdf', paper.levanteTwoPages, async () => pdfOfImages(await Promise.all((await under(() => banded(paper.levanteTwoPages, { colour: '#1d4e6b', rowsPerPage: 30 }), 200)({ seed: 46, skew: -0.9, noise: 6, blur: 0.6, isGrey: true })).map((page) => jpeg(page, 50, { isGrey: true }))), 200), 'a PDF of two pictures and no text; totals on the second'),
  picture('es/mixto-digital-y-escaneado.pdf', paper.ebroMixed, mixed, 'page 1 digital, page 2 a scan that holds the totals: only that page needs OCR'),
  picture('es/escaneado-con-texto.pdf', paper.guadianaSearchable, async () => searchablePdf(await jpeg(await one(under(() => banded(paper.guadianaSearchable, { colour: '#6b4c1d' }), 200)({ seed: 48, skew: 0.3, noise: 4, isGrey: true })), 60, { dpi: 200, isGrey: true }), 200), 'a scan that carries the text layer of an older OCR'),
]

/** The first page as it was made, the second as it came back from the scanner. */
async function mixed(): Promise<Uint8Array> {
  const whole = await banded(paper.ebroMixed, { colour: '#1d4e6b', rowsPerPage: 28 })
  const [, second] = await rasterised(whole, 200)
  if (second === undefined) throw new Error('the document has one page only')
  const scan = await jpeg(await worn(second, { seed: 47, skew: 1.2, noise: 6, blur: 0.6, isGrey: true }), 55, { isGrey: true })
  return await pdfOfImages([scan], 200, await firstPage(whole))
}

async function firstPage(pdf: Uint8Array): Promise<Uint8Array> {
  const { PDFDocument } = await import('pdf-lib')
  const document = await PDFDocument.load(pdf, { updateMetadata: false })
  while (document.getPageCount() > 1) document.removePage(1)
  return await document.save({ useObjectStreams: false })
}

export const scannedSamples: Sample[] = [...peru, ...chile, ...ecuador, ...spain]
