/** A4 in points, drawn as SVG; cairo makes a PDF of it. */
export class Drawing {
  readonly #parts: string[] = []
  readonly #width: number
  readonly #height: number
  readonly #family: string

  constructor(family: string, width = 595, height = 842) {
    this.#family = family
    this.#width = width
    this.#height = height
  }

  text(x: number, y: number, text: string, { size = 10, anchor = 'start', bold = false, colour = '#000' }: { size?: number; anchor?: 'start' | 'middle' | 'end'; bold?: boolean; colour?: string } = {}): this {
    const content = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    this.#parts.push(`<text x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}" xml:space="preserve"${bold ? ' font-weight="bold"' : ''} fill="${colour}">${content}</text>`)
    return this
  }

  line(x1: number, y1: number, x2: number, y2: number, width = 0.7): this {
    this.#parts.push(`<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#000" stroke-width="${width}"/>`)
    return this
  }

  box(x: number, y: number, width: number, height: number, fill = 'none'): this {
    this.#parts.push(`<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}" stroke="#000" stroke-width="0.8"/>`)
    return this
  }

  toString(): string {
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${this.#width}pt" height="${this.#height}pt" viewBox="0 0 ${this.#width} ${this.#height}" font-family="${this.#family}">${this.#parts.join('\n')}</svg>`
  }
}
