import { describe, expect, it } from 'vitest'
import { withoutInvisible } from './invisible.ts'

describe('text without what nobody sees', () => {
  it.each([
    ['a NUL', 'F001\0-1', 'F001-1'], ['control characters', 'a\x01b\x1bc\x7fd\x85e\x9ff', 'abcdef'], ['a mark of byte order', '\ufeffACME', 'ACME'],
    ['characters without width', 'AC\u200bM\u200dE\u2060', 'ACME'], ['marks of direction', '\u202eEMCA\u202c \u2066x\u2069\u200f', 'EMCA x'],
    ['tabs and line ends, which stay', 'a\tb\r\nc', 'a\tb\r\nc'], ['blanks of every width, which stay', 'a\u00a0b\u2009c\u202fd', 'a\u00a0b\u2009c\u202fd'], ['letters of every script', 'Ñandú, 株式会社, שלום 👍', 'Ñandú, 株式会社, שלום 👍'],
  ])('%s', (_what, text, seen) => expect(withoutInvisible(text)).toBe(seen))
})
