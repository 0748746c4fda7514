import type { TextPage } from '@chasqui/contracts'
import { decodeText } from '@chasqui/text'

/** A4 in points. A text file has no page; this one is as good as any, and keeps the words apart as they stand. */
const PAGE = { width: 595, height: 842 }
const CHARACTER_POINTS = 5
const LINE_POINTS = 12

/** Free text as one page, its words set as a typewriter would; a long text makes a long page. */
export function textPages(bytes: Uint8Array): { pages: TextPage[]; truncated: boolean } {
  const lines = decodeText(bytes).normalize('NFC').replaceAll('\t', '    ').split(/\r\n|\r|\n|\f/).map((line) => line.trimEnd())
  const words = lines.flatMap((line, row) => [...line.matchAll(/\S+/g)].map((match) => ({
    text: match[0], x: match.index * CHARACTER_POINTS, y: row * LINE_POINTS, w: match[0].length * CHARACTER_POINTS, h: LINE_POINTS - 2,
  })))
  const width = Math.max(PAGE.width, ...lines.map((line) => line.length * CHARACTER_POINTS))
  return { pages: [{ n: 1, width, height: Math.max(PAGE.height, lines.length * LINE_POINTS), mode: 'native', words, text: lines.join('\n').trim() }], truncated: false }
}
