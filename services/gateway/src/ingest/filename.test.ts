import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanFilename } from './filename.ts'

/** Any code points, lone surrogates too, up to more than are kept. The unit `binary` of a string is the same, but a table of all of them is made for it first, and without a size names stay short. */
const anyName = fc.uint32Array({ max: 0x10ffff, maxLength: 300, size: 'max' }).map((codes) => String.fromCodePoint(...codes))

describe('the name of a file', () => {
  it.each([
    ['factura.xml', 'factura.xml'], ['/etc/passwd', 'passwd'], ['..\\..\\win.ini', 'win.ini'], ['a\r\nSet-Cookie: x=1.pdf', 'aSet-Cookie: x=1.pdf'], ['nul\0.pdf', 'nul.pdf'],
    ['annual\u202efdp.exe', 'annualfdp.exe'], ['  spaced .pdf  ', 'spaced .pdf'], ['n\u0303andu.pdf', 'ñandu.pdf'], ['\ud800.pdf', '\ufffd.pdf'],
    ['', 'unnamed'], [undefined, 'unnamed'], ['..', 'unnamed'], ['folder/', 'unnamed'], ['\0', 'unnamed'],
  ])('%o is kept as %o', (name, kept) => expect(cleanFilename(name)).toBe(kept))

  it('that is too long keeps its end, which says what it is', () => {
    const kept = cleanFilename(`${'🦤'.repeat(400)}.pdf`)
    expect([[...kept].length, kept.slice(-4)]).toEqual([255, '.pdf'])
  })

  it('is always one that can be kept, and stays as it is when it is kept again', () => {
    fc.assert(fc.property(anyName, (name) => {
      const kept = cleanFilename(name)
      expect(kept).not.toBe('')
      expect(kept).not.toMatch(/[\p{Cc}/\\]/u)
      expect(kept.isWellFormed()).toBe(true)
      expect(cleanFilename(kept)).toBe(kept)
      // One that is wrong is not made smaller for minutes.
    }), { interruptAfterTimeLimit: 3_000 })
  })
})
