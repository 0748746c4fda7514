import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Fault } from '@chasqui/errors'
import { allAt, allNamed, at, attribute, firstNamed, parseXml, textAt } from './tree.ts'
import { parseSource } from './parse-source.ts'

const codeOf = (read: () => unknown): string | undefined => {
  try {
    read()
    return undefined
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(Fault)
    return (thrown as Fault).code
  }
}

describe('an XML document', () => {
  it('is read by local names, with attributes', () => {
    const root = parseXml('<a:Doc xmlns:a="x" a:id="7"><b:Part n="1">uno</b:Part><Part>dos</Part></a:Doc>')
    expect(root.name).toBe('Doc')
    expect(attribute(root, 'id')).toBe('7')
    expect(allAt(root, 'Part').map((part) => part.text)).toEqual(['uno', 'dos'])
    expect(textAt(root, 'Part')).toBe('uno')
    expect(at(root, 'Part/None')).toBeUndefined()
  })

  it('keeps numbers as the text that they are', () => {
    expect(textAt(parseXml('<a><n>00123.450</n><k>1504202501179900001200110010010000001231234567819</k></a>'), 'n')).toBe('00123.450')
  })

  it.each([
    ['the five entities', '<a>&lt;&amp;&gt;&quot;&apos;</a>', '<&>"\''],
    ['character numbers', '<a>Pe&#241;a &#xD1;</a>', 'Peña Ñ'],
    ['CDATA as it stands', '<a><![CDATA[ 1 &lt; 2 <b> ]]></a>', '1 &lt; 2 <b>'],
    ['entities once, never twice', '<a>&amp;lt;</a>', '&lt;'],
    ['unknown entities not at all', '<a>&foo;</a>', '&foo;'],
    ['text around CDATA', '<a>uno <![CDATA[dos]]></a>', 'unodos'],
  ])('resolves %s', (_, xml, text) => {
    expect(parseXml(xml).text).toBe(text)
  })

  it.each([
    ['cut off', '<a><b>1</b>'],
    ['cut off in a tag', '<a><b'],
    ['closed in the wrong order', '<a><b></a></b>'],
    ['empty', ''],
    ['no XML', 'hola'],
    ['two roots', '<a/><b/>'],
    ['an attribute without quotes', '<a b=1></a>'],
    ['only a prolog', '<?xml version="1.0"?>'],
  ])('is refused when %s', (_, xml) => {
    expect(codeOf(() => parseXml(xml))).toBe('XML_MALFORMED')
  })

  it.each(['<!DOCTYPE a><a/>', '<?xml version="1.0"?>\n<!doctype a [<!ENTITY x "y">]><a>&x;</a>'])('is refused when it carries a DTD: %s', (xml) => {
    expect(codeOf(() => parseXml(xml))).toBe('XML_DTD_FORBIDDEN')
  })

  it('may speak of a DTD inside CDATA', () => {
    expect(parseXml('<a><![CDATA[<!DOCTYPE x>]]></a>').text).toBe('<!DOCTYPE x>')
  })

  it('may be 100 levels deep and not 101', () => {
    const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth)
    expect(codeOf(() => parseXml(nested(100)))).toBeUndefined()
    expect(codeOf(() => parseXml(nested(102)))).toBe('XML_TOO_COMPLEX')
  })

  it.each(['<![CDATA[', '<a', '&', '<!--', '<?x', ']]>', '<a b="'])('of nothing but %s is refused at once', (piece) => {
    const startedAt = performance.now()
    expect(codeOf(() => parseXml(`<a>${piece.repeat(Math.floor(2_000_000 / piece.length))}`))).toMatch(/^XML_/)
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })

  it('may have a greater-than in its attributes without counting as deep', () => {
    expect(parseXml(`<a>${'<b t="x > y"/>'.repeat(300)}</a>`).children).toHaveLength(300)
  })

  it('is refused above 200,000 elements', () => {
    expect(codeOf(() => parseXml(`<a>${'<b/>'.repeat(200_001)}</a>`))).toBe('XML_TOO_COMPLEX')
  })

  it('is read in the encoding it is written in', () => {
    expect(parseSource(Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>Ñandú</a>', 'latin1')).text).toBe('Ñandú')
    expect(parseSource(Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-16"?><a>Ñandú</a>', 'utf16le')).text).toBe('Ñandú')
  })

  it('is searched at any depth', () => {
    const root = parseXml('<a><b><c>1</c></b><c>2</c></a>')
    expect(firstNamed(root, 'c')?.text).toBe('1')
    expect(allNamed(root, 'c').map((element) => element.text)).toEqual(['1', '2'])
  })

  it('with names that JavaScript fears does no harm', () => {
    codeOf(() => parseXml('<a><__proto__><polluted>1</polluted></__proto__><constructor/></a>'))
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('never fails but with a Fault', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('<a>', '</a>', '<b/>', '<', '>', '&', '<![CDATA[', ']]>', '<?', '?>', '<!--', '-->', 'x', '"', '=', ' a="1"', '<!DOCTYPE'), { maxLength: 30 }), (parts) => {
      codeOf(() => parseXml(parts.join('')))
    }), { numRuns: 500 })
  })
})
