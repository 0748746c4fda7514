import { netOf, totalsOf, type PaperDocument } from '../document.ts'
import { amount, date, money, rate } from '../format.ts'
import { withPdfKit, type Canvas } from '../producers/pdf-kit.ts'

export type BandedOptions = {
  colour?: string
  /** Rows on a page; the lines run on and the totals stand on the last page. */
  rowsPerPage?: number
  /** Where the totals stand: after the last line, or on the first page (annexes follow it). */
  totalsOnFirstPage?: boolean
  pdf?: PDFKit.PDFDocumentOptions
}

const left = 42
const right = 553
const columns = [left, 92, 330, 385, 440, 495] as const

/** A coloured band across the head, a framed box with the number, a ruled table, totals in a framed box on the right. */
export function banded(document: PaperDocument, options: BandedOptions = {}): Promise<Buffer> {
  const rows = options.rowsPerPage ?? 24
  const pages = Math.max(1, Math.ceil(document.lines.length / rows))
  return withPdfKit(options.pdf ?? {}, (canvas) => {
    for (let page = 0; page < pages; page++) {
      if (page > 0) canvas.addPage()
      const top = page === 0 ? head(canvas, document, options.colour ?? '#7a1f2b') : runningHead(canvas, document)
      const bottom = table(canvas, document, top, page * rows, rows)
      const holdsTotals = options.totalsOnFirstPage === true ? page === 0 : page === pages - 1
      if (holdsTotals) totalsBox(canvas, document, bottom + 14)
      else canvas.font('Helvetica-Oblique').fontSize(8).text('Continúa en la página siguiente', left, bottom + 8, { width: right - left, align: 'right' })
      canvas.font('Helvetica').fontSize(8).text(`Página ${page + 1} de ${pages}`, left, 800, { width: right - left, align: 'center', lineBreak: false })
    }
  })
}

const idLabel = (document: PaperDocument): string => document.tenant === 'pe' || document.tenant === 'ec' ? 'R.U.C.' : document.tenant === 'cl' ? 'R.U.T.' : 'N.I.F.'

function head(canvas: Canvas, document: PaperDocument, colour: string): number {
  const { vendor, buyer } = document
  canvas.rect(0, 0, 595, 84).fill(colour)
  canvas.fillColor('white').font('Helvetica-Bold').fontSize(15).text(vendor.name, left, 22, { width: 300 })
  canvas.font('Helvetica').fontSize(9).text(`${vendor.address} - ${vendor.city}`, left, 44, { width: 300 })
  if (vendor.phone !== undefined) canvas.text(`Teléfono: ${vendor.phone}`, left, 57)
  canvas.rect(370, 14, 183, 104).fillAndStroke('white', 'black')
  canvas.fillColor('black').font('Helvetica-Bold').fontSize(12)
  canvas.text(`${idLabel(document)}: ${vendor.printedTaxId ?? vendor.taxId}`, 370, 28, { width: 183, align: 'center' })
  canvas.text(document.title, 370, 52, { width: 183, align: 'center' })
  canvas.text(`N° ${document.number}`, 370, 90, { width: 183, align: 'center' })

  canvas.font('Helvetica').fontSize(9.5)
  const pairs: [string, string][] = [
    ['Cliente', buyer?.name ?? ''], [idLabel(document), buyer?.printedTaxId ?? buyer?.taxId ?? ''], ['Dirección', `${buyer?.address ?? ''}, ${buyer?.city ?? ''}`],
    ['Fecha de emisión', date(document.issueDate)],
    ...(document.dueDate === undefined ? [] : [['Fecha de vencimiento', date(document.dueDate)] as [string, string]]),
    ...(document.payment === undefined ? [] : [['Forma de pago', document.payment.label] as [string, string]]),
    ...(document.reference === undefined ? [] : [['Documento que modifica', `${document.reference.number} del ${date(document.reference.date)}`], ['Motivo', document.reference.reason]] as [string, string][]),
  ]
  pairs.forEach(([label, value], index) => {
    canvas.font('Helvetica-Bold').text(label, left, 134 + index * 15, { lineBreak: false })
    canvas.font('Helvetica').text(`: ${value}`, left + 120, 134 + index * 15, { lineBreak: false })
  })
  return 134 + pairs.length * 15 + 10
}

function runningHead(canvas: Canvas, document: PaperDocument): number {
  canvas.font('Helvetica-Bold').fontSize(10).text(`${document.vendor.name} - ${document.title} ${document.number}`, left, 36)
  return 58
}

function table(canvas: Canvas, document: PaperDocument, top: number, from: number, count: number): number {
  const lines = document.lines.slice(from, from + count)
  const height = 18
  canvas.rect(left, top, right - left, height).fillAndStroke('#dddddd', 'black')
  canvas.fillColor('black').font('Helvetica-Bold').fontSize(9)
  const cells = (values: readonly string[], y: number): void => {
    values.forEach((value, column) => {
      const x = columns[column] ?? left
      const width = (columns[column + 1] ?? right) - x
      canvas.text(value, x + 3, y + 5, { width: width - 6, align: column >= 2 ? 'right' : 'left', lineBreak: false })
    })
  }
  cells(['CÓDIGO', 'DESCRIPCIÓN', 'CANT.', 'P. UNIT.', document.taxKind, 'IMPORTE'], top)
  canvas.font('Helvetica').fontSize(9)
  lines.forEach((line, index) => {
    cells([line.code ?? String(from + index + 1).padStart(3, '0'), line.description, amount(document, line.quantity), amount(document, line.unitPrice),
      line.taxRate === null ? 'EXO' : `${rate(line.taxRate)}%`, amount(document, netOf(document, line))], top + height * (index + 1))
  })
  const bottom = top + height * (lines.length + 1)
  for (let y = top; y <= bottom; y += height) canvas.moveTo(left, y).lineTo(right, y).stroke()
  for (const x of [...columns, right]) canvas.moveTo(x, top).lineTo(x, bottom).stroke()
  return bottom
}

function totalsBox(canvas: Canvas, document: PaperDocument, top: number): void {
  const totals = totalsOf(document)
  const isPeru = document.tenant === 'pe'
  const sums: [string, string][] = [
    ...(document.discount === undefined ? [] : [['DESCUENTO GLOBAL', money(document, `-${document.discount}`)] as [string, string]]),
    ...totals.taxes.map((tax): [string, string] => [isPeru ? 'OP. GRAVADA' : `BASE ${rate(tax.rate)}%`, money(document, tax.base)]),
    ...(Number(totals.exempt) > 0 ? [[isPeru ? 'OP. EXONERADA' : 'EXENTO', money(document, totals.exempt)] as [string, string]] : []),
    ...totals.taxes.map((tax): [string, string] => [`${document.taxKind} ${rate(tax.rate)}%`, money(document, tax.amount)]),
    [isPeru ? 'IMPORTE TOTAL' : 'TOTAL FACTURA', money(document, totals.total)],
  ]
  canvas.rect(350, top, right - 350, sums.length * 17 + 6).stroke()
  sums.forEach(([label, value], index) => {
    canvas.font(index === sums.length - 1 ? 'Helvetica-Bold' : 'Helvetica').fontSize(10)
    canvas.text(label, 358, top + 6 + index * 17, { lineBreak: false })
    canvas.text(value, 440, top + 6 + index * 17, { width: 107, align: 'right', lineBreak: false })
  })
  canvas.font('Helvetica').fontSize(8.5)
  ;(document.notes ?? []).forEach((note, index) => canvas.text(note, left, top + 8 + index * 12, { width: 290 }))
}
