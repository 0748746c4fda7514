import type { Word } from '@chasqui/contracts'

/** A row of Tesseract's `tsv` output: what it describes and where it stands, in pixels. */
export type TsvRow = { level: number; left: number; top: number; width: number; height: number; conf: number; text: string }

/** What a row describes: the page as a whole comes first, words come last. */
export const PAGE_LEVEL = 1
const WORD_LEVEL = 5

const COLUMNS = 12

/** Reads one line of the output; nothing for the heading and for what is no row. */
export function parseTsvLine(line: string): TsvRow | undefined {
  const cells = line.split('\t')
  const [level, left, top, width, height, conf] = [0, 6, 7, 8, 9, 10].map((at) => Number(cells[at]))
  if (cells.length < COLUMNS || !level || left === undefined || top === undefined || width === undefined || height === undefined || conf === undefined) return undefined
  return { level, left, top, width, height, conf, text: cells.slice(COLUMNS - 1).join('\t') }
}

/** The words of a page: boxes in points, whatever the resolution of the image was. */
export function wordsOf(rows: readonly TsvRow[], dpi: number): Word[] {
  const points = (pixels: number): number => Math.round((pixels * 7200) / dpi) / 100
  return linesIn(rows).flatMap(sureOfLetters).map(({ left, top, width, height, conf, text }) => ({
    text: text.trim(), x: points(left), y: points(top), w: points(width), h: points(height), conf: Math.min(100, Math.round(conf * 10) / 10),
  }))
}

/** The words of each printed line: whatever is no word parts them. */
function linesIn(rows: readonly TsvRow[]): TsvRow[][] {
  const lines: TsvRow[][] = [[]]
  for (const row of rows) {
    if (row.level !== WORD_LEVEL) lines.push([])
    else if (row.conf >= 0 && row.text.trim() !== '') lines.at(-1)?.push(row)
  }
  return lines
}

const isWritten = ({ text }: TsvRow): boolean => /[\p{L}\p{N}]/u.test(text)

/**
 * The confidence of a word is the least of that of its letters and of the blanks beside it (`space_certainty` in Tesseract's
 * recogniser): two neighbours that share it to the last digit say that the blank between them is in doubt. Where one of them is
 * a mere colon or dash, that blank means nothing, and the word is as sure as the least sure of the others in its line. Else
 * "02/07/2025" behind ": " would be doubted altogether, though each of its digits is certain.
 */
function sureOfLetters(line: readonly TsvRow[]): TsvRow[] {
  return line.map((row, at) => {
    const beside = [line[at - 1], line[at + 1]].filter((other) => other?.conf === row.conf)
    if (!isWritten(row) || beside.length === 0 || beside.some((other) => other !== undefined && isWritten(other))) return row
    const others = line.filter((other) => other.conf !== row.conf && isWritten(other)).map(({ conf }) => conf)
    return others.length === 0 ? row : { ...row, conf: Math.max(row.conf, Math.min(...others)) }
  })
}
