import { describe, expect, it } from 'vitest'
import { slopesOf, straightened } from './perspective.ts'
import { printedPage } from './print.fixture.ts'

describe('a page photographed from the side', () => {
  it.each([[2.4, -2], [-1.5, 1.5], [0, 3], [4, 1]])('is seen to slope from %s° above to %s° below, and is levelled', (top, bottom) => {
    const page = printedPage({ slope: { top, bottom } })
    const slopes = slopesOf(page)
    expect(slopes?.top).toBeCloseTo(top, 0)
    expect(slopes?.bottom).toBeCloseTo(bottom, 0)
    expect(slopesOf(straightened(page))).toBeUndefined()
  })

  it('is left as it was when its lines are level', () => {
    const page = printedPage()
    expect(straightened(page)).toBe(page)
  })

  it('is left as it was when it shows no print', () => {
    const page = printedPage({ lines: 0 })
    expect(straightened(page)).toBe(page)
  })
})
