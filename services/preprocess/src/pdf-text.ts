import type { Word } from '@chasqui/contracts'

/** A page of a PDF as poppler tells it: its size in points and the words of its text layer. */
export type PdfPage = { width: number; height: number; words: Word[] }

const PAGE = /<page width="([\d.]+)" height="([\d.]+)">([\s\S]*?)<\/page>/g
const WORD = /<word xMin="(-?[\d.]+)" yMin="(-?[\d.]+)" xMax="(-?[\d.]+)" yMax="(-?[\d.]+)">([^<]*)<\/word>/g

/** Reads the answer of `pdftotext -bbox`. Not as XML: it may hold control characters that XML forbids. */
export function pagesOfBbox(xml: string): PdfPage[] {
  return [...xml.matchAll(PAGE)].map(([, width, height, body]) => ({ width: Number(width), height: Number(height), words: wordsOf(body ?? '') }))
}

function wordsOf(body: string): Word[] {
  return [...body.matchAll(WORD)].flatMap(([, left, top, right, bottom, raw]) => {
    const text = unescaped(raw ?? '').normalize('NFC').trim()
    const [x, y] = [Number(left), Number(top)]
    return text === '' ? [] : [{ text, x: hundredth(x), y: hundredth(y), w: hundredth(Number(right) - x), h: hundredth(Number(bottom) - y) }]
  })
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal: string | undefined, hex: string | undefined, name: string | undefined) => {
    if (name !== undefined) return ENTITIES[name] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

function hundredth(points: number): number {
  return Math.round(points * 100) / 100
}

const MIN_CHARACTERS = 50
const MIN_WORDS = 10
const MIN_LETTER_SHARE = 0.6
const MAX_BROKEN_SHARE = 0.05

/**
 * Whether the text layer of a page can be trusted to be its text: long enough, mostly letters and digits, and without the
 * characters that stand where a font has lost its map.
 */
export function isGoodText(words: readonly Word[]): boolean {
  const characters = [...words.map((word) => word.text).join('')]
  if (characters.length < MIN_CHARACTERS || words.length < MIN_WORDS) return false
  const letters = characters.filter((char) => /[\p{L}\p{N}]/u.test(char)).length
  const broken = characters.filter((char) => /[\uFFFD\uE000-\uF8FF\p{Cc}\p{Cn}]/u.test(char)).length
  return letters >= MIN_LETTER_SHARE * characters.length && broken < MAX_BROKEN_SHARE * characters.length
}

/** The share of each page that pictures cover, by page number, from the table of `pdfimages -list`. Layers over each other count once each, up to the whole page. */
export function pictureCover(table: string, sizes: readonly { width: number; height: number }[]): Map<number, number> {
  const cover = new Map<number, number>()
  for (const picture of picturesOf(table)) {
    const size = sizes[picture.page - 1]
    if (!size) continue
    const share = (picture.widthPoints * picture.heightPoints) / (size.width * size.height)
    cover.set(picture.page, Math.min(1, (cover.get(picture.page) ?? 0) + share))
  }
  return cover
}

/** The resolution of the largest picture of each page, by page number. */
export function pictureDpi(table: string): Map<number, number> {
  const largest = new Map<number, { points: number; dpi: number }>()
  for (const picture of picturesOf(table)) {
    const points = picture.widthPoints * picture.heightPoints
    if (points > (largest.get(picture.page)?.points ?? 0)) largest.set(picture.page, { points, dpi: picture.dpi })
  }
  return new Map([...largest].map(([page, { dpi }]) => [page, dpi]))
}

type Picture = { page: number; widthPoints: number; heightPoints: number; dpi: number }

function picturesOf(table: string): Picture[] {
  return table.split('\n').slice(2).flatMap((line) => {
    // page num type width height color comp bpc enc interp object ID x-ppi y-ppi size ratio
    const cells = line.trim().split(/\s+/)
    const [page, , type, width, height] = cells
    const xDpi = Number(cells[12])
    const yDpi = Number(cells[13])
    if (!/^(image|stencil)$/.test(type ?? '') || !(xDpi > 0) || !(yDpi > 0)) return []
    return [{ page: Number(page), widthPoints: (Number(width) / xDpi) * 72, heightPoints: (Number(height) / yDpi) * 72, dpi: Math.min(xDpi, yDpi) }]
  })
}

/** What `pdfinfo -f 1 -l n` says of each page: its size in points as it is shown, turned as the page asks for. */
export function sizesOfInfo(info: string): { pages: number; shown: Map<number, { width: number; height: number }> } {
  const turns = new Map([...info.matchAll(/^Page\s+(\d+) rot:\s+(\d+)/gm)].map(([, page, turn]) => [Number(page), Number(turn)]))
  const shown = new Map([...info.matchAll(/^Page\s+(\d+) size:\s+([\d.]+) x ([\d.]+)/gm)].map(([, page, width, height]) => {
    const isTurned = (turns.get(Number(page)) ?? 0) % 180 !== 0
    return [Number(page), isTurned ? { width: Number(height), height: Number(width) } : { width: Number(width), height: Number(height) }]
  }))
  return { pages: Number(/^Pages:\s+(\d+)/m.exec(info)?.[1] ?? 0), shown }
}
