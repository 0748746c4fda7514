import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRows } from './rows-json.ts'
import { faultsOfRows } from './rows.ts'

describe('the rows of an ingest', () => {
  it('are measured in bytes, as they travel', () => {
    expect(faultsOfRows([{ a: 'x'.repeat(92) }], 100)).toEqual([])
    expect(faultsOfRows([{ a: 'x'.repeat(93) }], 100)).toEqual([{ field: 'rows[0]', code: 'ROW_TOO_LARGE', message: 'it has 101 bytes, 100 are allowed' }])
    expect(faultsOfRows([{ a: 'ñ'.repeat(47) }], 100)).toMatchObject([{ code: 'ROW_TOO_LARGE' }])
  })

  it('may be nested a little, and are not walked further than that', () => {
    const nested = (levels: number): Record<string, unknown> => levels === 1 ? { a: 1 } : { a: nested(levels - 1) }
    expect(faultsOfRows([nested(6)], 10_000)).toEqual([])
    expect(faultsOfRows([nested(7)], 10_000)).toMatchObject([{ code: 'ROW_TOO_DEEP' }])
    expect(faultsOfRows([{ a: JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as unknown }], 10_000_000)).toMatchObject([{ code: 'ROW_TOO_DEEP' }])
    expect(faultsOfRows([{ wide: Array.from({ length: 300_000 }, () => 0) }], 10_000_000)).toEqual([])
  })

  it('may hold NUL in a value, not in a name', () => {
    expect(faultsOfRows([{ a: 'x\0y' }], 100)).toEqual([])
    expect(faultsOfRows([{ 'x\0y': 1 }, { a: 1 }, { a: [{ '\0': 1 }] }], 100).map(({ field, code }) => `${field} ${code}`)).toEqual(['rows[0] ROW_NAME_INVALID', 'rows[2] ROW_NAME_INVALID'])
  })

  it('that are all wrong are not all named', () => {
    expect(faultsOfRows(Array.from({ length: 5_000 }, () => ({ a: 'xxx' })), 5)).toHaveLength(100)
  })
})

describe('the JSON of an ingest', () => {
  it.each<[string, unknown]>([
    ['{"n":448.40}', { n: 448.4 }], ['{"n":-1e3}', { n: -1000 }], ['{"n":123456789012345}', { n: 123456789012345 }],
    ['{"n":1504202501179900001200110010010000001231234567819}', { n: '1504202501179900001200110010010000001231234567819' }],
    ['{"n":12345678901234.56}', { n: '12345678901234.56' }], ['{"n":12345678901234567.89}', { n: '12345678901234567.89' }], ['{"n":"1234567890123456789"}', { n: '1234567890123456789' }],
  ])('%s', (text, read) => expect(parseRows(text)).toEqual(read))

  it('is read as any other JSON where no digits are at stake', () => {
    fc.assert(fc.property(fc.jsonValue({ noUnicodeString: false }).filter((value) => !/__proto__|constructor|\d[\d.]{15}/.test(JSON.stringify(value))), (value) => {
      expect(JSON.stringify(parseRows(JSON.stringify(value)))).toBe(JSON.stringify(value))
    }))
  })

  it.each(['', '{', '[1,]', 'rows', '{"__proto__":{"a":1}}', '{"a":{"constructor":{"prototype":{}}}}', '{"__proto__":1234567890123456789}'])('is refused: %s', (text) => {
    expect(() => parseRows(text)).toThrow(expect.objectContaining({ code: 'MALFORMED_BODY' }))
  })
})
