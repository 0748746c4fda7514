import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { runChild } from '@chasqui/child'
import { cropped, shapesOf, turned, type Grey } from '@chasqui/images'
import type { Turns } from './orient.ts'

const LIMITS = { timeoutMs: 15_000, maxMemoryBytes: 1024 * 1024 * 1024 }
/** What is read: enough for a few lines of a page at 200 dpi. */
const PATCH_PIXELS = 900
const MIN_CONFIDENCE = 50

/**
 * Chooses among the possible turns of a page by reading a patch of it in each: only upright print gives words.
 * Keeps the first when no turn gives any, or when tesseract is not there to ask.
 */
export async function turnThatReads(image: Grey, turns: Turns, folder: string, signal?: AbortSignal): Promise<number> {
  const patch = busiestPatch(image)
  const files = await Promise.all(turns.map((quarters) => writePatch(turned(patch, quarters), join(folder, `patch-${quarters}.png`))))
  const list = join(folder, 'patches.txt')
  await writeFile(list, `${files.join('\n')}\n`)
  const options = { ...LIMITS, folder, env: { OMP_THREAD_LIMIT: '1' }, ...(signal ? { signal } : {}) }
  const tsv = await runChild('tesseract', [list, '-', '-l', 'eng', '--psm', '6', 'tsv'], options).then(({ stdout }) => stdout.toString('utf8'), () => '')
  const scores = wordScores(tsv, turns.length)
  const best = scores.indexOf(Math.max(...scores))
  return turns[best] ?? turns[0]
}

/** For each page: the letters in words that were read with some confidence. */
export function wordScores(tsv: string, pages: number): number[] {
  const scores = Array.from({ length: pages }, () => 0)
  for (const line of tsv.split('\n')) {
    const [level, page, , , , , , , , , confidence, text] = line.split('\t')
    const letters = text?.replace(/[^\p{L}\p{N}]/gu, '').length ?? 0
    if (level === '5' && letters >= 3 && Number(confidence) >= MIN_CONFIDENCE) scores[Number(page) - 1] = (scores[Number(page) - 1] ?? 0) + letters * Number(confidence)
  }
  return scores
}

async function writePatch({ data, width, height }: Grey, path: string): Promise<string> {
  await sharp(data, { raw: { width, height, channels: 1 } }).extend({ top: 20, bottom: 20, left: 20, right: 20, background: 'white' }).toColourspace('b-w').png({ compressionLevel: 1 }).toFile(path)
  return path
}

/** The square of the picture that holds the most shapes of the size of a letter. */
function busiestPatch(image: Grey): Grey {
  const half = PATCH_PIXELS / 2
  const columns = Math.max(1, Math.ceil(image.width / half))
  const rows = Math.max(1, Math.ceil(image.height / half))
  const cells = new Uint32Array(columns * rows)
  for (const { left, top, width, height } of shapesOf(image)) {
    if (width < 5 || height < 5 || width > 120 || height > 120) continue
    const cell = Math.floor(top / half) * columns + Math.floor(left / half)
    cells[cell] = (cells[cell] ?? 0) + 1
  }
  let best = { count: -1, left: 0, top: 0 }
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = (dx: number, dy: number) => (column + dx < columns && row + dy < rows ? (cells[(row + dy) * columns + column + dx] as number) : 0)
      const count = at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)
      if (count > best.count) best = { count, left: column * half, top: row * half }
    }
  }
  return cropped(image, best.left, best.top, PATCH_PIXELS, PATCH_PIXELS)
}
