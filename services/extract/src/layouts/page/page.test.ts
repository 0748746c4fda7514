import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DocumentText, Word } from '@chasqui/contracts'
import { cellsBelow, nextCell, restOfCell } from './around.ts'
import { scanned, typed } from './document.fixture.ts'
import { composed, fold } from './fold.ts'
import { sheetOf, type Line } from './sheet.ts'
import { slopeOf } from './slope.ts'
import { evidenceOf, spanOf, spansMatching } from './span.ts'

const word = (text: string, x: number, y: number, w = text.length * 6, h = 10): Word => ({ text, x, y, w, h, conf: 90 })
const scan = (words: Word[]): DocumentText => ({ truncated: false, pages: [{ n: 1, width: 600, height: 800, mode: 'ocr', words, text: '' }] })
const lineOf = (text: string): Line => sheetOf(typed(text)).lines[0]!

describe('folded text', () => {
  it('has no accents and no capitals, and Nº is no', () => {
    expect(fold('Nº FACTURA Razón Señor ÑANDÚ')).toBe('no factura razon senor nandu')
  })

  it('keeps every character in its place', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => fold(text).length === text.length))
  })

  it('begins with letters that are one character each', () => {
    expect(composed('cafe\u0301 o\ufb01cina soft\u00adhyphen')).toBe('café oficina softhyphen')
  })
})

describe('a sheet', () => {
  it('keeps columns as cells and knows where each begins in its line', () => {
    const line = lineOf('BASE IMPONIBLE      1.000,00     210,00')
    expect(line.cells.map((cell) => cell.text)).toEqual(['BASE IMPONIBLE', '1.000,00', '210,00'])
    for (const cell of line.cells) expect(line.text.slice(cell.from, cell.from + cell.text.length)).toBe(cell.text)
  })

  it('drops the frames that an engine takes for letters', () => {
    expect(sheetOf(scan([word('|', 10, 10), word('[TOTAL', 30, 10), word('9,15|', 90, 10), word('~', 200, 10)])).lines.map((line) => line.text)).toEqual(['TOTAL 9,15'])
  })

  it.each([['Nº1203', 'Nº 1203'], ['N°1203', 'Nº 1203'], ['N*T-2025', 'Nº T-2025'], ['N.º1203', 'Nº 1203'], ['NOTA', 'NOTA'], ['N°', 'N°'], ['N*', 'Nº']])('reads %s as %s', (printed, text) => {
    expect(sheetOf(scan([word(printed, 10, 10)])).lines[0]?.text).toBe(text)
  })

  it.each<[string[], string]>([[['1.', '234,56'], '1.234,56'], [['15', ',00'], '15,00'], [['2.', 'LECHE'], '2. LECHE'], [['3,', '45'], '3,45']])('puts together a number that the engine tore apart: %s', (parts, text) => {
    let x = 10
    const words = parts.map((part) => {
      const made = word(part, x, 10)
      x += made.w + 2
      return made
    })
    expect(sheetOf(scan(words)).lines[0]?.text).toBe(text)
  })

  it('leaves digital text as it is: a blank between a list number and an amount is a blank', () => {
    expect(lineOf('1. 150,00').text).toBe('1. 150,00')
  })

  it('is read from plain text when there are no boxes', () => {
    const text: DocumentText = { truncated: false, pages: [{ n: 1, width: 595, height: 842, mode: 'native', words: [], text: 'TOTAL   9,15' }] }
    expect(sheetOf(text).lines[0]?.cells).toHaveLength(2)
  })

  it('shows the second reading of the pages that have one, and the first of the others', () => {
    const text = scanned(['UNO', 'DOS'], ['OTRO'])
    expect(sheetOf(text, 'second').lines.map((line) => line.text)).toEqual(['OTRO', 'DOS'])
  })
})

