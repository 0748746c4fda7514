import type { Word } from '@chasqui/contracts'

/** A page with its words; sizes and boxes in points. */
type Page = { width: number; height: number; words: Word[] }

/** Below this many words that tell their direction, a page is left as it is. */
const MIN_WITNESSES = 8

/**
 * Turns a page upright whose text runs up, down or upside down, as when a landscape table was printed on a portrait page.
 * Told by the boxes of the words and by the order in which they follow each other on a line.
 */
export function uprightWords(page: Page): Page {
  const quarterTurns = quarterTurnsOf(page.words)
  if (quarterTurns === 0) return page
  const isOnItsSide = quarterTurns % 2 === 1
  return {
    width: isOnItsSide ? page.height : page.width,
    height: isOnItsSide ? page.width : page.height,
    words: page.words.map((word) => turnedBack(word, page, quarterTurns)),
  }
}

/** By how many quarters the text is turned clockwise from upright. */
function quarterTurnsOf(words: readonly Word[]): number {
  const long = words.filter((word) => word.text.length >= 3)
  const onSide = long.filter((word) => word.h > 1.2 * word.w).length
  if (long.length < MIN_WITNESSES) return 0
  if (onSide > 0.7 * long.length) return steps(words, (word) => word.x + word.w / 2, (word) => word.w, (word) => word.y) >= 0 ? 1 : 3
  return onSide < 0.3 * long.length && steps(words, (word) => word.y + word.h / 2, (word) => word.h, (word) => word.x) < 0 ? 2 : 0
}

/** Of the words that follow each other on one line: how many go on along the axis, less how many go back. */
function steps(words: readonly Word[], across: (word: Word) => number, thickness: (word: Word) => number, along: (word: Word) => number): number {
  let sum = 0
  for (let i = 1; i < words.length; i++) {
    const [a, b] = [words[i - 1] as Word, words[i] as Word]
    if (Math.abs(across(a) - across(b)) < 0.3 * thickness(a)) sum += Math.sign(along(b) - along(a))
  }
  return sum
}

function turnedBack(word: Word, { width, height }: Page, quarterTurns: number): Word {
  if (quarterTurns === 1) return { ...word, x: word.y, y: width - word.x - word.w, w: word.h, h: word.w }
  if (quarterTurns === 3) return { ...word, x: height - word.y - word.h, y: word.x, w: word.h, h: word.w }
  return { ...word, x: width - word.x - word.w, y: height - word.y - word.h }
}
