import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Word } from '@chasqui/contracts'
import { uprightWords } from './turned-words.ts'

const upright = {
  width: 600, height: 800,
  words: Array.from({ length: 6 }, (_, line) => ['FACTURA', 'total', '448.40'].map((text, i): Word => ({ text, x: 50 + i * 60, y: 100 + line * 20, w: 45, h: 10 }))).flat(),
}
type Page = typeof upright

/** The page as it looks when the sheet is turned clockwise by a quarter. */
function quarterTurned({ width, height, words }: Page): Page {
  return { width: height, height: width, words: words.map((word) => ({ ...word, x: height - word.y - word.h, y: word.x, w: word.h, h: word.w })) }
}
const turned = (page: Page, quarters: number): Page => (quarters === 0 ? page : quarterTurned(turned(page, quarters - 1)))

describe('a page of digital text', () => {
  it.each([0, 1, 2, 3])('comes back upright when it was turned by %i quarters', (quarters) => {
    expect(uprightWords(turned(upright, quarters))).toEqual(upright)
  })

  it('is left as it is when there are too few words to tell', () => {
    const few = turned({ ...upright, words: upright.words.slice(0, 3) }, 1)
    expect(uprightWords(few)).toBe(few)
  })

  it('is left upright whatever stands sideways in its margin', () => {
    const margin: Word[] = ['Inscrita', 'en', 'el', 'registro'].map((text, i) => ({ text, x: 10, y: 100 + i * 60, w: 9, h: 50 }))
    const page = { ...upright, words: [...upright.words, ...margin] }
    expect(uprightWords(page)).toBe(page)
  })

  it('keeps every word inside of the page', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 3 }), (quarters) => {
      const { width, height, words } = uprightWords(turned(upright, quarters))
      return words.every((word) => word.x >= 0 && word.y >= 0 && word.x + word.w <= width && word.y + word.h <= height)
    }))
  })
})
