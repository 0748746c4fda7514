import type { Box } from './box.ts'
import type { Cell, Line, Sheet } from './sheet.ts'
import { spanOf, type Span } from './span.ts'

/** A value below its label stands at most this many line heights under it. */
const MAX_DROP = 3.2

/** What stands between a label and its value. */
const GLUE = /^[\s:.;#ºo°=>-]*/

/** The text behind a label in its own cell, without the colon; undefined when the cell ends there. */
export function restOfCell(label: Span): Span | undefined {
  const cell = cellAt(label.line, label.end - 1)
  if (cell === undefined) return undefined
  return trimmed(label.line, label.end, cell.from + cell.text.length)
}

/** The next cell on the line behind the cell of the label; it begins where the label ends when the label took in the blank between them. */
export function nextCell(label: Span): Span | undefined {
  const cell = label.line.cells.find((one) => one.from >= label.end)
  return cell === undefined ? undefined : trimmed(label.line, cell.from, cell.from + cell.text.length)
}

/** Everything behind a label up to the end of its line. */
export function restOfLine(label: Span): Span | undefined {
  return trimmed(label.line, label.end, label.line.text.length)
}

function trimmed(line: Line, from: number, to: number): Span | undefined {
  const glue = GLUE.exec(line.folded.slice(from, to))?.[0].length ?? 0
  return from + glue < to ? spanOf(line, from + glue, to) : undefined
}

/** The cells below a box that share some of its width, nearest first, down to `lines` printed lines under it. */
export function cellsBelow(sheet: Sheet, box: Box & { line: Line }, lines = 1): { line: Line; cell: Cell }[] {
  const found: { line: Line; cell: Cell }[] = []
  let bottom = box.line
  for (const line of linesAfter(sheet, box.line)) {
    if (line.y - (bottom.y + bottom.h) > MAX_DROP * Math.max(bottom.h, line.h)) break
    const under = line.cells.filter((cell) => sharedWidth(cell, box) > 0)
    for (const cell of under) found.push({ line, cell })
    if (under.length > 0) bottom = line
    if (new Set(found.map((one) => one.line)).size >= lines) break
  }
  return found
}

/** The lines of the same page below a line. */
function linesAfter(sheet: Sheet, line: Line): readonly Line[] {
  const rest = sheet.lines.slice(line.at + 1)
  const end = rest.findIndex((one) => one.page !== line.page)
  return end === -1 ? rest : rest.slice(0, end)
}

/** How much of their width two boxes share, as a part of the narrower one. */
export function sharedWidth(a: Box, b: Box): number {
  const shared = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x)
  const narrower = Math.min(a.w, b.w)
  return narrower > 0 ? Math.max(0, shared / narrower) : 0
}

/** The cell that holds a place of the line's text. */
export function cellAt(line: Line, place: number): Cell | undefined {
  return line.cells.find((cell) => place >= cell.from && place < cell.from + cell.text.length)
}
