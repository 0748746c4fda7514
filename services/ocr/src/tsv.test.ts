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

  const confidences = (...lines: string[]) => wordsOf(lines.map((line) => row(line)), 72).map(({ text, conf }) => [text, conf])
  const word = (text: string, conf: string) => `5 | 1 | 1 | 1 | 1 | 1 | 0 | 0 | 9 | 9 | ${conf} | ${text}`
  const LINE = '4 | 1 | 1 | 1 | 1 | 0 | 0 | 0 | 9 | 9 | -1 | '

  it('are as sure as their line where only the blank before a colon or a dash is in doubt', () => {
    expect(confidences(LINE, word('Fecha', '96.454308'), word('emisión', '96.019180'), word(':', '0.000000'), word('02/07/2025', '0.000000'), LINE, word('pago', '96.5'), word(':', '60.1')))
      .toEqual([['Fecha', 96.5], ['emisión', 96], [':', 0], ['02/07/2025', 96], ['pago', 96.5], [':', 60.1]])
    expect(confidences(LINE, word('-', '31.257'), word('41003', '31.257'), word('Sevilla', '96.2'))).toEqual([['-', 31.3], ['41003', 96.2], ['Sevilla', 96.2]])
  })

  it.each([
    ['words that may be one', [['A', '31.257'], ['58000019', '31.257'], ['NIF', '96']]], ['a colon that is doubted for itself', [[':', '31.2'], ['58000019', '31.3'], ['NIF', '96']]],
    ['nothing else in the line', [[':', '0'], ['58000019', '0']]], ['a doubt that is none', [['-', '97'], ['41003', '97'], ['Sevilla', '60']]],
  ])('are as sure as the engine says with %s', (_what, words) => {
    expect(confidences(LINE, ...words.map(([text = '', conf = '']) => word(text, conf)))).toEqual(words.map(([text, conf]) => [text, Math.round(Number(conf) * 10) / 10]))
  })

  it('are not compared with those of another line', () => {
    expect(confidences(LINE, word('Sevilla', '96'), word(':', '0'), LINE, word('41003', '0'), word('Cádiz', '90'))).toEqual([['Sevilla', 96], [':', 0], ['41003', 0], ['Cádiz', 90]])
  })
})
