import type { DocumentText, Word } from '@chasqui/contracts'
import { seeded } from '@chasqui/testkit/seeded'
import { textOf } from '@chasqui/text'

/** A sheet of A4 that text is put on, in points; words get boxes as wide as a proportional face makes them. */
export type Paper = {
  put(text: string, x: number, y: number, options?: { size?: number; align?: 'left' | 'right' | 'center' }): void
  text(): DocumentText
}

const WIDTH = 595
const HEIGHT = 842
/** Widths of Helvetica in thousandths, by class of letter. */
const widthOf = (char: string): number => (/[ijlI.,:;'|!]/.test(char) ? 0.26 : /[mwMW@%]/.test(char) ? 0.85 : /[A-Z]/.test(char) ? 0.67 : /[frt()/-]/.test(char) ? 0.34 : 0.556)
const BLANK = 0.278

export function paper(): Paper {
  const words: Word[] = []
  return {
    put(text, x, y, { size = 10, align = 'left' } = {}) {
      const parts = text.split(' ').filter((part) => part !== '')
      const widths = parts.map((part) => [...part].reduce((sum, char) => sum + widthOf(char), 0) * size)
      const whole = widths.reduce((sum, width) => sum + width, 0) + BLANK * size * (parts.length - 1)
      let at = align === 'left' ? x : align === 'right' ? x - whole : x - whole / 2
      for (const [i, part] of parts.entries()) {
        const w = widths[i] ?? 0
        words.push({ text: part, x: at, y, w, h: size * 1.1 })
        at += w + BLANK * size
      }
    },
    text: () => ({ truncated: false, pages: [{ n: 1, width: WIDTH, height: HEIGHT, mode: 'native', words, text: textOf(words) }] }),
  }
}

/** Choices that look random and come the same every time. */
export type Dice = { pick<T>(values: readonly T[]): T; between(low: number, high: number): number; chance(part: number): boolean }

export function dice(seed: number): Dice {
  const next = seeded(seed)
  return {
    pick: (values) => values[Math.floor(next() * values.length)] as (typeof values)[number],
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (part) => next() < part,
  }
}