describe('a photographed page that hangs', () => {
  const hanging = (slope: number) => Array.from({ length: 12 }, (_, row) => [
    word('LECHE', 20, 50 + row * 14), word('ENTERA', 58, 50 + row * 14 + 38 * slope), word(`${row},95`, 300, 50 + row * 14 + 280 * slope),
  ]).flat()

  it.each([-0.06, -0.03, 0, 0.03, 0.06])('by %d has its prices beside what they are the prices of', (slope) => {
    const lines = sheetOf(scan(hanging(slope))).lines
    expect(lines.map((line) => line.text)).toEqual(Array.from({ length: 12 }, (_, row) => `LECHE ENTERA ${row},95`))
  })

  it('is known by how much', () => {
    expect(slopeOf(hanging(0.05))).toBeCloseTo(0.05, 2)
    expect(slopeOf([])).toBe(0)
  })
})

describe('a span', () => {
  it('has the box of its words alone, and of the part of a word that it covers', () => {
    const line = lineOf('TOTAL:9,15')
    expect(spanOf(line, 6, 10)).toMatchObject({ text: '9,15', x: 36, w: 24 })
  })

  it('never runs from one column into the next', () => {
    expect(spansMatching(lineOf('Fecha      Vencimiento'), /fecha vencimiento/g)).toEqual([])
    expect(spansMatching(lineOf('Fecha vencimiento'), /fecha vencimiento/g)).toHaveLength(1)
  })

  it('is believed less where the engine was unsure, and less so where something else confirms it', () => {
    const sheet = sheetOf(scan([{ ...word('9,15', 10, 10), conf: 20 }]))
    const span = spanOf(sheet.lines[0]!, 0, 4)
    const plain = evidenceOf(sheet, span, 'label', 0.9).confidence
    expect(plain).toBeLessThan(0.7)
    expect(evidenceOf(sheet, span, 'sum', 0.9, true).confidence).toBeGreaterThan(0.8)
  })

  it('says where it stands as parts of the page', () => {
    const sheet = sheetOf(scan([word('9,15', 300, 400, 60, 20)]))
    expect(evidenceOf(sheet, spanOf(sheet.lines[0]!, 0, 4), 'label', 1)).toMatchObject({ page: 1, box: [0.5, 0.5, 0.1, 0.025], raw: '9,15', source: 'ocr' })
  })
})

describe('around a label', () => {
  const sheet = sheetOf(typed('Número: A-12      Fecha\n                  03/04/2025\n                  04/05/2025\nTotal'))
  const label = (text: string) => sheet.lines.flatMap((line) => spansMatching(line, new RegExp(text, 'g')))[0]!

  it('stands its value: behind it, in the next column, below it', () => {
    expect(restOfCell(label('numero'))?.text).toBe('A-12')
    expect(nextCell(label('numero'))?.text).toBe('Fecha')
    const { line } = label('numero')
    expect(nextCell(spanOf(line, 0, line.text.indexOf('Fecha')))?.text).toBe('Fecha')
    expect(restOfCell(label('fecha'))).toBeUndefined()
    expect(cellsBelow(sheet, label('fecha'), 1).map(({ cell }) => cell.text)).toEqual(['03/04/2025'])
    expect(cellsBelow(sheet, label('fecha'), 2)).toHaveLength(2)
  })
})

describe('the edge of a photographed paper', () => {
  const strip = Array.from({ length: 10 }, (_, row) => [word('MANTEQUILLA', 100, 20 + row * 14), word(`${row},95`, 220, 20 + row * 14)]).flat()

  it('is read into letters that stand outside the text, and left out', () => {
    const noisy = [...strip, word('E', 300, 40), word('3', 20, 40), word('PE', 310, 60)]
    expect(sheetOf(scan(noisy)).lines.map((line) => line.text)).toEqual(sheetOf(scan(strip)).lines.map((line) => line.text))
  })

  it('hides nothing that stands inside the text, and no longer word', () => {
    const text = [...strip, word('A', 150, 200), word('TOTAL', 20, 220)]
    expect(sheetOf(scan(text)).lines.slice(-2).map((line) => line.text)).toEqual(['A', 'TOTAL'])
  })
})
