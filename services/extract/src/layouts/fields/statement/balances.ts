import type { Document } from '../../document.ts'
import { cellsBelow } from '../../page/around.ts'
import type { Line } from '../../page/sheet.ts'
import { spansMatching, type Span } from '../../page/span.ts'
import type { AmountToken } from '../../values/amount-token.ts'
import type { StatementRow } from './rows.ts'

const OPENING = /(?<![a-z])(?:saldo (?:anterior|inicial|al inicio)|(?:opening|previous) balance)(?![a-z])/g
const CLOSING = /(?<![a-z])(?:saldo (?:final|actual|al cierre)|nuevo saldo|(?:closing|new) balance)(?![a-z])/g

/** Balances that are printed apart from the movements, as rows of the table; those in the table stay where they are. */
export function balanceRows(document: Document, printed: readonly StatementRow[]): StatementRow[] {
  const inTable = new Set(printed.map((row) => row.line))
  return ([['SALDO ANTERIOR', OPENING], ['SALDO FINAL', CLOSING]] as const).flatMap(([concepto, words]) => {
    if (printed.some((row) => new RegExp(words.source).test(row.line.folded))) return []
    const found = balanceBeside(document, words, inTable)
    return found === undefined ? [] : [{ line: found.span.line, cells: { concepto, saldo: found.values[0] ?? '' } }]
  })
}

function balanceBeside(document: Document, words: RegExp, inTable: ReadonlySet<Line>): AmountToken | undefined {
  for (const line of document.sheet.lines) {
    if (inTable.has(line)) continue
    for (const label of spansMatching(line, words)) {
      const right = document.amounts.find((token) => token.span.line === line && token.span.start >= label.end && token.isMoneyLike)
      if (right !== undefined) return right
      const under = amountsBelow(document, label)
      if (under !== undefined) return under
    }
  }
  return undefined
}

function amountsBelow(document: Document, label: Span): AmountToken | undefined {
  const [below] = cellsBelow(document.sheet, label, 1)
  return below === undefined ? undefined : document.amounts.find((token) => token.isMoneyLike && token.span.line === below.line && token.span.start >= below.cell.from && token.span.start < below.cell.from + below.cell.text.length)
}
