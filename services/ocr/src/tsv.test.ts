import { describe, expect, it } from 'vitest'
import { parseTsvLine, wordsOf, type TsvRow } from './tsv.ts'

const row = (line: string): TsvRow => parseTsvLine(line.replaceAll(' | ', '\t')) as TsvRow

describe('a line of Tesseract output', () => {
  it('is a row of numbers and a text', () => {
    expect(row('5 | 1 | 2 | 1 | 3 | 4 | 200 | 400 | 100 | 50 | 96.5 | TOTAL')).toEqual({ level: 5, left: 200, top: 400, width: 100, height: 50, conf: 96.5, text: 'TOTAL' })
  })

  it.each(['level | page_num | block_num | par_num | line_num | word_num | left | top | width | height | conf | text', '', 'Empty page!!', '5 | 1 | 2'])('%j is no row', (line) => {
    expect(parseTsvLine(line.replaceAll(' | ', '\t'))).toBeUndefined()
  })

  it('keeps quotes as they are', () => {
    expect(row('5 | 1 | 1 | 1 | 1 | 1 | 0 | 0 | 9 | 9 | 90 | "Rutas')).toMatchObject({ text: '"Rutas' })
  })
})

describe('words of a page', () => {
  const page = [
    row('1 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 1654 | 2339 | -1 | '),
    row('5 | 1 | 1 | 1 | 1 | 1 | 200 | 400 | 100 | 50 | 96.52 | TOTAL'),
    row('5 | 1 | 1 | 1 | 1 | 2 | 400 | 400 | 100 | 50 | 95 |  '),
    row('5 | 1 | 1 | 1 | 1 | 3 | 600 | 400 | 100 | 50 | -1 | x'),
  ]

  it('stand in points, whatever the resolution', () => {
    expect(wordsOf(page, 200)).toEqual([{ text: 'TOTAL', x: 72, y: 144, w: 36, h: 18, conf: 96.5 }])
    expect(wordsOf(page, 300)).toMatchObject([{ x: 48, y: 96, w: 24, h: 12 }])
  })

  it('are neither blank nor without a confidence', () => {
    expect(wordsOf(page, 72)).toHaveLength(1)
  })
})
