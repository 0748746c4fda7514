import { compare, isWithin, mul, sub } from '@chasqui/tax'
import { sharedWidth } from '../../page/around.ts'
import type { Line } from '../../page/sheet.ts'
import { percentTokens, type AmountToken } from '../../values/amount-token.ts'
import { overlap } from '../../page/span.ts'
import type { Column, ColumnKind } from './columns.ts'
import { onLine } from '../../values/on-line.ts'

/** One row of the table as it was printed: its cells by column. */
export type Row = {
  line: Line
  description: string
  code?: string
  quantity?: AmountToken
  unitPrice?: AmountToken
  discount?: AmountToken
  tax?: AmountToken
  net?: AmountToken
  rate?: string
  unit?: string
}

const NUMERIC: ReadonlySet<ColumnKind> = new Set<ColumnKind>(['quantity', 'unitPrice', 'discount', 'taxRate', 'tax', 'net', 'n', 'code'])

/** Sorts the numbers and words of a line into the columns of the table. */
export function rowOf(line: Line, columns: readonly Column[], amounts: readonly AmountToken[]): Row {
  const row: Row = { line, description: '' }
  const tokens = onLine(amounts, line)
  const used: AmountToken[] = []
  // From the right: the rightmost amount is the net, and one without a heading of its own is the price before it.
  for (const token of tokens.toReversed()) {
    const column = columnOf(token.span, columns)
    if (column === undefined || !NUMERIC.has(column.kind)) continue
    if (place(row, column.kind, token)) used.push(token)
  }
  row.description = wordsIn(line, columns, used)
  const percent = percentTokens(line).find((one) => columnOf(one.span, columns)?.kind === 'taxRate') ?? undefined
  if (percent !== undefined) row.rate = percent.rate
  const code = codeIn(line, columns)
  if (code !== undefined) row.code = code
  const unit = textIn(line, columns, 'unit')
  if (unit !== undefined && /^\p{L}{1,6}\.?$/u.test(unit)) row.unit = unit
  return corrected(row, tokens, columns)
}

function place(row: Row, kind: ColumnKind, token: AmountToken): boolean {
  switch (kind) {
    case 'quantity': case 'unitPrice': case 'discount': case 'tax': case 'net':
      if (row[kind] === undefined) row[kind] = token
      else if (kind === 'net' && row.unitPrice === undefined && token.isMoneyLike) row.unitPrice = token
      else return false
      return true
    case 'taxRate':
      if (token.isMoneyLike && row.tax === undefined && token.values.some((value) => compare(value, '50') > 0)) row.tax = token
      else row.rate ??= token.values[0] ?? ''
      return true
    case 'n': case 'code':
      return true
    default:
      return false
  }
}

/** The column that a value stands in: the one it shares most width with, else the nearest one. */
function columnOf(box: { x: number; w: number }, columns: readonly Column[]): Column | undefined {
  let best: Column | undefined
  let least = Number.POSITIVE_INFINITY
  for (const column of columns) {
    const gap = Math.max(column.x - (box.x + box.w), box.x - (column.x + column.w), 0)
    const off = Math.abs(column.x + column.w / 2 - (box.x + box.w / 2))
    const distance = gap * 4 + off * 0.25
    if (distance < least) {
      least = distance
      best = column
    }
  }
  return best
}

/** The words of a line that are no number of a column, no code and no percentage. */
function wordsIn(line: Line, columns: readonly Column[], used: readonly AmountToken[]): string {
  const numeric = used.map((token) => token.span)
  let at = 0
  const words = line.words.filter((word) => {
    const span = { line, start: at, end: at + word.text.length }
    at += word.text.length + 1
    if (numeric.some((other) => span.start < other.end && other.start < span.end)) return false
    const column = columnOf(word, columns)
    if (column?.kind === 'description') return true
    const isOver = column !== undefined && sharedWidth({ ...word }, column) > 0
    return /\p{L}{2}/u.test(word.text) && !(isOver && (column.kind === 'code' || column.kind === 'unit'))
  })
  return words.map((word) => word.text).join(' ').trim()
}

function textIn(line: Line, columns: readonly Column[], kind: ColumnKind): string | undefined {
  const text = line.words.filter((word) => columnOf(word, columns)?.kind === kind).map((word) => word.text).join(' ').trim()
  return text === '' ? undefined : text
}

function codeIn(line: Line, columns: readonly Column[]): string | undefined {
  const first = line.words.find((word) => columnOf(word, columns)?.kind === 'code')
  return first !== undefined && /^[\w./-]{1,30}$/.test(first.text) && /\d|^[A-Z]{1,6}$/.test(first.text) ? first.text : undefined
}

/** When quantity × price is not the net, the numbers of the row may stand one column off: three that multiply are believed. */
function corrected(row: Row, tokens: readonly AmountToken[], columns: readonly Column[]): Row {
  if (multiplies(row.quantity?.values[0], row.unitPrice?.values[0], row.net?.values[0], row.discount?.values[0] ?? '0')) return row
  const net = row.net ?? tokens.at(-1)
  if (net === undefined || !net.isMoneyLike) return row
  for (const quantity of tokens) for (const price of tokens) {
    if (quantity === price || quantity === net || price === net || overlap(quantity.span, price.span)) continue
    if (quantity.span.start > price.span.start) continue
    if (multiplies(quantity.values[0], price.values[0], net.values[0])) return { ...row, quantity, unitPrice: price, net, description: wordsIn(row.line, columns, [quantity, price, net]) }
  }
  return row.net === undefined && tokens.length > 0 && row.unitPrice === undefined ? { ...row, net } : row
}

/** R5: the printed unit price is rounded, so the product may be off by half a cent a piece. */
export function multiplies(quantity: string | undefined, price: string | undefined, net: string | undefined, discount = '0'): boolean {
  if (quantity === undefined || price === undefined || net === undefined) return false
  const slack = mul(quantity.replace('-', ''), '0.005')
  return isWithin(sub(mul(quantity, price), discount), net, compare(slack, '0.01') > 0 ? slack : '0.01')
}
