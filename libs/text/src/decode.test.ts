import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeText, utf8Bytes } from './decode.ts'

const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'))
const bytes = (...parts: (number[] | string)[]) => Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'utf8')] : part)))

describe('decodeText', () => {
  it.each([
    ['UTF-8', bytes('Peña 12 €'), 'Peña 12 €'],
    ['UTF-8 with its mark, which is dropped', bytes([0xef, 0xbb, 0xbf], 'Peña'), 'Peña'],
    ['UTF-16 little endian by its mark', bytes([0xff, 0xfe, 0xf1, 0, 0x31, 0]), 'ñ1'],
    ['UTF-16 big endian by its mark', bytes([0xfe, 0xff, 0, 0xf1, 0, 0x31]), 'ñ1'],
    ['UTF-16 without a mark, told by its first <', Uint8Array.from(Buffer.from('<año/>', 'utf16le')), '<año/>'],
    ['what the prolog says', latin1('<?xml version="1.0" encoding="ISO-8859-1"?><a>Ñuñoa</a>'), '<?xml version="1.0" encoding="ISO-8859-1"?><a>Ñuñoa</a>'],
    ['another page that the prolog names', bytes('<?xml version="1.0" encoding="iso-8859-15"?><a>', [0xa4], '</a>'), '<?xml version="1.0" encoding="iso-8859-15"?><a>€</a>'],
    ['Windows-1252 when nothing says otherwise', bytes([0x80, 0x93], 'x', [0xf1]), '€“xñ'],
    ['Windows-1252 when the prolog names a page that nobody knows', bytes('<?xml version="1.0" encoding="klingon"?>', [0xf1]), '<?xml version="1.0" encoding="klingon"?>ñ'],
    ['Windows-1252 when the prolog promises UTF-8 and does not keep it', bytes('<?xml version="1.0" encoding="UTF-8"?>', [0xf1]), '<?xml version="1.0" encoding="UTF-8"?>ñ'],
    ['UTF-8 although the prolog says ISO-8859-1', bytes('<?xml version="1.0" encoding="ISO-8859-1"?><a>Ñuñoa</a>'), '<?xml version="1.0" encoding="ISO-8859-1"?><a>Ñuñoa</a>'],
  ])('reads %s', (_, input, expected) => {
    expect(decodeText(input)).toBe(expected)
  })

  it('gives back every text that was written as UTF-8', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }).filter((text) => !/^[\uFEFF<\0]/.test(text)), (text) => decodeText(Buffer.from(text, 'utf8')) === text))
  })

  it('never fails, whatever the bytes are', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (input) => typeof decodeText(input) === 'string'))
  })
})

describe('utf8Bytes', () => {
  it('turns any encoding into UTF-8', () => {
    expect(Buffer.from(utf8Bytes(bytes([0xff, 0xfe, 0xf1, 0]))).toString('utf8')).toBe('ñ')
  })
})
