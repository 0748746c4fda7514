import PdfKit from 'pdfkit'

export type Canvas = PDFKit.PDFDocument

/** Draws with pdfkit. The day of the document is fixed, so the bytes are the same each time. */
export function withPdfKit(options: PDFKit.PDFDocumentOptions, draw: (canvas: Canvas) => void): Promise<Buffer> {
  const canvas = new PdfKit({ size: 'A4', margins: { top: 42, left: 42, right: 42, bottom: 0 }, bufferPages: true, ...options, info: { CreationDate: new Date(Date.UTC(2025, 5, 1, 12)) } })
  const chunks: Buffer[] = []
  canvas.on('data', (chunk: Buffer) => chunks.push(chunk))
  const whole = new Promise<Buffer>((resolve) => canvas.on('end', () => resolve(Buffer.concat(chunks))))
  draw(canvas)
  canvas.end()
  return whole
}
