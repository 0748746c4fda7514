import { describe, expect, it } from 'vitest'
import { evenLight } from './paper-light.ts'
import { printedPage } from './print.fixture.ts'

const page = printedPage()
const mean = (values: Uint8Array) => values.reduce((sum, value) => sum + value, 0) / values.length

/** The page as a lamp on its left would light it: down to `darkest` on the right. */
function underLamp(darkest: number) {
  return { ...page, data: page.data.map((value, at) => value * (1 - (1 - darkest) * ((at % page.width) / page.width))) }
}

describe('light that falls from one side', () => {
  it.each([0.8, 0.5, 0.35])('is evened out down to a brightness of %s', (darkest) => {
    const { data } = evenLight(underLamp(darkest))
    const paper = data.filter((_, at) => page.data[at] === 245)
    const ink = data.filter((_, at) => page.data[at] === 30)
    expect(paper.reduce((least, value) => Math.min(least, value), 255)).toBeGreaterThan(200)
    expect(mean(paper)).toBeGreaterThan(235)
    expect(mean(ink)).toBeLessThan(60)
  })

  it('keeps faint print fainter than dark print: nothing is cut off', () => {
    const faint = evenLight(printedPage({ ink: 190, paper: 220 }))
    const dark = evenLight(printedPage({ ink: 60, paper: 220 }))
    const darkest = (data: Uint8Array) => data.reduce((least, value) => Math.min(least, value), 255)
    expect(darkest(faint.data)).toBeLessThan(230)
    expect(darkest(faint.data)).toBeGreaterThan(darkest(dark.data) + 80)
  })
})
