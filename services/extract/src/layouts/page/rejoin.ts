import type { Word } from '@chasqui/contracts'
import { boxAround } from './box.ts'

/** Narrower than any blank a printer sets between two words. */
const TIGHT = 0.45

/** Whether two words of one line stand so close that they are one, torn apart by the engine. */
export function isTight(left: Word, right: Word): boolean {
  return right.x - (left.x + left.w) < TIGHT * Math.min(left.h, right.h)
}

/** OCR tears numbers at their separators: "1. 234,56", "15 ,00". The parts of one line are put together again. */
export function rejoined(words: readonly Word[]): Word[] {
  const out: Word[] = []
  for (const word of words) {
    const last = out.at(-1)
    if (last !== undefined && ((isTight(last, word) && isTorn(last.text, word.text)) || (isClose(last, word) && isTornCents(last.text, word.text)))) out[out.length - 1] = joined(last, word)
    else out.push(word)
  }
  return out
}

function isTorn(left: string, right: string): boolean {
  const isSeparatorLeft = /\d[.,]$/.test(left) && /^\d{2,3}(?!\d)/.test(right)
  const isSeparatorRight = /\d$/.test(left) && /^[.,]\d{2,3}(?!\d)/.test(right)
  return isSeparatorLeft || isSeparatorRight
}

/** "49, 36": two figures alone behind a comma that ends a number are its cents, even a whole blank away. */
function isTornCents(left: string, right: string): boolean {
  return /^\d{1,3}(?:\.\d{3})*,$/.test(left) && /^\d{2}$/.test(right)
}

function isClose(left: Word, right: Word): boolean {
  return right.x - (left.x + left.w) < Math.max(left.h, right.h)
}

function joined(left: Word, right: Word): Word {
  const conf = Math.min(left.conf ?? 100, right.conf ?? 100)
  return { text: left.text + right.text, ...boxAround([left, right]), ...(left.conf === undefined ? {} : { conf }) }
}
