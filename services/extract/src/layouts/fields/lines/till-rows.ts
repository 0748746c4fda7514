import { compare, decimalsOf } from '@chasqui/tax'
import type { Document } from '../../document.ts'
import type { Line } from '../../page/sheet.ts'
import type { AmountToken } from '../../values/amount-token.ts'
import { amountLabels } from '../totals/labels.ts'
import type { Table } from './lines.ts'
import { multiplies, type Row } from './rows.ts'
import { onLine } from '../../values/on-line.ts'

/** The rows of a till roll: what was bought has a price at the right end of its line, above the first figure of the sum. */
export function findTillRows(document: Document): Table {
  const rows: Row[] = []
  const lines = new Set<Line>()
  const edge = priceEdge(document)
  let name: Line | undefined
  for (const line of document.sheet.lines) {
    if (isSum(line)) break
    const row = tillRow(line, document, edge)
    if (row === undefined) {
      name = isName(line) ? line : undefined
      continue
    }
    if (row.description === '' && name !== undefined) {
      row.description = name.text
      lines.add(name)
    }
    if (row.description !== '') {
      rows.push(row)
      lines.add(line)
    }
    name = undefined
  }
  return { rows, lines }
}

const SUM_ROLES: ReadonlySet<string> = new Set(['total', 'subtotal', 'taxed', 'exempt', 'notSubject', 'zeroRated', 'payable', 'paid', 'none'])

function isSum(line: Line): boolean {
  const [label] = amountLabels(line)
  return label !== undefined && label.span.start <= STRAY && SUM_ROLES.has(label.role) && label.plain > 0.5 && !isHeading(line)
}

/** A stain may be read in front of the first word of a line. */
const STRAY = 3

/** "CANT DESCRIPCION P.U. TOTAL" heads the rows; a sum has a number. */
const isHeading = (line: Line) => !/\d/.test(line.text)

function isName(line: Line): boolean {
  return /\p{L}{3}/u.test(line.text) && !/:|\d{5}/.test(line.text)
}

const MAX_PIECES = '9999'

/** In money without cents an amount below a thousand has no separator at all. */
const isWhole = (document: Document) => document.currency.code !== undefined && decimalsOf(document.currency.code) === 0

/** Where the prices of a roll end on the right, in points: the edge that most of its amounts share. */
function priceEdge(document: Document): number {
  const edges = document.amounts.filter((token) => token.isMoneyLike || /^\d{2,3}$/.test(token.span.text)).map(({ span }) => ({ x: span.x + span.w, near: 0.8 * span.h }))
  const shared = edges.map(({ x, near }) => ({ x, count: edges.filter((other) => Math.abs(other.x - x) < near).length }))
  return shared.toSorted((a, b) => b.count - a.count)[0]?.x ?? 0
}

function tillRow(line: Line, document: Document, edge: number): Row | undefined {
  if (onLine(document.dates, line).length > 0 || onLine(document.taxIds, line).length > 0) return undefined
  const tokens = onLine(document.amounts, line)
  const net = tokens.at(-1)
  if (net === undefined || line.text.length - net.span.end > 4) return undefined
  const isAtEdge = isWhole(document) && /^\d{2,3}$/.test(net.span.text) && Math.abs(net.span.x + net.span.w - edge) < 0.8 * net.span.h && line.cells.length > 1
  if (!net.isMoneyLike && !isAtEdge) return undefined
  const before = tokens.slice(0, -1)
  const pair = before.flatMap((count) => before.filter((price) => price !== count && price.span.start > count.span.start && multiplies(count.values[0], price.values[0], net.values[0])).map((price) => ({ count, price })))[0]
  const unitPrice = pair?.price ?? before.filter((token) => token.isMoneyLike).at(-1)
  const quantity = pair?.count ?? before.find((token) => token !== unitPrice && unitPrice === undefined && token.span.start === 0 && isPieces(token))
  const description = withoutNumbers(line, [quantity, unitPrice, net].filter((token) => token !== undefined))
  return { line, description, net, ...(quantity === undefined ? {} : { quantity }), ...(unitPrice === undefined || quantity === undefined ? {} : { unitPrice }) }
}

const isPieces = (token: AmountToken) => compare(token.values[0] ?? '0', '0') > 0 && compare(token.values[0] ?? '0', MAX_PIECES) <= 0

function withoutNumbers(line: Line, used: readonly AmountToken[]): string {
  let text = line.text
  for (const { span } of [...used].sort((a, b) => b.span.start - a.span.start)) text = `${text.slice(0, span.start)} ${text.slice(span.end)}`
  const words = text.replace(/(?<=^|\s)[x×@*](?=\s|$)/giu, ' ').replace(/\s+/g, ' ').trim()
  return /\p{L}{2}/u.test(words) ? words.replace(/^[-–:.\s]+|\s[A-C]$/g, '') : ''
}
