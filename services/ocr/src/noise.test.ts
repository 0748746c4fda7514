import { describe, expect, it } from 'vitest'
import type { Word } from '@chasqui/contracts'
import { withoutNoise } from './noise.ts'

const word = (text: string, conf: number, h = 10): Word => ({ text, x: 0, y: 0, w: 20, h, conf })
const print = [word('FACTURA', 95), word('ELECTRONICA', 93), word('TOTAL', 96)]
const kept = (odd: Word) => withoutNoise([...print, odd]).includes(odd)

describe('noise', () => {
  it.each([
    ['a stroke that is the edge of the paper', word('|', 40)],
    ['a scrap of two letters', word('ae', 41)],
    ['one letter as high as three lines', word('E', 55, 32)],
    ['letters as flat as a line', word('mmm', 30, 2)],
  ])('is %s', (_, odd) => { expect(kept(odd)).toBe(false) })

  it.each([
    ['a dash that the engine is sure of', word('-', 90)],
    ['a figure, though a single one', word('4', 70)],
    ['a word that was hardly read', word('lalecón', 0)],
    ['a large heading', word('BOLETA', 92, 30)],
  ])('is not %s', (_, odd) => { expect(kept(odd)).toBe(true) })

  it('is not told by size on a page without any sure word', () => {
    expect(withoutNoise([word('abc', 30, 50), word('def', 30, 5)])).toHaveLength(2)
  })
})
