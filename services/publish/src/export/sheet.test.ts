import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isExactNumber, serialDay, sheetRow } from './sheet.ts'

describe('an amount in a sheet', () => {
  it('is a number when a spreadsheet holds it to the last digit, and text when not', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 6 }), (digits, scale) => {
      const decimal = decimalOf(digits, scale)
      const cell = sheetRow(2, [{ name: 'total', kind: 'money' }], [decimal])
      if (isExactNumber(decimal)) {
        expect(cell).toBe(`<row r="2"><c r="A2" s="1"><v>${decimal}</v></c></row>`)
        // What a spreadsheet reads is a double; at fifteen digits it gives the decimal back.
        expect(Number(decimal).toFixed(scale)).toBe(decimal.replace(/^-(0\.?0*)$/, '$1'))
      } else expect(cell).toContain(`>${decimal}</t>`)
    }))
  })

  it.each([['999999999999999', true], ['9999999999999.99', true], ['99999999999999.99', false], ['-0.01', true], ['000000000000000001.00', true], ['1E-7', false], ['', false], ['1,5', false]])('%o: %o', (decimal, isExact) => {
    expect(isExactNumber(decimal)).toBe(isExact)
  })
})

describe('a day in a sheet', () => {
  it.each([['1900-03-01', 61], ['2000-02-29', 36585], ['2026-03-05', 46086], ['1900-02-28', undefined], ['', undefined], ['05/03/2026', undefined]])('%s is day %o of its calendar', (date, day) => {
    expect(serialDay(date)).toBe(day)
  })
})

describe('a cell', () => {
  it('says where it is, and is left out when it is empty', () => {
    const columns = Array.from({ length: 28 }, (_, n) => ({ name: `c${n}`, kind: 'text' as const }))
    const row = sheetRow(7, columns, columns.map((_, n) => [0, 25, 26, 27].includes(n) ? 'x' : ''))
    expect([...row.matchAll(/r="([A-Z]+7)"/g)].map(([, at]) => at)).toEqual(['A7', 'Z7', 'AA7', 'AB7'])
  })
})

describe('text in a sheet', () => {
  it.each(['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\tx', '\rx'])('%o is text that stays text', (text) => {
    expect(sheetRow(2, [{ name: 'a', kind: 'text' }], [text])).toMatch(/^<row r="2"><c r="A2" s="4" t="inlineStr"><is><t xml:space="preserve">/)
  })

  it.each([['a & <b> "c"', 'a &amp; &lt;b&gt; &quot;c&quot;'], ['bell \u0007', 'bell _x0007_'], ['a\r\nb', 'a_x000D_\nb'], ['_x0041_', '_x005F_x0041_'], ['half \ud83d', 'half \ufffd'], ['x'.repeat(40_000), 'x'.repeat(32_767)]])('is written so that XML and a spreadsheet take it (%#)', (text, written) => {
    expect(sheetRow(2, [{ name: 'a', kind: 'text' }], [text])).toBe(`<row r="2"><c r="A2" t="inlineStr"><is><t xml:space="preserve">${written}</t></is></c></row>`)
  })
})

function decimalOf(digits: bigint, scale: number): string {
  const sign = digits < 0n ? '-' : ''
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0')
  return scale === 0 ? sign + text : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`
}
