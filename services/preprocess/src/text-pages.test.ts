import { describe, expect, it } from 'vitest'
import { linesOf } from '@chasqui/text'
import { textPages } from './text-pages.ts'

describe('free text', () => {
  const [page] = textPages(Buffer.from('SUPERMERCADO PRUEBA SL\r\n\r\n2 LECHE ENTERA     0,95      1,90  \r\n\tTOTAL\t9,15 €', 'utf8')).pages

  it('is one page, as it stands', () => {
    expect(page).toMatchObject({ n: 1, mode: 'native', text: 'SUPERMERCADO PRUEBA SL\n\n2 LECHE ENTERA     0,95      1,90\n    TOTAL    9,15 €' })
  })

  it('has its words in lines and columns', () => {
    expect(page && linesOf(page.words).map((line) => line.words.map((word) => word.text).join(' '))).toEqual(['SUPERMERCADO PRUEBA SL', '2 LECHE ENTERA 0,95 1,90', 'TOTAL 9,15 €'])
    expect(page?.words.every((word) => word.x + word.w <= page.width && word.y + word.h <= page.height)).toBe(true)
  })

  it('may be in any encoding', () => {
    expect(textPages(Buffer.from('Peña', 'latin1')).pages[0]?.text).toBe('Peña')
  })
})
