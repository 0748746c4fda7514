import type { DocumentText, TextPage, Word } from '@chasqui/contracts'
import { cellsOf, linesOf } from '@chasqui/text'
import { boxAround, type Box } from './box.ts'
import { composed, fold } from './fold.ts'
import { wordsOfPlainText } from './plain-text.ts'
import { withoutMarginNoise } from './margin-noise.ts'
import { rejoined } from './rejoin.ts'
import { levelLinesOf } from './slope.ts'

/** Words that stand close together; a gap as wide as between two columns ends a cell. */
export type Cell = Box & { words: readonly Word[]; text: string; folded: string; /** Where the cell begins in the text of its line. */ from: number }

/** One printed line. `text` has one blank between words; `folded` is the same, character by character, without case and accents. */
export type Line = Box & {
  page: number
  /** Its place among all lines of the document. */
  at: number
  words: readonly Word[]
  text: string
  folded: string
  cells: readonly Cell[]
}

export type SheetPage = { n: number; width: number; height: number }

/** A document as a reader sees it: one reading of all its pages, line by line. */
export type Sheet = {
  pages: readonly SheetPage[]
  lines: readonly Line[]
  source: 'pdf-text' | 'ocr'
}

/** The pages of a document as lines and cells; `second` takes the second reading of those pages that have one. */
export function sheetOf(text: DocumentText, reading: 'first' | 'second' = 'first'): Sheet {
  const lines: Line[] = []
  for (const page of text.pages) {
    const isScan = page.mode !== 'native'
    const words = cleaned(isScan ? withoutMarginNoise(wordsOf(page, reading)) : wordsOf(page, reading), isScan)
    const printed = !isScan ? linesOf(words).map((line) => line.words) : levelLinesOf(words).map(rejoined)
    for (const line of printed) lines.push(lineOf(line, page.n, lines.length))
  }
  const isScan = text.pages.some((page) => page.mode !== 'native')
  return { pages: text.pages.map(({ n, width, height }) => ({ n, width, height })), lines, source: isScan ? 'ocr' : 'pdf-text' }
}

/** The page on which the document begins: scanners put blank ones before it. */
export function frontPage({ lines }: Sheet): number | undefined {
  return lines[0]?.page
}

/** Whether some page was read twice. */
export function hasSecondReading(text: DocumentText): boolean {
  return text.pages.some((page) => page.second !== undefined)
}

function wordsOf(page: TextPage, reading: 'first' | 'second'): readonly Word[] {
  const { words, text } = reading === 'second' && page.second !== undefined ? page.second : page
  return words.length > 0 ? words : wordsOfPlainText(text, page)
}

/** Rules and frames come out of OCR as bars and brackets, alone or stuck to a word. */
const FRAME = /^[|¦[\]{}_~]+|[|¦[\]{}_~]+$/g
const NOTHING = /^[|¦[\]{}_~=—.:;,'"`´·•]*$/

function cleaned(words: readonly Word[], isScan: boolean): Word[] {
  return words.flatMap((word) => {
    const whole = composed(word.text).replace(FRAME, '').trim()
    const text = isScan ? whole.replace(MISREAD_DOLLAR, '$') : whole
    return NOTHING.test(text) ? [] : withLabelApart({ ...word, text })
  })
}

/** Engines read a dollar sign in front of an amount as "3:" or "S". */
const MISREAD_DOLLAR = /^(?:3:|S)(?=\d[\d.,]*[.,]\d{2}$)/

/** "Nº1203" is a label and a value; engines read its ring as an asterisk or a quote. */
const GLUED_NUMBER = /^(n\.?[º°*"'®”’]\.?:?)([a-z0-9].*)$/i
const MISREAD_NUMBER = /^n\.?[*"'®”’]\.?:?$/i

function withLabelApart(word: Word): Word[] {
  if (MISREAD_NUMBER.test(word.text)) return [{ ...word, text: 'Nº' }]
  const [, label, value] = GLUED_NUMBER.exec(word.text) ?? []
  if (label === undefined || value === undefined) return [word]
  const width = word.w * (label.length / word.text.length)
  return [{ ...word, text: 'Nº', w: width * 0.9 }, { ...word, text: value, x: word.x + width, w: word.w - width }]
}

function lineOf(words: readonly Word[], page: number, at: number): Line {
  const text = words.map((word) => word.text).join(' ')
  const cells: Cell[] = []
  let from = 0
  for (const group of cellsOf({ words: [...words], ...boxAround(words) })) {
    const cellText = group.map((word) => word.text).join(' ')
    cells.push({ words: group, text: cellText, folded: fold(cellText), from, ...boxAround(group) })
    from += cellText.length + 1
  }
  return { page, at, words, text, folded: fold(text), cells, ...boxAround(words) }
}
