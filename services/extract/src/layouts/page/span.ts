import type { Evidence } from '@chasqui/contracts'
import { boxAround, type Box } from './box.ts'
import type { Line, Sheet } from './sheet.ts'

/** A stretch of a line's text: what was read, and where. */
export type Span = Box & { line: Line; start: number; end: number; text: string }

/** The part of a line from `start` to `end` (places in its text), with the box of the words it touches. */
export function spanOf(line: Line, start: number, end: number): Span {
  const touched: Box[] = []
  let at = 0
  for (const word of line.words) {
    const wordEnd = at + word.text.length
    if (at < end && wordEnd > start) touched.push(partOf(word, Math.max(0, start - at) / word.text.length, Math.min(word.text.length, end - at) / word.text.length))
    at = wordEnd + 1
  }
  return { line, start, end, text: line.text.slice(start, end), ...(touched.length > 0 ? boxAround(touched) : line) }
}

/** Letters of one word are taken as equally wide: enough to tell a label from the value stuck to it. */
function partOf(word: Box, from: number, to: number): Box {
  return { x: word.x + word.w * from, y: word.y, w: word.w * (to - from), h: word.h }
}

/** Every match of a pattern (with the g flag) in the folded text of a line; a label never runs from one column into the next. */
export function spansMatching(line: Line, pattern: RegExp): Span[] {
  return line.cells.flatMap((cell) => [...cell.folded.matchAll(pattern)]
    .filter((match) => match[0] !== '')
    .map((match) => spanOf(line, cell.from + match.index, cell.from + match.index + match[0].length)))
}

/** How sure the engine was of the words of a span, 0–1; digital text is certain. */
function engineConfidence(span: Span): number {
  let at = 0
  let lowest = 100
  for (const word of span.line.words) {
    if (at < span.end && at + word.text.length > span.start) lowest = Math.min(lowest, word.conf ?? 100)
    at += word.text.length + 1
  }
  return lowest / 100
}

const MAX_RAW = 200

/** How much a word the engine was not sure of at all still counts; more when arithmetic or a check digit confirms it. */
const FLOOR = { plain: 0.6, confirmed: 0.88 } as const

/**
 * The evidence of a field that was read from a place on a page. `sure` is what the rule alone deserves (0–1); a weak
 * word of the engine lowers it, though little where something else than the engine says that the word is right.
 */
export function evidenceOf(sheet: Sheet, span: Span, rule: string, sure: number, isConfirmed = false): Evidence {
  const page = sheet.pages.find((p) => p.n === span.line.page)
  const floor = isConfirmed ? FLOOR.confirmed : FLOOR.plain
  const confidence = round(sure * (floor + (1 - floor) * engineConfidence(span)))
  const evidence: Evidence = { source: sheet.source, rule, confidence, page: span.line.page, raw: span.text.slice(0, MAX_RAW) }
  if (page !== undefined && page.width > 0 && page.height > 0) evidence.box = fractions(span, page)
  return evidence
}

function fractions(box: Box, page: { width: number; height: number }): [number, number, number, number] {
  const x = within(box.x / page.width)
  const y = within(box.y / page.height)
  return [round(x), round(y), round(within(box.w / page.width, 1 - x)), round(within(box.h / page.height, 1 - y))]
}

const within = (value: number, most = 1) => Math.min(Math.max(value, 0), most)
const round = (value: number) => Math.round(value * 10_000) / 10_000

/** Whether two spans share a character. */
export function overlap(a: Span, b: Span): boolean {
  return a.line === b.line && a.start < b.end && b.start < a.end
}
