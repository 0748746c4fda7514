import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Word } from '@chasqui/contracts'
import { bestTwo, better, GOOD_SCORE, isReadable, meanConfidence, needsSecondReading, pageSoFar, pagesToReadAgain, scoreOf, type Reading } from './reading.ts'

function reading(text: string, conf = 95, over: Partial<Reading> = {}): Reading {
  return { text, words: text.split(/\s+/).filter(Boolean).map((word, at) => ({ text: word, x: at, y: 0, w: 1, h: 1, conf })), variant: 'plain, psm 4', layout: 'page', ...over }
}

const LINES = ['DISTRIBUIDORA KUNTUR S.A.C.', 'RUC 20999999922', 'FACTURA ELECTRÓNICA F002-00004530', 'Fecha de emisión: 03/07/2025', 'Papel bond A4 20 millares 18.50 370.00', 'Tóner negro 3 unidades 57.66 173.00',
  'Señor(es) CLIENTE UNO S.A.C. con domicilio en Av. Los Chasquis 450 de la ciudad de Lima', 'Valor de venta 543.00', 'IGV 18% 97.74', 'IMPORTE TOTAL S/ 640.74', 'Son seiscientos cuarenta con 74/100 soles',
  'Representación impresa de la factura electrónica, consulte el documento en la página del emisor']
const INVOICE = LINES.join('\n')

describe('the score of a page', () => {
  it('is high for a page that was read well', () => {
    expect(scoreOf(reading(INVOICE))).toBeGreaterThan(0.9)
  })

  it('is nothing for an empty page', () => {
    expect(scoreOf(reading(''))).toBe(0)
  })

  it.each([
    ['the engine guesses', reading(INVOICE, 55)],
    ['the characters are odd', reading(INVOICE.replace(/[a-zó]/g, '~'), 70)],
    ['the text is very short', reading('TOTAL 3')],
    ['the same line stands there again and again', reading(Array.from({ length: 30 }, () => 'eee lll iii').join('\n'), 80)],
  ])('is below the mark when %s', (_why, bad) => {
    expect(scoreOf(bad)).toBeLessThan(GOOD_SCORE)
  })

  it('asks less text of a receipt than of a page', () => {
    const ticket = 'ESTACION MESETA\nNIF B28000065\nFecha 12/07/2025 15:20\nGasóleo A 40,00 L 58,20\nIVA 21% 10,10\nTOTAL 58,20 €'
    expect(scoreOf(reading(ticket, 90, { layout: 'receipt' }))).toBeGreaterThan(scoreOf(reading(ticket, 90)))
    expect(needsSecondReading(reading(ticket, 90, { layout: 'receipt' }))).toBe(false)
  })

  it('lies between 0 and 1, and never falls when the engine is more sure', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), (text, a, b) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)]
      const [low, high] = [scoreOf(reading(text, less)), scoreOf(reading(text, more))]
      expect(low).toBeGreaterThanOrEqual(0)
      expect(high).toBeLessThanOrEqual(1)
      expect(high).toBeGreaterThanOrEqual(low)
    }))
  })
})

describe('a second reading', () => {
  it('is spared when the first shows total and date', () => {
    expect(needsSecondReading(reading(INVOICE))).toBe(false)
  })

  it.each([['total', /IMPORTE.*\n/], ['date', /Fecha.*\n/]])('is made when the %s is missing', (_what, line) => {
    expect(needsSecondReading(reading(INVOICE.replace(line, '')))).toBe(true)
  })

  it('is made of a page that was read badly', () => {
    expect(needsSecondReading(reading(INVOICE, 40))).toBe(true)
  })

  it('is not made for a total that stands on another page', () => {
    const [head, tail] = [LINES.slice(0, 7).join('\n'), LINES.slice(7).join('\n')]
    expect(pagesToReadAgain([pageSoFar([reading(head, 99)]), pageSoFar([reading(tail, 99)])])).toEqual([])
    expect(pagesToReadAgain([pageSoFar([reading(head, 99)])], tail)).toEqual([])
  })

  it('of a long document without a total is made of its first and last page', () => {
    const page = pageSoFar([reading(LINES.slice(0, 7).join('\n'), 99)])
    expect(pagesToReadAgain([page, page, page, page])).toEqual([0, 3])
  })
})

describe('a third reading', () => {
  const lacking = (line: RegExp): Reading => reading(INVOICE.replace(line, ''), 90)

  it('is spared when the first two together show what is needed', () => {
    expect(pagesToReadAgain([pageSoFar([lacking(/IMPORTE.*\n/), lacking(/Fecha.*\n/)])])).toEqual([])
    expect(pagesToReadAgain([pageSoFar([lacking(/IMPORTE.*\n/), lacking(/IMPORTE.*\n/)])])).toEqual([0])
    expect(pagesToReadAgain([pageSoFar([reading(INVOICE, 40), reading(INVOICE, 95)])])).toEqual([])
  })

  it('is kept beside the best when it adds what the best lacks', () => {
    const [best, dull, useful] = [lacking(/IMPORTE.*\n/), reading(INVOICE.replace(/IMPORTE.*\n/, ''), 80), reading('TOTAL 640.74', 60)]
    expect(bestTwo([dull, best, useful])).toEqual({ best, other: useful })
    expect(bestTwo([best])).toEqual({ best, other: undefined })
  })
})

describe('the better of two readings', () => {
  it('is the one with total and date, else the clearer, else the first', () => {
    const [full, noTotal] = [reading(INVOICE, 85), reading(INVOICE.replace(/IMPORTE.*\n/, ''), 90)]
    expect(better(noTotal, full)).toBe(full)
    expect(better(full, noTotal)).toBe(full)
    const [clear, vague] = [reading(INVOICE, 88), reading(INVOICE, 70)]
    expect(better(vague, clear)).toBe(clear)
    const twin = reading(INVOICE, 88)
    expect(better(clear, twin)).toBe(clear)
    expect(better(reading(''), vague)).toBe(vague)
  })
})

describe('a document', () => {
  const word = (text: string, conf?: number): Word => ({ text, x: 0, y: 0, w: 1, h: 1, ...(conf === undefined ? {} : { conf }) })

  it('is readable from four sure words on', () => {
    expect(isReadable(['uno', 'dos', 'tres'].map((text) => word(text, 90)))).toBe(false)
    expect(isReadable(['uno', 'dos', 'tres', '1,00'].map((text) => word(text, 90)))).toBe(true)
  })

  it('is not made readable by noise', () => {
    expect(isReadable(Array.from({ length: 50 }, () => word('—')))).toBe(false)
    expect(isReadable(Array.from({ length: 50 }, () => word('ee', 12)))).toBe(false)
  })

  it('has the mean confidence of its words', () => {
    expect(meanConfidence([word('a', 90), word('b', 81)])).toBe(85.5)
    expect(meanConfidence([])).toBeUndefined()
  })
})
