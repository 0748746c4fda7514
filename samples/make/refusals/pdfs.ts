import { PDFDocument, StandardFonts } from 'pdf-lib'
import PdfKit from 'pdfkit'
import { refused, type Sample } from '../sample.ts'
import { handMadePdf } from './hand-made-pdf.ts'

/** The script sits in the names tree of the catalog, and both lie in a compressed object stream: no plain search sees them. */
async function scriptInObjectStream(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false })
  const font = await pdf.embedFont(StandardFonts.Helvetica)
  pdf.addPage([595, 842]).drawText('FACTURA F001-00000777', { x: 60, y: 760, size: 14, font })
  pdf.addJavaScript('alCargar', 'app.alert("hola")')
  return await pdf.save({ useObjectStreams: true })
}

function encrypted(): Promise<Buffer> {
  const pdf = new PdfKit({ pdfVersion: '1.4', userPassword: 'secreta', ownerPassword: 'propietaria', info: { CreationDate: new Date(0) } })
  const chunks: Buffer[] = []
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
  const whole = new Promise<Buffer>((resolve) => pdf.on('end', () => resolve(Buffer.concat(chunks))))
  pdf.text('FACTURA F001-00000778 TOTAL 118.00')
  pdf.end()
  return whole
}

function pdfRefusal(path: Sample['path'], bytes: Sample['bytes'], why: string, code: string): Sample {
  return { path, by: 'node', bytes, expected: { why, items: [refused(code)] } }
}

export const pdfRefusals: Sample[] = [
  pdfRefusal('es/rechazo-cifrado.pdf', encrypted, 'a PDF that asks for a password', 'PDF_ENCRYPTED'),
  pdfRefusal('es/rechazo-javascript.pdf', () => handMadePdf('FACTURA A-1', '/OpenAction 6 0 R', ['<< /S /JavaScript /JS (app.alert\\("hola"\\)) >>']), 'a script that runs when the document opens', 'PDF_CONTAINS_JAVASCRIPT'),
  pdfRefusal('pe/rechazo-javascript-comprimido.pdf', scriptInObjectStream, 'a script in the names tree, inside a compressed object stream', 'PDF_CONTAINS_JAVASCRIPT'),
  pdfRefusal('cl/rechazo-javascript-escapado.pdf', () => handMadePdf('FACTURA 900', '/AA << /WC 6 0 R >>', ['<< /S /J#61va#53cript /#4a#53 (this.print\\(\\)) >>']), 'a script whose names are written with #xx escapes, run when the document closes', 'PDF_CONTAINS_JAVASCRIPT'),
]
