import { describe, expect, it } from 'vitest'
import type { DocumentText } from '@chasqui/contracts'
import { beginningsIn } from './several-documents.ts'
import { classifyText } from './text.ts'

const pages = (...texts: string[]): DocumentText => ({ truncated: false, pages: texts.map((text, i) => ({ n: i + 1, width: 595, height: 842, mode: 'native', words: [], text })) })

describe('several documents in one file', () => {
  it.each<[string, string[], number[]]>([
    ['one of several pages', ['FACTURA F001-123\nPágina 1 de 2', 'FACTURA F001-123\nPágina 2 de 2'], []],
    ['one whose later pages have no head', ['FACTURA Nº A-7\nPágina 1/3', 'sigue', 'total'], []],
    ['pages counted anew', ['FACTURA Nº A-7\nPágina 1 de 1', 'FACTURA Nº A-8\nPágina 1 de 1'], [2]],
    ['another number', ['FACTURA ELECTRONICA\nF001-123', 'anexo', 'FACTURA ELECTRONICA\nF001-124'], [3]],
    ['a credit note that names its invoice further down', ['NOTA DE CREDITO\nFC01-7\nmodifica F001-123'], []],
    ['one page', ['FACTURA F001-123 Página 1 de 1'], []],
  ])('%s', (_, texts, begin) => expect(beginningsIn(pages(...texts)).map((one) => one.page)).toEqual(begin))

  it('are looked at by a person, and the reasons say on which page', () => {
    const text = 'FACTURA ELECTRONICA\nF001-1\nBASE IMPONIBLE 10\nVencimiento: 01/02/2025'
    expect(classifyText(pages(text, text), { sourceType: 'documento' })).toMatchObject({ docType: 'invoice', needsReview: false })
    const two = classifyText(pages(text, text.replace('F001-1', 'F001-2')), { sourceType: 'documento' })
    expect(two).toMatchObject({ docType: 'invoice', needsReview: true })
    expect(two.reasons[0]).toBe('another document seems to begin on page 2: number f001-2 after f001-1')
  })
})
