import type { Grey } from '@chasqui/images'
import { seeded } from '@chasqui/testkit/seeded'

/** Something that looks like lines of print, drawn with boxes. */
export type Print = {
  width?: number
  height?: number
  lines?: number
  /** How the lines slope at the top and at the bottom, in degrees; positive falls to the right. */
  slope?: { top: number; bottom: number }
  /** All letters equally tall, and no full stops: print that does not tell where its feet are. */
  isPlain?: boolean
  paper?: number
  ink?: number
}

const LETTER = { width: 9, height: 16, gap: 4 }

/** Letters of two heights on base lines, in words, in the columns of a typewriter, with full stops at their feet. Always the same for the same settings. */
export function printedPage({ width = 900, height = 1200, lines = 24, slope = { top: 0, bottom: 0 }, isPlain = false, paper = 245, ink = 30 }: Print = {}): Grey {
  const data = new Uint8Array(width * height).fill(paper)
  const random = seeded(7)
  for (let line = 0; line < lines; line++) {
    const baseLine = 120 + (line * (height - 240)) / Math.max(1, lines - 1)
    const degrees = slope.top + ((slope.bottom - slope.top) * baseLine) / height
    for (let x = 100; x < width - 100 - 60 * (line % 3); x += LETTER.width + LETTER.gap) {
      if (random() < 0.16) continue
      const y = Math.round(baseLine + (x - width / 2) * Math.tan((degrees * Math.PI) / 180))
      const isStop = !isPlain && random() < 0.06
      const tall = isStop ? 3 : isPlain || random() < 0.4 ? LETTER.height : Math.round(LETTER.height * 0.7)
      const hangs = !isStop && !isPlain && random() < 0.08 ? 4 : 0
      box(data, width, x, y - tall + hangs, isStop ? 3 : LETTER.width, tall, ink)
    }
  }
  return { data, width, height }
}

function box(data: Uint8Array, width: number, left: number, top: number, w: number, h: number, ink: number): void {
  for (let y = Math.max(0, top); y < top + h && (y + 1) * width <= data.length; y++) data.fill(ink, y * width + left, y * width + left + w)
}
