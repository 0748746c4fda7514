import { PDFDocument, StandardFonts, rgb, type PDFFont } from 'pdf-lib'
import { netOf, totalsOf, type PaperDocument } from '../document.ts'
import { amount, date, rate } from '../format.ts'

/** English labels and points for decimals on an invoice between two Spanish companies, drawn with pdf-lib. */
export async function english(document: PaperDocument): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false })
  pdf.setProducer('pdf-lib')
  const regular = await pdf.embedFont(StandardFonts.TimesRoman)
  const bold = await pdf.embedFont(StandardFonts.TimesRomanBold)
  const page = pdf.addPage([595, 842])
  const totals = totalsOf(document)
  const print = (text: string, x: number, y: number, font: PDFFont = regular, size = 11): void => { page.drawText(text, { x, y, size, font }) }
  const printRight = (text: string, x: number, y: number, font: PDFFont = regular, size = 11): void => { print(text, x - font.widthOfTextAtSize(text, size), y, font, size) }
  const euros = (value: string): string => `EUR ${amount(document, value, 'point-decimal')}`

  print('INVOICE', 56, 770, bold, 26)
  printRight(document.vendor.name, 540, 778, bold, 12)
  printRight(`${document.vendor.address}, ${document.vendor.city}`, 540, 763)
  printRight(`VAT No. ES${document.vendor.taxId}`, 540, 748)
  const facts: [string, string][] = [['Invoice number:', document.number], ['Issue date:', date(document.issueDate, 'english')], ['Due date:', date(document.dueDate ?? document.issueDate, 'english')], ['Payment terms:', '30 days']]
  facts.forEach(([label, value], index) => { print(label, 56, 700 - index * 17, bold); print(value, 160, 700 - index * 17) })
  print('Bill to', 340, 700, bold)
  ;[document.buyer?.name ?? '', `VAT No. ES${document.buyer?.taxId ?? ''}`, document.buyer?.address ?? '', document.buyer?.city ?? ''].forEach((text, index) => print(text, 340, 683 - index * 15))

  const heads: [string, number][] = [['Qty', 350], ['Unit price', 440], ['Amount', 540]]
  page.drawLine({ start: { x: 56, y: 590 }, end: { x: 540, y: 590 }, thickness: 1.2, color: rgb(0.2, 0.3, 0.6) })
  print('Description', 56, 596, bold)
  for (const [text, x] of heads) printRight(text, x, 596, bold)
  document.lines.forEach((line, index) => {
    const y = 572 - index * 20
    print(line.description, 56, y)
    printRight(line.quantity, 350, y)
    printRight(amount(document, line.unitPrice, 'point-decimal'), 440, y)
    printRight(amount(document, netOf(document, line), 'point-decimal'), 540, y)
  })
  const bottom = 572 - document.lines.length * 20 - 10
  page.drawLine({ start: { x: 56, y: bottom + 14 }, end: { x: 540, y: bottom + 14 }, thickness: 0.6 })
  const sums: [string, string][] = [['Subtotal', totals.subtotal], ...totals.taxes.map((tax): [string, string] => [`VAT ${rate(tax.rate)}%`, tax.amount]), ['Amount due', totals.payable]]
  sums.forEach(([label, value], index) => {
    const font = index === sums.length - 1 ? bold : regular
    print(label, 350, bottom - 8 - index * 20, font, 12)
    printRight(euros(value), 540, bottom - 8 - index * 20, font, 12)
  })
  ;(document.notes ?? []).forEach((note, index) => print(note, 56, 90 - index * 14, regular, 10))
  return await pdf.save({ useObjectStreams: false })
}
