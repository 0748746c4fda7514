import { describe, expect, it } from 'vitest'
import type { Word } from '@chasqui/contracts'
import { isGoodText, pagesOfBbox, pictureCover, pictureDpi, sizesOfInfo } from './pdf-text.ts'

const words = (text: string): Word[] => text.split(' ').map((part, i) => ({ text: part, x: i * 30, y: 0, w: 25, h: 10 }))

describe('the words of a text layer', () => {
  it('come with their boxes, entities resolved, accents composed, blanks left out', () => {
    const xml = '<doc><page width="595.28" height="841.89"><word xMin="10.004" yMin="20" xMax="30" yMax="32.5">Jose\u0301 &amp; &lt;C&#237;a&gt;</word><word xMin="-1" yMin="2" xMax="3" yMax="4"> </word></page><page width="1" height="2"></page></doc>'
    expect(pagesOfBbox(xml)).toEqual([{ width: 595.28, height: 841.89, words: [{ text: 'José & <Cía>', x: 10, y: 20, w: 20, h: 12.5 }] }, { width: 1, height: 2, words: [] }])
  })

  it.each([
    ['a page of words', 'FACTURA F001-123 de fecha 15/04/2025 para CLIENTE UNO S.A.C. por un importe total de 448.40 soles', true],
    ['too few words', 'FACTURA_F001-00000123_de_fecha_15/04/2025_CLIENTE_UNO importe total 448.40', false],
    ['too few characters', 'a b c d e f g h i j k l m n', false],
    ['mostly signs', '-------- ======== ........ //////// ******** ######## ++++++++ -------- ======== ........ aaa', false],
    ['letters that lost their font', `${'\uE001\uE002\uE003\uE004 '.repeat(4)}FACTURA de fecha para CLIENTE UNO por un importe total de cuarenta`, false],
    ['replacement characters', `${'\uFFFD\uFFFD\uFFFD '.repeat(4)}FACTURA de fecha para CLIENTE UNO por un importe total de cuarenta`, false],
  ])('are trusted or not: %s', (_, text, expected) => {
    expect(isGoodText(words(text))).toBe(expected)
  })
})

describe('what poppler says of a document', () => {
  const table = `page   num  type   width height color comp bpc  enc interp  object ID x-ppi y-ppi size ratio
--------------------------------------------------------------------------------------------
   1     0 image    1654  2339  gray    1   8  jpeg   no         8  0   200   200  200K 5.0%
   1     1 smask    1654  2339  gray    1   8  jpeg   no         8  0   200   200  200K 5.0%
   2     2 image     100   100  rgb     3   8  image  no         9  0   100   100  200K 5.0%
   3     3 image     100   100  rgb     3   8  image  no         9  0     0     0  200K 5.0%`
  const a4 = { width: 595, height: 842 }

  it('gives how much of a page its pictures cover, and their resolution', () => {
    const cover = pictureCover(table, [a4, a4, a4])
    expect(cover.get(1)).toBeCloseTo(1, 2)
    expect(cover.get(2)).toBeCloseTo(0.01, 2)
    expect(cover.has(3)).toBe(false)
    expect([...pictureDpi(table)]).toEqual([[1, 200], [2, 100]])
  })

  it('gives the size of each page as it is shown', () => {
    const info = 'Pages:           3\nPage    1 size:  595 x 842 pts (A4)\nPage    1 rot:   0\nPage    2 size:  595 x 842 pts (A4)\nPage    2 rot:   270\n'
    expect(sizesOfInfo(info)).toEqual({ pages: 3, shown: new Map([[1, a4], [2, { width: 842, height: 595 }]]) })
    expect(sizesOfInfo('nothing').pages).toBe(0)
  })
})
