import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Word } from '@chasqui/contracts'
import { cellsOf, linesOf, textOf } from './lines.ts'

const word = (text: string, x: number, y: number, w = text.length * 6, h = 10): Word => ({ text, x, y, w, h })

/** A printed line whose words stand beside each other, tilted by `slope` points a point. */
function printed(text: string, y: number, { x = 50, slope = 0, gap = 4 } = {}): Word[] {
  let at = x
  return text.split(' ').map((part) => {
    const made = word(part, at, y + slope * (at - x))
    at += made.w + gap
    return made
  })
}

describe('lines of words', () => {
  it('come top to bottom and left to right, whatever the order of the words', () => {
    const words = [...printed('TOTAL 448.40', 120), ...printed('FACTURA F001-123', 100)]
    fc.assert(fc.property(fc.shuffledSubarray(words, { minLength: words.length }), (shuffled) => textOf(shuffled) === 'FACTURA F001-123\nTOTAL 448.40'))
  })

  it('stay one line on a page that hangs by half a degree', () => {
    const slope = Math.tan(Math.PI / 360)
    const words = [0, 1, 2].flatMap((n) => printed('uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce', 100 + 13 * n, { slope }))
    expect(linesOf(words)).toHaveLength(3)
  })

  it('show the space between columns', () => {
    expect(textOf([word('Importe', 50, 100), word('total', 95, 100), word('1.210,00', 400, 101)])).toBe('Importe total   1.210,00')
  })

  it('keep a full stop and a dash on the line they belong to', () => {
    expect(textOf([word('F001', 50, 100, 24), word('-', 76, 104, 4, 1.5), word('123', 84, 100, 18), word('.', 104, 108, 2, 2)])).toBe('F001 - 123 .')
  })

  it('join small and large print on one base line', () => {
    expect(textOf([word('TOTAL', 50, 96, 60, 18), word('S/', 118, 103, 12, 10), word('25.00', 134, 96, 60, 18)])).toBe('TOTAL S/ 25.00')
  })

  it('do not run together because a tall logo stands beside them', () => {
    const logo = word('ACME', 10, 95, 60, 40)
    const lines = linesOf([logo, ...printed('Calle Uno', 95, { x: 90 }), ...printed('RUC 20600000013', 110, { x: 90 }), ...printed('Lima', 125, { x: 90 })])
    expect(lines.map((line) => line.words.length).sort()).toEqual([1, 2, 3])
  })

  it('leave print that runs up the margin for the end', () => {
    const margin = word('Inscrita', 20, 90, 9, 60)
    expect(textOf([margin, ...printed('uno dos', 100), ...printed('tres cuatro', 115)])).toBe('uno dos\ntres cuatro\nInscrita')
  })

  it('hold every word exactly once', () => {
    const anyWord = fc.record({ text: fc.constantFrom('a', 'total', '12,50'), x: fc.double({ min: 0, max: 600, noNaN: true }), y: fc.double({ min: 0, max: 800, noNaN: true }), w: fc.double({ min: 0, max: 90, noNaN: true }), h: fc.double({ min: 0, max: 30, noNaN: true }) })
    fc.assert(fc.property(fc.array(anyWord, { maxLength: 60 }), (words) => {
      const held = linesOf(words).flatMap((line) => line.words)
      expect(held).toHaveLength(words.length)
      expect(new Set(held)).toEqual(new Set(words))
    }))
  })
})

describe('cells of a line', () => {
  it('are split where a column could begin', () => {
    const [line] = linesOf([word('2', 50, 100), word('LECHE', 60, 100), word('ENTERA', 94, 100), word('0,95', 200, 100), word('1,90', 260, 100)])
    expect(line && cellsOf(line).map((cell) => cell.map((w) => w.text).join(' '))).toEqual(['2 LECHE ENTERA', '0,95', '1,90'])
  })
})
