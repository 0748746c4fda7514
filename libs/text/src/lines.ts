import type { Word } from '@chasqui/contracts'

/** One printed line: its words from left to right, and the box around them in points. */
export type TextLine = { words: Word[]; x: number; y: number; w: number; h: number }

/** A gap wider than this many word heights separates columns. */
const COLUMN_GAP = 1.5
/** What stands for such a gap in the text of a line. */
const COLUMN_SEPARATOR = '   '
/** The share of the lower word that must lie beside its neighbour for both to stand on one line. */
const SAME_LINE_OVERLAP = 0.5

/**
 * Groups words into printed lines, top to bottom. Words are taken from left to right and each is put behind the word that
 * it stands beside, so a slightly slanted line stays one line. Words that run up or down the margin become lines of their
 * own at the end. Works on words of OCR and of digital PDFs alike; boxes in any one unit.
 */
export function linesOf(words: readonly Word[]): TextLine[] {
  const usual = medianHeight(words)
  const isLevel = (word: Word) => !runsUpOrDown(word, usual)
  const level = threaded(words.filter(isLevel))
  const upright = words.filter((word) => !isLevel(word)).map((word) => lineOf([word]))
  return [...level.sort((a, b) => middle(a) - middle(b)), ...upright.sort((a, b) => a.x - b.x || a.y - b.y)]
}

/** The words of a line in groups: a new group begins after a gap wide enough to be the space between two columns. */
export function cellsOf(line: TextLine): Word[][] {
  const cells: Word[][] = []
  let last: Word | undefined
  for (const word of line.words) {
    if (last && !isColumnGap(last, word)) cells.at(-1)?.push(word)
    else cells.push([word])
    last = word
  }
  return cells
}

/** The text of a page in reading order: one printed line a line, three spaces between columns, one between words. */
export function textOf(words: readonly Word[]): string {
  return linesOf(words).map((line) => cellsOf(line).map((cell) => cell.map((word) => word.text).join(' ')).join(COLUMN_SEPARATOR)).join('\n')
}

function threaded(words: readonly Word[]): TextLine[] {
  const lines: Word[][] = []
  for (const word of [...words].sort((a, b) => a.x - b.x || a.y - b.y)) {
    const line = nearestLine(lines, word)
    if (line) line.push(word)
    else lines.push([word])
  }
  return lines.map(lineOf)
}

function nearestLine(lines: readonly Word[][], word: Word): Word[] | undefined {
  let nearest: Word[] | undefined
  let best = Number.POSITIVE_INFINITY
  for (const line of lines) {
    const last = line.at(-1) as Word
    if (overlap(last, word) < SAME_LINE_OVERLAP || covers(last, word)) continue
    const distance = Math.abs(middle(last) - middle(word))
    if (distance < best) {
      best = distance
      nearest = line
    }
  }
  return nearest
}

/** Two words over each other, as in a stamp across the text, are not neighbours on a line. */
function covers(left: Word, right: Word): boolean {
  const shared = Math.min(left.x + left.w, right.x + right.w) - Math.max(left.x, right.x)
  return shared > 0.6 * Math.min(left.w, right.w) && left.w > 0 && right.w > 0
}

function overlap(a: Word, b: Word): number {
  const shared = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y)
  const lower = Math.min(a.h, b.h)
  return lower > 0 ? shared / lower : 0
}

function isColumnGap(left: Word, right: Word): boolean {
  return right.x - (left.x + left.w) > COLUMN_GAP * Math.max(Math.min(left.h, right.h), 0.5 * Math.max(left.h, right.h))
}

function runsUpOrDown(word: Word, usualHeight: number): boolean {
  return word.text.length >= 3 && word.h > 1.8 * word.w && word.h > 1.8 * usualHeight
}

function medianHeight(words: readonly Word[]): number {
  const heights = words.map((word) => word.h).sort((a, b) => a - b)
  return heights[heights.length >> 1] ?? 0
}

function middle(box: { y: number; h: number }): number {
  return box.y + box.h / 2
}

function lineOf(words: Word[]): TextLine {
  const x = Math.min(...words.map((word) => word.x))
  const y = Math.min(...words.map((word) => word.y))
  const right = Math.max(...words.map((word) => word.x + word.w))
  const bottom = Math.max(...words.map((word) => word.y + word.h))
  return { words, x, y, w: right - x, h: bottom - y }
}
