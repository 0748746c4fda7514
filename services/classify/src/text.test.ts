import { describe, expect, it } from 'vitest'
import type { DocumentText, SourceType } from '@chasqui/contracts'
import { classifyText } from './text.ts'
import { TEXTS } from './texts.fixture.ts'

const pages = (...texts: string[]): DocumentText => ({
  truncated: false,
  pages: texts.map((text, i) => ({ n: i + 1, width: 595, height: 842, mode: 'native', words: [], text })),
})
const classify = (text: string, sourceType: SourceType = 'documento') => classifyText(pages(text), { sourceType })

describe('the type of a text document', () => {
  it.each(TEXTS)('$name is a $docType', ({ text, docType }) => {
    expect(classify(text)).toMatchObject({ docType })
  })

  it.each(TEXTS.filter((t) => !['quote', 'order', 'contract', 'unknown'].includes(t.docType)))('$name goes its way without a person', ({ text }) => {
    expect(classify(text)).toMatchObject({ needsReview: false })
  })

  it('does not take the word factura for an invoice on a simplified ticket', () => {
    const ticket = TEXTS.find((t) => t.name === 'supermarket ticket')!
    for (const sourceType of ['documento', 'receipts', 'invoices'] as const)
      expect(classify(ticket.text, sourceType).docType).toBe('receipt')
  })

  it('looks for whole words: activa holds no IVA, privado no debit', () => {
    expect(classify('cuenta activa privativa deportiva')).toMatchObject({ docType: 'unknown', confidence: 0 })
  })

  it('counts a clue in the first 15 lines twice', () => {
    const filler = Array.from({ length: 20 }, (_, i) => `linea ${'x'.repeat(i + 1)}`).join('\n')
    const above = classify(`factura electronica\n${filler}`)
    const below = classify(`${filler}\nfactura electronica`)
    expect(above.confidence).toBeGreaterThan(below.confidence)
    expect(below.confidence).toBeCloseTo(3 / 4)
    expect(above.confidence).toBeCloseTo(6 / 7)
  })

  it('lets the batch add one point and never more', () => {
    expect(classify('factura electronica').confidence).toBeCloseTo(6 / 7)
    expect(classify('factura electronica', 'invoices').confidence).toBeCloseTo(7 / 8)
    expect(classify('nada que ver', 'invoices')).toMatchObject({ docType: 'unknown' })
  })

  it('is never surer than 0.95, and reviews what it is not sure of', () => {
    for (const { text } of TEXTS) expect(classify(text).confidence).toBeLessThanOrEqual(0.95)
    expect(classify('base imponible 10,00\nsaldo anterior 5,00 saldo final 6,00')).toMatchObject({ docType: 'unknown', needsReview: true })
  })

  it('reads titles that are set with spaced letters', () => {
    expect(classify('F A C T U R A\nN. 12\nbase imponible 100').docType).toBe('invoice')
  })

  it('reads what only the second reading of a scan shows', () => {
    const text = pages('borroso')
    text.pages[0]!.second = { words: [], text: 'FACTURA ELECTRONICA N 123\nBASE IMPONIBLE 10,00', variant: 'contrast' }
    expect(classifyText(text, { sourceType: 'documento' }).docType).toBe('invoice')
  })

  it('says why', () => {
    expect(classify('NOTA DE CREDITO\n').reasons[0]).toBe('+6 nota de credito (title)')
  })

  it('is quick even on long documents', () => {
    const long = Array.from({ length: 3000 }, (_, i) => `factura ${i} del cliente total iva concepto cargo abono`).join('\n')
    const before = performance.now()
    classify(long)
    expect(performance.now() - before).toBeLessThan(2000)
  })
})
