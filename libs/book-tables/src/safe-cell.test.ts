import { describe, expect, it } from 'vitest'
import { safeCell } from './safe-cell.ts'

describe('a CSV cell', () => {
  it.each([['=1+1', "'=1+1"], ['+cmd', "'+cmd"], ['-2+3', "'-2+3"], ['@SUM(A1)', "'@SUM(A1)"], ['\tx', "'\tx"], ['\rx', "'\rx"], ['\n=1', "'\n'=1"], ['＝1+1', "'＝1+1"], ['-1.234,56', "'-1.234,56"], ['--5', "'--5"]])('that a spreadsheet would run is disarmed: %o', (cell, safe) => {
    expect(safeCell(cell)).toBe(safe)
  })

  it.each([['a;=1+1', "a;'=1+1"], ['a\n=1', "a\n'=1"], ['a; -b', "a; '-b"], ['a;\t@b;+c', "a;\t'@b;'+c"], ['a;"=1+1;b', `a;"'=1+1;b`], ['=a;＝b', "'=a;'＝b"]])('that a spreadsheet would run when it splits elsewhere is disarmed there too: %o', (cell, safe) => {
    expect(safeCell(cell)).toBe(safe)
  })

  it('of nothing but line breaks takes no longer than its length', () => {
    const cell = '\n'.repeat(200_000)
    expect(safeCell(`a${cell}`)).toHaveLength(200_001)
  })

  it.each(['-120.50', '448.40', 'ACME S.A.C.', '', 'a=b', 'Calle 1; 2-B', 'a, -b'])('that is plain stays as it is: %o', (cell) => {
    expect(safeCell(cell)).toBe(cell)
  })
})
