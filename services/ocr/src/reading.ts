import type { ScanPage, Word } from '@chasqui/contracts'
import { countMarkers, hasDate, hasTotal } from './clues.ts'

/** What one way of reading found on a page. */
export type Reading = {
  words: Word[]
  /** In reading order, one printed line a line. */
  text: string
  /** Which picture and which segmentation gave it. */
  variant: string
  layout: ScanPage['layout']
}

/** Below this a page is read a second time. */
export const GOOD_SCORE = 0.7

/** What an ordinary document of that form has at least; more text is not better. */
const ORDINARY = { page: { characters: 400, words: 60 }, receipt: { characters: 150, words: 25 } }
const SHORT = { characters: 24, words: 4 }
/** The engine is sure of clean print from 90 on; below 50 it guesses. */
const CONFIDENCE = { sure: 90, guess: 50 }

/** The mean of the engine's word confidences; nothing where there is no word. */
export function meanConfidence(words: readonly Word[]): number | undefined {
  if (words.length === 0) return undefined
  return Math.round((words.reduce((sum, word) => sum + (word.conf ?? 0), 0) / words.length) * 10) / 10
}

/**
 * How well a page was read, 0–1: is there as much text as such a page has, of real characters, with the marks of a business
 * document, and is the engine sure of it. Repeated lines and very short texts count against it.
 */
export function scoreOf({ words, text, layout }: Reading): number {
  const characters = text.replace(/\s+/g, '')
  if (characters.length === 0) return 0
  const ordinary = ORDINARY[layout]
  const share = (pattern: RegExp): number => (characters.match(pattern)?.length ?? 0) / characters.length
  const score
    = 0.10 * upTo1(characters.length / ordinary.characters)
    + 0.10 * upTo1(words.length / ordinary.words)
    + 0.10 * upTo1(share(/[\p{L}\p{N}]/gu) / 0.6)
    + 0.15 * upTo1(1 - share(ODD) / 0.2)
    + 0.20 * upTo1(countMarkers(text) / 4)
    + 0.35 * upTo1(((meanConfidence(words) ?? 0) - CONFIDENCE.guess) / (CONFIDENCE.sure - CONFIDENCE.guess))
    - penalties(words, text, characters.length)
  return Math.round(upTo1(score) * 1000) / 1000
}

/** Characters that business documents do not have in numbers. */
const ODD = /[^\p{L}\p{N}.,:;/%()$€#*+'"ºª°°&@\-–—_=|!?¡¿<>·•]/gu

function penalties(words: readonly Word[], text: string, characters: number): number {
  const isShort = characters < SHORT.characters || words.length < SHORT.words
  return (repeatedShare(text) > 0.35 ? 0.22 : 0) + (isShort ? 0.18 : 0)
}

/** The share of lines that stand on the page more than once. */
function repeatedShare(text: string): number {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '')
  return lines.length < 4 ? 0 : 1 - new Set(lines).size / lines.length
}

/** What is known of a page after some readings: the score of the best, and the text of all. */
export type PageSoFar = { score: number; text: string }

/** Whether to read the only page of a document again: it was read badly, or its total or date is missing. */
export function needsSecondReading(reading: Reading): boolean {
  return pagesToReadAgain([pageSoFar([reading])]).length > 0
}

/**
 * The places of the pages that are worth another reading: those that were read badly, and, when the document shows no
 * date or no total anywhere, the pages where these usually stand, the first and the last.
 * @param elsewhere the text of the document's pages that needed no OCR
 */
export function pagesToReadAgain(pages: readonly PageSoFar[], elsewhere = ''): number[] {
  const all = [elsewhere, ...pages.map(({ text }) => text)].join('\n')
  const isLacking = !hasTotal(all) || !hasDate(all)
  const last = pages.length - 1
  return pages.flatMap(({ score }, at) => (score < GOOD_SCORE || (isLacking && (at === 0 || at === last)) ? [at] : []))
}

export function pageSoFar(readings: readonly Reading[]): PageSoFar {
  return { score: Math.max(...readings.map(scoreOf)), text: readings.map(({ text }) => text).join('\n') }
}

/** The better of two readings of a page; the first when they are equal. */
export function better<R extends Reading>(a: R, b: R): R {
  return worth(b) > worth(a) ? b : a
}

/** The best reading of a page, and of the others the one that adds most to it: what the best lacks, else the next best. */
export function bestTwo<R extends Reading>(readings: readonly [R, ...R[]]): { best: R; other: R | undefined } {
  const best = readings.reduce(better)
  const adds = (reading: R): number => (!hasTotal(best.text) && hasTotal(reading.text) ? 1 : 0) + (!hasDate(best.text) && hasDate(reading.text) ? 1 : 0)
  const others = readings.filter((reading) => reading !== best).toSorted((a, b) => adds(b) - adds(a) || worth(b) - worth(a))
  return { best, other: others[0] }
}

function worth(reading: Reading): number {
  return scoreOf(reading) + (hasTotal(reading.text) ? 0.1 : 0) + (hasDate(reading.text) ? 0.1 : 0)
}

/** Whether there is any text worth the name in a document: fewer than four sure words are noise on an empty page or a picture of a wall. */
export function isReadable(words: readonly Word[]): boolean {
  return words.filter(({ text, conf = 100 }) => conf >= 40 && /[\p{L}\p{N}]{2}/u.test(text)).length >= SHORT.words
}

function upTo1(value: number): number {
  return Math.max(0, Math.min(1, value))
}
