import { clampedDate, parseDate } from '@chasqui/tax'
import type { Document } from '../../document.ts'
import type { Line } from '../../page/sheet.ts'
import type { AmountToken } from '../../values/amount-token.ts'
import type { StatementColumn, StatementHead } from './columns.ts'

/** One line of the table with its values by column; dates as YYYY-MM-DD and amounts as decimals, whatever the page prints. */
export type StatementRow = { line: Line; cells: Partial<Record<StatementColumn['name'], string>> }

const MONEY: readonly StatementColumn['name'][] = ['importe', 'cargo', 'abono', 'saldo']
const DATES: readonly StatementColumn['name'][] = ['fecha operacion', 'fecha valor']
const END = /(?<![a-z])(?:saldo (?:final|al final)|closing balance|nuevo saldo)(?![a-z])/
const SUMS = /^(?:sub ?)?(?:total(?:es)?|sumas?)(?![a-z])/
/** A line of text belongs to the movement above when it follows at once. */
const MAX_LEADING = 1.1

/** The rows under the heads of a statement, in printed order. */
export function statementRows(document: Document, heads: readonly StatementHead[]): StatementRow[] {
  const years = yearsOf(document)
  const rows: StatementRow[] = []
  for (const [i, head] of heads.entries()) {
    const end = heads[i + 1]?.first.at ?? Number.POSITIVE_INFINITY
    let previous: Line | undefined
    for (const line of document.sheet.lines.slice(head.last.at + 1)) {
      if (line.at >= end || line.page !== head.last.page) break
      const row = rowOf(document, line, head.columns, years)
      const isMoved = MONEY.some((name) => row.cells[name] !== undefined)
      const isDated = DATES.some((name) => row.cells[name] !== undefined)
      const follows = previous !== undefined && line.y - (previous.y + previous.h) < MAX_LEADING * line.h
      if (isMoved && SUMS.test(line.folded)) continue
      if (isMoved || isDated) {
        rows.push(row)
        previous = line
      } else if (follows && row.cells.concepto !== undefined) {
        rows.push(row)
        previous = line
      } else previous = undefined
      if (END.test(line.folded)) break
    }
  }
  return rows
}

function rowOf(document: Document, line: Line, columns: readonly StatementColumn[], years: Years): StatementRow {
  const cells: StatementRow['cells'] = {}
  const taken: { start: number; end: number }[] = []
  for (const token of moneyOf(document, line, columns)) {
    const column = nearest(token.span, columns.filter((one) => MONEY.includes(one.name)))
    if (column === undefined || cells[column.name] !== undefined) continue
    cells[column.name] = token.values[0] ?? ''
    taken.push(token.span)
  }
  for (const date of datesIn(line, columns, years)) {
    const free = DATES.find((name) => cells[name] === undefined && columns.some((one) => one.name === name))
    if (free === undefined) break
    cells[free] = date.date
    taken.push(date)
  }
  for (const name of ['referencia', 'sucursal'] as const) {
    const column = columns.find((one) => one.name === name)
    const words = column === undefined ? [] : wordsUnder(line, column, columns, taken)
    if (words.length === 0) continue
    cells[name] = words.map((word) => word.text).join(' ')
    taken.push(...words)
  }
  const rest = wordsOf(line).filter((word) => !taken.some((span) => word.start < span.end && span.start < word.end))
  const text = rest.map((word) => word.text).join(' ').trim()
  if (/[\p{L}\d]/u.test(text)) cells.concepto = text
  return { line, cells }
}

/** The amounts at the right end of a line, at most one for each money column. */
function moneyOf(document: Document, line: Line, columns: readonly StatementColumn[]): AmountToken[] {
  const narrative = columns.find((column) => column.name === 'concepto')
  const tokens = document.amounts.filter((token) => token.span.line === line && (token.isMoneyLike || isUnderMoney(token, columns)))
  return tokens.filter((token) => narrative === undefined || nearest(token.span, columns)?.name !== 'concepto').slice(-MONEY.length)
}

