import type { Word } from '@chasqui/contracts'

/** A character and a line of plain text in points: the grid of a typewriter. */
const CHAR_WIDTH = 6
const LINE_HEIGHT = 12
const LETTER_HEIGHT = 9

/** The words of a text file as if it had been typed: columns made with blanks stay columns. */
export function wordsOfPlainText(text: string, page: { width: number } = { width: 595 }): Word[] {
  const lines = text.split(/\r?\n/).map((line) => line.replaceAll('\t', '    '))
  const longest = Math.max(1, ...lines.map((line) => line.length))
  const char = Math.min(CHAR_WIDTH, page.width / longest)
  return lines.flatMap((line, row) =>
    [...line.matchAll(/\S+/g)].map((match) => ({
      text: match[0], x: match.index * char, y: row * LINE_HEIGHT, w: match[0].length * char, h: Math.min(LETTER_HEIGHT, char * 1.5),
    })))
}
