import sharp from 'sharp'
import type { Word } from '@chasqui/contracts'
import { shapesOf, type Grey } from '@chasqui/images'

/**
 * What a look at a page passed over. The layout analysis of Tesseract sometimes drops a whole column without a trace, mostly
 * that of the amounts, and is as sure as ever of the rest. Ink that no word covers gives it away: what was read is painted
 * white and what remains is looked at once more, which costs a fraction of a page.
 */

/** Words that the engine is less sure of are looked at again with the rest. */
const SURE = 40
/** Fewer shapes of the size of letters are specks, rules and flourishes. */
const MIN_LETTERS = 12
const MARGIN_PIXELS = 3

/** The picture without what was read, when it still shows letters; nothing when all was read. */
export async function restOf(image: Buffer, words: readonly Word[], dpi: number): Promise<Buffer | undefined> {
  const sure = words.filter(isSure)
  const letterPoints = median(sure.map((word) => word.h))
  if (letterPoints === undefined) return undefined
  const { data, info } = await sharp(image).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  const page: Grey = { data, width: info.width, height: info.height }
  for (const word of sure) paintWhite(page, word, dpi / 72)
  if (letterCount(page, (letterPoints * dpi) / 72) < MIN_LETTERS) return undefined
  return sharp(page.data, { raw: { width: page.width, height: page.height, channels: 1 } }).toColourspace('b-w').png({ compressionLevel: 1 }).toBuffer()
}

/** The words of the first look with those that were found in the rest. */
export function withRest(words: readonly Word[], rest: readonly Word[]): Word[] {
  const height = median(words.filter(isSure).map((word) => word.h)) ?? 0
  const found = rest.filter((word) => isSure(word) && /[\p{L}\p{N}]/u.test(word.text) && word.h > 0.35 * height && word.h < 3 * height)
  return [...words.filter((word) => isSure(word) || !found.some((other) => overlaps(word, other))), ...found]
}

function isSure({ conf }: Word): boolean {
  return (conf ?? 0) >= SURE
}

function paintWhite({ data, width, height }: Grey, word: Word, pixelsPerPoint: number): void {
  const left = Math.max(0, Math.floor(word.x * pixelsPerPoint) - MARGIN_PIXELS)
  const right = Math.min(width, Math.ceil((word.x + word.w) * pixelsPerPoint) + MARGIN_PIXELS)
  const bottom = Math.min(height, Math.ceil((word.y + word.h) * pixelsPerPoint) + MARGIN_PIXELS)
  for (let y = Math.max(0, Math.floor(word.y * pixelsPerPoint) - MARGIN_PIXELS); y < bottom; y++) if (right > left) data.fill(255, y * width + left, y * width + right)
}

/** A word is as high as its highest letter, a letter between half of that and somewhat more. */
function letterCount(page: Grey, wordHeight: number): number {
  const fits = (length: number, least: number) => length > least * wordHeight && length < 1.6 * wordHeight
  return shapesOf(page).filter(({ width, height }) => fits(height, 0.5) && fits(width, 0.1)).length
}

function overlaps(a: Word, b: Word): boolean {
  return Math.min(a.x + a.w, b.x + b.w) > Math.max(a.x, b.x) && Math.min(a.y + a.h, b.y + b.h) > Math.max(a.y, b.y)
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}
