import type { Document } from '../../document.ts'
import { fold } from '../../page/fold.ts'
import type { Line } from '../../page/sheet.ts'
import { spanOf, type Span } from '../../page/span.ts'

/**
 * The folded text of a line with the tenant's own name blotted out: a company called "Cliente Uno" or "Total Servicios"
 * must not be taken for a label. Every character keeps its place.
 */
export function labelTextOf(document: Document, line: Line): string {
  const name = fold(document.tenant.name)
  return name.length < 4 || !line.folded.includes(name) ? line.folded : line.folded.replaceAll(name, '~'.repeat(name.length))
}

/** Every match of a pattern (with the g flag) in the labels of a line. */
export function labelSpans(document: Document, line: Line, pattern: RegExp): Span[] {
  return [...labelTextOf(document, line).matchAll(pattern)].filter((match) => match[0] !== '').map((match) => spanOf(line, match.index, match.index + match[0].length))
}
