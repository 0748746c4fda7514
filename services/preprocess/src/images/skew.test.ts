import { describe, expect, it } from 'vitest'
import { skewDegrees } from './skew.ts'
import { printedPage } from './print.fixture.ts'

const hanging = (degrees: number) => printedPage({ slope: { top: degrees, bottom: degrees } })

describe('the skew of a page', () => {
  it.each([-9, -4.2, -1.1, -0.7, 0.8, 2.5, 5, 8])('of %s degrees is found to a tenth', (degrees) => {
    expect(skewDegrees(hanging(degrees))).toBeCloseTo(degrees, 0.9)
  })

  it.each([-0.4, -0.2, 0, 0.3, 0.45])('of %s degrees is left alone', (degrees) => {
    expect(skewDegrees(hanging(degrees))).toBe(0)
  })

  it('is not seen in an empty page, nor in a few marks', () => {
    expect(skewDegrees(printedPage({ lines: 0 }))).toBe(0)
    expect(skewDegrees({ data: new Uint8Array(100).fill(255), width: 10, height: 10 })).toBe(0)
  })

  it('is that of the print, not of the frame around the picture', () => {
    const page = hanging(3)
    for (let y = 0; y < page.height; y++) {
      for (let x = 0; x < page.width; x++) if (x < 40 || y < 40 || x >= page.width - 40 || y >= page.height - 40) page.data[y * page.width + x] = 60
    }
    expect(skewDegrees(page)).toBeCloseTo(3, 0.9)
  })

  it('is found within some milliseconds, whatever the size', () => {
    const page = printedPage({ width: 2500, height: 3500, lines: 60 })
    skewDegrees(page)
    const began = performance.now()
    skewDegrees(page)
    expect(performance.now() - began).toBeLessThan(400)
  })
})
