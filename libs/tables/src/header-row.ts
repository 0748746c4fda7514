import { FAMILIES } from './aliases.ts'
import { normalHeader } from './header.ts'

const SEARCHED_ROWS = 25
const SHORT = 30

const KNOWN: ReadonlySet<string> = new Set(Object.values(FAMILIES).flatMap((family) => Object.values(family).flat()).map((alias) => alias.replace('~', '')))

const NUMERIC = /^[-+(]?\s*(?:[€$£]|S\/\.?|US\$)?\s*\d[\d.,'\s]*\s*(?:[€$£%]|EUR|USD|PEN|CLP)?[-)]?$|^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}$/i

/**
 * Which row names the columns, 0-based, or undefined when none looks like it. The best of the first rows by texts,
 * capitals and filled cells, less what is a number; names of known columns weigh most.
 */
export function findHeaderRow(rows: readonly (readonly string[])[]): number | undefined {
  const width = Math.max(0, ...rows.slice(0, SEARCHED_ROWS).map((row) => row.length))
  let best: { row: number; score: number } | undefined
  for (const [row, cells] of rows.slice(0, SEARCHED_ROWS).entries()) {
    const score = scoreOf(cells, width)
    if (score > (best?.score ?? 0)) best = { row, score }
  }
  return best?.row
}

function scoreOf(cells: readonly string[], width: number): number {
  const filled = cells.filter((cell) => cell !== '')
  const texts = filled.filter((cell) => !isNumeric(cell))
  if (texts.length === 0) return 0
  const short = texts.filter((cell) => cell.length <= SHORT)
  const capitals = texts.filter((cell) => cell === cell.toUpperCase() && /\p{L}/u.test(cell))
  const known = texts.filter((cell) => KNOWN.has(normalHeader(cell)))
  return 2 * new Set(texts).size + 0.5 * capitals.length + short.length + 1.5 * (filled.length / Math.max(1, width)) - 3 * (filled.length - texts.length) + 4 * known.length
}

/** Longer than any amount or date. */
const MAX_NUMERIC = 40

/** Whether a cell holds a number, an amount or a date. */
export function isNumeric(cell: string): boolean {
  return cell.length <= MAX_NUMERIC && NUMERIC.test(cell)
}