/** A bare whole number is money only where it stands exactly under the head of a money column. */
function isUnderMoney(token: AmountToken, columns: readonly StatementColumn[]): boolean {
  return columns.some((column) => MONEY.includes(column.name) && Math.abs(column.x + column.w - (token.span.x + token.span.w)) < 0.6 * token.span.h)
}

function nearest(box: { x: number; w: number }, columns: readonly StatementColumn[]): StatementColumn | undefined {
  const off = (column: StatementColumn) => Math.min(Math.abs(column.x + column.w - (box.x + box.w)), Math.abs(column.x - box.x), Math.abs(column.x + column.w / 2 - (box.x + box.w / 2)))
  return columns.toSorted((a, b) => off(a) - off(b))[0]
}

type WordAt = { text: string; x: number; w: number; start: number; end: number }

function wordsOf(line: Line): WordAt[] {
  let at = 0
  return line.words.map((word) => {
    const start = at
    at += word.text.length + 1
    return { text: word.text, x: word.x, w: word.w, start, end: start + word.text.length }
  })
}

function wordsUnder(line: Line, column: StatementColumn, columns: readonly StatementColumn[], taken: readonly { start: number; end: number }[]): WordAt[] {
  return wordsOf(line).filter((word) => !taken.some((span) => word.start < span.end && span.start < word.end)
    && word.x < column.x + column.w && column.x < word.x + word.w && nearest(word, columns) === column)
}

type Years = { endYear: number; endMonth: number } | undefined

/** The end of the period, or the latest whole date on the pages: it tells the year of "03/04". */
function yearsOf(document: Document): Years {
  const latest = document.dates.map((token) => token.date).toSorted().at(-1)
  return latest === undefined ? undefined : { endYear: Number(latest.slice(0, 4)), endMonth: Number(latest.slice(5, 7)) }
}

const WHOLE = /^(?:\d{1,2}[-/. ](?:\d{1,2}|[a-z]{3,10})[-/. ]\d{2,4}|\d{4}-\d{2}-\d{2})(?!\S)/
const SHORT = /^(\d{1,2})[-/. ](\d{1,2}|[a-z]{3})\.?(?!\S)/

/** The dates a line begins with: one for each date column. */
function datesIn(line: Line, columns: readonly StatementColumn[], years: Years): { date: string; start: number; end: number }[] {
  const limit = columns.filter((column) => DATES.includes(column.name)).length
  const found: { date: string; start: number; end: number }[] = []
  for (const word of wordsOf(line)) {
    if (found.length >= limit) break
    if (found.some((one) => word.start < one.end)) continue
    const rest = line.folded.slice(word.start)
    const isDateColumn = DATES.includes(nearest(word, columns)?.name ?? 'concepto')
    const whole = WHOLE.exec(rest)?.[0]
    const short = whole === undefined && isDateColumn ? SHORT.exec(rest) : null
    const date = whole === undefined ? shortDate(short, years) : wholeDate(whole)
    if (date !== undefined) found.push({ date, start: word.start, end: word.start + (whole ?? short?.[0] ?? '').length })
    else if (!isDateColumn) break
  }
  return found
}

function wholeDate(text: string): string | undefined {
  const read = parseDate(text)
  return 'date' in read ? read.date : undefined
}

/** "03/04" and "03 ABR": a month later than the end of the period was in the year before it. */
function shortDate(match: RegExpExecArray | null, years: Years): string | undefined {
  if (match === null || years === undefined) return undefined
  const [, day = '', month = ''] = match
  const inEndYear = /^\d+$/.test(month) ? clampedDate(years.endYear, Number(month), Number(day))?.date : wholeDate(`${day} ${month} ${years.endYear}`)
  if (inEndYear === undefined || Number(inEndYear.slice(5, 7)) <= years.endMonth) return inEndYear
  return `${years.endYear - 1}${inEndYear.slice(4)}`
}
