import { compare } from '@chasqui/tax'
import type { Document } from '../../document.ts'
import type { Line } from '../../page/sheet.ts'
import type { AmountToken } from '../../values/amount-token.ts'
import { amountLabels } from '../totals/labels.ts'
import type { Table } from './lines.ts'
import { multiplies, type Row } from './rows.ts'

/** The rows of a till roll: what was bought has a price at the right end of its line, above the first figure of the sum. */
export function findTillRows(document: Document): Table {
  const rows: Row[] = []
  const lines = new Set<Line>()
  let name: Line | undefined
  for (const line of document.sheet.lines) {
    if (isSum(line)) break
    const row = tillRow(line, document)
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

const SUM_ROLES: ReadonlySet<string> = new Set(['total', 'subtotal', 'taxed', 'exempt', 'notSubject', 'zeroRated', 'payable', 'paid'])

function isSum(line: Line): boolean {
  const [label] = amountLabels(line)
  return label !== undefined && label.span.start === 0 && SUM_ROLES.has(label.role) && label.plain > 0.5 && !isHeading(line)
}

/** "CANT DESCRIPCION P.U. TOTAL" heads the rows; a sum has a number. */
const isHeading = (line: Line) => !/\d/.test(line.text)

function isName(line: Line): boolean {
  return /\p{L}{3}/u.test(line.text) && !/:|\d{5}/.test(line.text)
}

const MAX_PIECES = '9999'

function tillRow(line: Line, document: Document): Row | undefined {
  if ([...document.dates, ...document.taxIds].some((token) => token.span.line === line)) return undefined
  const tokens = document.amounts.filter((token) => token.span.line === line)
  const net = tokens.at(-1)
  if (net === undefined || !net.isMoneyLike || line.text.length - net.span.end > 4) return undefined
  const before = tokens.slice(0, -1)
  const unitPrice = before.filter((token) => token.isMoneyLike).at(-1)
  const quantity = before.find((token) => token !== unitPrice && isPieces(token) && (unitPrice === undefined ? token.span.start === 0 : multiplies(token.values[0], unitPrice.values[0], net.values[0])))
  const description = withoutNumbers(line, [quantity, unitPrice, net].filter((token) => token !== undefined))
  return { line, description, net, ...(quantity === undefined ? {} : { quantity }), ...(unitPrice === undefined || quantity === undefined ? {} : { unitPrice }) }
}

const isPieces = (token: AmountToken) => compare(token.values[0] ?? '0', '0') > 0 && compare(token.values[0] ?? '0', MAX_PIECES) <= 0

function withoutNumbers(line: Line, used: readonly AmountToken[]): string {
  let text = line.text
  for (const { span } of [...used].sort((a, b) => b.span.start - a.span.start)) text = `${text.slice(0, span.start)} ${text.slice(span.end)}`
  const words = text.replace(/(?<!\p{L})[x×@*](?!\p{L})/giu, ' ').replace(/\s+/g, ' ').trim()
  return /\p{L}{2}/u.test(words) ? words.replace(/^[-–:.\s]+|\s[A-C]$/g, '') : ''
}
