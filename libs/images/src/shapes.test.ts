import { describe, expect, it } from 'vitest'
import { letterHeight, shapesOf, type Shape } from './shapes.ts'

/** A picture from rows of characters: `#` is black. */
function drawn(rows: readonly string[]) {
  const width = Math.max(...rows.map((row) => row.length))
  return { data: Uint8Array.from(rows.flatMap((row) => [...row.padEnd(width)].map((char) => (char === '#' ? 0 : 255)))), width, height: rows.length }
}

describe('dark shapes', () => {
  it('are kept apart by light, and joined by a corner', () => {
    expect(shapesOf(drawn(['##  #', '##  #', '  #  ']))).toEqual([{ left: 0, top: 0, width: 3, height: 3 }, { left: 4, top: 0, width: 1, height: 2 }])
  })

  it('are one when two arms meet further down', () => {
    expect(shapesOf(drawn(['#   #', '#   #', '#####']))).toEqual([{ left: 0, top: 0, width: 5, height: 3 }])
    expect(shapesOf(drawn(['# # #', '# # #', '#####', '# # #']))).toHaveLength(1)
  })

  it('are none on white paper', () => {
    expect(shapesOf(drawn(['    ', '    ']))).toEqual([])
  })
})

describe('the height of letters', () => {
  const letters = (count: number, height: number): Shape[] => Array.from({ length: count }, () => ({ left: 0, top: 0, width: 8, height }))

  it('is the median of what has the proportions of a letter', () => {
    expect(letterHeight([...letters(40, 18), ...letters(10, 25), ...letters(300, 2), { left: 0, top: 0, width: 800, height: 6 }])).toBe(18)
  })

  it('is not told from a few', () => {
    expect(letterHeight(letters(29, 18))).toBeUndefined()
  })
})
