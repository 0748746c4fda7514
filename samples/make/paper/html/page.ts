/** A page of HTML for printing. Styles of a layout come after these and may change them. */
export function htmlPage(style: string, body: string, size = 'A4'): string {
  return `<!DOCTYPE html><html lang="es"><head><meta charset="utf-8"><title>documento</title><style>
@page { size: ${size}; margin: 0 }
* { box-sizing: border-box }
body { margin: 14mm 15mm; font: 10pt/1.35 'Liberation Sans'; color: #111 }
table { border-collapse: collapse; width: 100% }
.n { text-align: right; white-space: nowrap }
${style}</style></head><body>${body}</body></html>`
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

export function row(cells: readonly string[], numeric: ReadonlySet<number>, tag: 'td' | 'th' = 'td'): string {
  return `<tr>${cells.map((cell, column) => `<${tag}${numeric.has(column) ? ' class="n"' : ''}>${cell}</${tag}>`).join('')}</tr>`
}
