import { withPdfKit } from '../producers/pdf-kit.ts'

/** Lines of a typewriter face, one under the other: what a till or an old payroll program prints. */
export function typedLines(lines: readonly string[], options: { width: number; height?: number; fontSize: number; margin: number }): Promise<Buffer> {
  const pitch = options.fontSize * 1.25
  const height = options.height ?? Math.ceil(options.margin * 2 + lines.length * pitch)
  return withPdfKit({ size: [options.width, height], margin: 0 }, (canvas) => {
    canvas.font('Courier').fontSize(options.fontSize)
    lines.forEach((line, index) => canvas.text(line, options.margin, options.margin + index * pitch, { lineBreak: false }))
  })
}
