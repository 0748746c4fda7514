import { sharedWidth } from '../../page/around.ts'
import { boxAround, type Box } from '../../page/box.ts'
import type { Line, Sheet } from '../../page/sheet.ts'
import { spanOf, spansMatching, type Span } from '../../page/span.ts'

/** What a column of a table of lines holds. */
export type ColumnKind = 'n' | 'code' | 'description' | 'quantity' | 'unit' | 'unitPrice' | 'discount' | 'taxRate' | 'tax' | 'net'
export type Column = Box & { kind: ColumnKind; heading: string }

/** The head of a table: its columns from left to right and the last of its lines. */
export type TableHead = { columns: readonly Column[]; first: Line; last: Line }

/** Words of headings, in folded text; where two of the same length overlap the first listed wins. */
const HEADINGS: readonly { kind: ColumnKind; words: string }[] = [
  { kind: 'description', words: 'descripcion(?: del? (?:producto|servicio|articulo))?|concepto|detalle(?!s? adicional)|denominacion|articulo|producto(?:s)?(?: ?/ ?servicio)?|servicio|glosa|description|designacion|item description' },
  { kind: 'quantity', words: 'cantidad|cant|cants|ctd|cdad|uds|unid|unidades|qty|quantity|horas|hrs' },
  { kind: 'unitPrice', words: '(?:precio|valor|importe|p|v|pr)\\.? ?(?:/ ?)?(?:unit(?:ario)?|unidad|ud|uni|u)|precio|pvp|unit price|price|tarifa|rate|p\\.? ?u(?:nit)?' },
  { kind: 'net', words: '(?:precio|valor|importe|sub ?|monto|valor de )?total(?: linea| neto| item)?|importe(?: neto)?|sub ?total|valor (?:de )?venta|valor|neto|monto|amount|line total|v\\.? ?venta|precio total' },
  { kind: 'discount', words: 'descuento|dto|dcto|desc|dsct[oe]|discount|% ?dto' },
  { kind: 'taxRate', words: '% ?(?:iva|igv|imp)|(?:iva|igv|tipo|vat) ?%|tipo(?: de)? (?:iva|impositivo)|iva|vat|imp|impuesto' },
  { kind: 'tax', words: 'igv|cuota(?: iva)?|monto iva|tax' },
  { kind: 'code', words: 'codigo|cod|sku|ref|referencia|(?:cod(?:igo)?\\.? )(?:principal|auxiliar|producto|articulo)|part number|item' },
  { kind: 'unit', words: 'unidad(?: de)? medida|u\\.? ?m(?:ed)?|und|unid\\.? med|medida|unit' },
  { kind: 'n', words: 'n[o.]*|#|linea|pos' },
]
const PATTERNS = HEADINGS.map((one) => ({ ...one, pattern: new RegExp(`(?<![a-z0-9])(?:${one.words})\\.?(?![a-z0-9])`, 'g') }))

/** A heading over three printed lines is as tall as they get. */
const MAX_HEAD_LINES = 3
const MAX_LEADING = 1.6

/** The first table head from a line on: the run of at most three lines that names the most columns. */
export function findTableHead(sheet: Sheet, from: number): TableHead | undefined {
  for (const line of sheet.lines.slice(from)) {
    const head = headAt(sheet, line)
    if (head !== undefined) return head
  }
  return undefined
}

function headAt(sheet: Sheet, line: Line): TableHead | undefined {
  if (!namesTable(columnsIn([line]))) {
    if (columnsIn([line]).length === 0) return undefined
  }
  let best: TableHead | undefined
  const lines: Line[] = []
  for (const next of sheet.lines.slice(line.at, line.at + MAX_HEAD_LINES)) {
    const last = lines.at(-1)
    if (last !== undefined && (next.page !== last.page || next.y - (last.y + last.h) > MAX_LEADING * last.h)) break
    if (hasNumbers(next) || (last !== undefined && best !== undefined && !continues(best, next))) break
    lines.push(next)
    const columns = columnsIn(lines)
    if (namesTable(columns) && columns.length >= (best?.columns.length ?? 0)) best = { columns, first: line, last: next }
  }
  return best
}

/** "Unitario" and "Total" under two "Precio": a line of short words, several of them, each under a heading. */
function continues(head: TableHead, line: Line): boolean {
  const isUnder = line.cells.every((cell) => cell.text.length <= 20 && head.columns.some((column) => sharedWidth(column, cell) > 0))
  return headingWords(line).length > 0 && isUnder && (line.cells.length > 1 || head.columns.length <= 2)
}

/** Headings are words: a line with digits is a row, or no part of the table. */
const hasNumbers = (line: Line) => /\d/.test(line.text)

/** A table of lines tells what was sold and for how much. */
function namesTable(columns: readonly Column[]): boolean {
  const kinds = new Set(columns.map((column) => column.kind))
  const hasWhat = kinds.has('description') || kinds.has('code')
  const hasMoney = kinds.has('net') || kinds.has('unitPrice')
  return hasMoney && ((hasWhat && columns.length >= 2) || (kinds.has('quantity') && columns.length >= 3))
}

/** The headings of some lines as columns; words over each other are one heading. */
function columnsIn(lines: readonly Line[]): Column[] {
  const stacks: { box: Box; words: Span[] }[] = []
  for (const word of lines.flatMap((line, i) => (i === 0 ? headingWords(line) : [...headingWords(line), ...restWords(line)]))) {
    const over = stacks.find((stack) => stack.words.every((other) => other.line !== word.line) && sharedWidth(stack.box, word) > 0.3)
    if (over === undefined) stacks.push({ box: word, words: [word] })
    else {
      over.words.push(word)
      over.box = boxAround([over.box, word])
    }
  }
  return stacks
    .flatMap(({ box, words }) => {
      const heading = words.map((word) => word.text).join(' ')
      const kind = kindOf(heading, words)
      return kind === undefined ? [] : [{ kind, heading, x: box.x, y: box.y, w: box.w, h: box.h }]
    })
    .sort((a, b) => a.x - b.x)
}

const KIND_OF_SPAN = new WeakMap<Span, ColumnKind>()

function headingWords(line: Line): Span[] {
  const all = PATTERNS.flatMap(({ kind, pattern }, order) => spansMatching(line, pattern).map((span) => ({ kind, span, order })))
  const taken: Span[] = []
  for (const { kind, span } of all.sort((a, b) => b.span.text.length - a.span.text.length || a.order - b.order)) {
    if (taken.some((other) => span.start < other.end && other.start < span.end)) continue
    KIND_OF_SPAN.set(span, kind)
    taken.push(span)
  }
  return taken.sort((a, b) => a.start - b.start)
}

/** On further lines of a head every cell belongs to the heading above it, whatever it says. */
function restWords(line: Line): Span[] {
  const named = headingWords(line)
  return line.cells
    .filter((cell) => !named.some((span) => span.start >= cell.from && span.start < cell.from + cell.text.length))
    .map((cell) => spanOf(line, cell.from, cell.from + cell.text.length))
}

/** A heading over two lines is judged as a whole: "Precio" above "Total" is the net, not the unit price. */
function kindOf(heading: string, words: readonly Span[]): ColumnKind | undefined {
  const folded = words.map((word) => word.line.folded.slice(word.start, word.end)).join(' ')
  const whole = PATTERNS.find(({ pattern }) => new RegExp(`^(?:${pattern.source})$`).test(folded))
  if (words.length > 1 && whole !== undefined) return whole.kind
  if (words.length > 1 && /total/.test(folded)) return 'net'
  return words[0] === undefined || heading === '' ? undefined : KIND_OF_SPAN.get(words[0])
}
