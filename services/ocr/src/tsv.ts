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
  return rows
    .filter(({ level, conf, text }) => level === WORD_LEVEL && conf >= 0 && text.trim() !== '')
    .map(({ left, top, width, height, conf, text }) => ({
      text: text.trim(), x: points(left), y: points(top), w: points(width), h: points(height), conf: Math.min(100, Math.round(conf * 10) / 10),
    }))
}
