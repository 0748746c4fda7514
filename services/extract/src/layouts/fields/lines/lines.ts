import type { Canonical, Evidence } from '@chasqui/contracts'
import { abs, compare, isWithin, mul, sum, unitOf } from '@chasqui/tax'
import type { Document } from '../../document.ts'
import type { Line } from '../../page/sheet.ts'
import { evidenceOf, spanOf } from '../../page/span.ts'
import { amountLabels } from '../totals/labels.ts'
import { defined } from '../totals/totals.ts'
import { findTableHead, type Column, type TableHead } from './columns.ts'
import { multiplies, rowOf, type Row } from './rows.ts'

/** A table of lines as printed: its rows, and every line of the page that belongs to it. */
export type Table = { rows: readonly Row[]; lines: ReadonlySet<Line> }

const NOTHING: Table = { rows: [], lines: new Set() }
/** Lines without a number between two rows continue the description, but not for ever. */
const MAX_CONTINUATION = 4

/** Finds the tables of lines of a document; a head that is repeated on the next page continues the table. */
export function findTable(document: Document): Table {
  const { sheet } = document
  const rows: Row[] = []
  const lines = new Set<Line>()
  let from = 0
  for (let head = findTableHead(sheet, from); head !== undefined; head = findTableHead(sheet, from)) {
    const part = rowsUnder(document, head)
    from = Math.max(part.end, head.last.at + 1)
    if (part.rows.length === 0) continue
    for (const line of [...sheet.lines.slice(head.first.at, head.last.at + 1), ...part.lines]) lines.add(line)
    rows.push(...part.rows)
  }
  return rows.length === 0 ? NOTHING : { rows, lines }
}

function rowsUnder(document: Document, head: TableHead): { rows: Row[]; lines: Line[]; end: number } {
  const rows: Row[] = []
  const lines: Line[] = []
  let pending = ''
  let blank = 0
  let end = head.last.at + 1
  for (const line of document.sheet.lines.slice(head.last.at + 1)) {
    if (line.page !== head.last.page || isEnd(line, head.columns)) break
    const row = rowOf(line, head.columns, document.amounts)
    if (isPriced(row)) {
      rows.push(pending !== '' && row.description === '' ? { ...row, description: pending } : row)
      pending = ''
      blank = 0
    } else {
      if (++blank > MAX_CONTINUATION) break
      const last = rows.at(-1)
      if (last !== undefined && startsUnder(line, head.columns)) rows[rows.length - 1] = { ...last, description: `${last.description} ${row.description}`.trim() }
      else pending = row.description
    }
    lines.push(line)
    end = line.at + 1
  }
  return { rows, lines, end }
}

const isPriced = (row: Row) => (row.net !== undefined && (row.net.isMoneyLike || row.quantity !== undefined)) || (row.unitPrice?.isMoneyLike === true)

function startsUnder(line: Line, columns: readonly Column[]): boolean {
  const description = columns.find((column) => column.kind === 'description')
  return description === undefined || line.x >= description.x - 2 * line.h
}

const END_ROLES: ReadonlySet<string> = new Set(['total', 'subtotal', 'taxed', 'exempt', 'notSubject', 'zeroRated', 'tax', 'payable', 'withholding'])
const END = /^(?:son:?|observaciones|notas?:|forma de pago|condiciones|informacion adicional|referencias?|timbre|representacion|cuenta bancaria|gracias|importe en letras|valor en letras)(?![a-z])/

/** The table ends where the sum begins: a cell that starts with the name of a figure of it. */
function isEnd(line: Line, columns: readonly Column[]): boolean {
  if (END.test(line.folded)) return true
  const description = columns.find((column) => column.kind === 'description')
  return amountLabels(line).some((label) => {
    if (!END_ROLES.has(label.role)) return false
    const startsCell = line.cells.some((cell) => cell.from === label.span.start)
    const isName = label.plain === 1 || line.cells.some((cell) => cell.from === label.span.start && cell.text.length <= label.span.text.length + 3) || label.span.start === 0
    const isInDescription = description !== undefined && line.words.length > 6 && label.span.start > 0 && Math.abs(label.span.x - description.x) < description.h
    return startsCell && isName && !isInDescription
  })
}

export type LinesReading = { lines: Canonical['lines']; meta: Record<string, Evidence>; /** What the lines add up to. */ agreesWith?: 'subtotal' | 'total' }

/** How sure lines are whose sum is the subtotal or the total, and lines whose sum is neither. */
const SURE = { agreed: 0.92, alone: 0.5 } as const

/**
 * The rows as canonical lines. They are trusted when they add up to the subtotal (then `net`) or to the total (then
 * `gross`); otherwise they are kept with a confidence of 0.5, which validation does not build on.
 */
export function readLines(document: Document, rows: readonly Row[], totals: { subtotal?: string | undefined; total?: string | undefined; discount?: string | undefined } | undefined): LinesReading {
  const unit = unitOf(document.currency.code ?? 'EUR')
  const amounts = rows.map((row) => abs(row.net?.values[0] ?? '0'))
  const tolerance = mul(unit, String(1 + 0.5 * rows.length))
  const comesTo = (total: string | undefined) => total !== undefined && isWithin(sum(amounts), total, tolerance)
  const before = totals?.subtotal !== undefined && totals.discount !== undefined ? sum([totals.subtotal, totals.discount]) : undefined
  const agreesWith = rows.length === 0 ? undefined : comesTo(totals?.subtotal) || comesTo(before) ? 'subtotal' as const : comesTo(totals?.total) ? 'total' as const : undefined
  const meta: Record<string, Evidence> = {}
  const lines = rows.map((row, i) => {
    meta[`lines.${i}`] = evidenceOf(document.sheet, spanOf(row.line, 0, row.line.text.length), agreesWith === undefined ? 'table of lines' : `table of lines: sum is ${agreesWith}`, agreesWith === undefined ? SURE.alone : SURE.agreed)
    return lineOf(row, i + 1, agreesWith === 'total' && totals?.subtotal !== totals?.total)
  })
  if (agreesWith === undefined) for (const evidence of Object.values(meta)) evidence.confidence = Math.min(evidence.confidence, SURE.alone)
  return agreesWith === undefined ? { lines, meta } : { lines, meta, agreesWith }
}

function lineOf(row: Row, n: number, isGross: boolean): Canonical['lines'][number] {
  const amount = row.net?.values[0]
  const quantity = quantityOf(row)
  const price = row.unitPrice?.values[0] ?? priceOf(quantity, amount)
  return {
    n, description: row.description,
    ...defined({
      code: row.code, quantity, unitPrice: price, unit: row.unit,
      discount: multiplies(quantity, price, amount) ? undefined : row.discount?.values[0],
      taxRate: row.rate, net: isGross ? undefined : amount, gross: isGross ? amount : undefined,
    }),
  }
}

/** A scan reads 4.200 pieces as "4,200": the price tells which is right. */
function quantityOf({ quantity, unitPrice, net }: Row): string | undefined {
  const read = quantity?.values[0]
  if (read === undefined || !/^\d{1,3}\.\d{3}$/.test(read) || multiplies(read, unitPrice?.values[0], net?.values[0])) return read
  const thousands = read.replace('.', '')
  return multiplies(thousands, unitPrice?.values[0], net?.values[0]) ? thousands : read
}

/** One piece costs what the line costs; anything else that is not printed is not computed. */
function priceOf(quantity: string | undefined, amount: string | undefined): string | undefined {
  return quantity !== undefined && amount !== undefined && compare(quantity, '1') === 0 ? amount : undefined
}
