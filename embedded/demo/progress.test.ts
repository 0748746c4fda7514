import { describe, expect, it } from 'vitest'
import { barLine, paceOf, ProgressBars } from './progress.ts'

const status = (total: number, moving: number, pages: number, breakdown: Record<string, number>) => ({ status: 'processing', total_items: total, moving, pages, status_breakdown: breakdown })

describe('the progress of the demo', () => {
  it('is a bar a batch with the counts of its stages', () => {
    expect(barLine({ name: 'pe documento 10', status: status(4, 1, 9, { published: 3, ocr_processing: 1 }) })).toBe(`pe documento 10        ${'█'.repeat(18)}${'░'.repeat(6)} 3 published, 1 ocr_processing`)
    expect(barLine({ name: 'a', status: status(0, 0, 0, {}) })).toContain('░'.repeat(24))
  })

  it('is pages a second', () => {
    expect(paceOf(30, 4_000)).toBe('30 pages read, 7.5 a second')
    expect(paceOf(0, 0)).toBe('0 pages read, 0.0 a second')
  })

  it('is in a log one line for each batch that is done, with the pages of all', () => {
    const lines: string[] = []
    const bars = new ProgressBars({ isTTY: false, write: (line: string) => lines.push(line) } as unknown as NodeJS.WriteStream)
    bars.update({ name: 'one', status: status(2, 1, 3, { published: 1, ocr_processing: 1 }) })
    bars.update({ name: 'other', status: status(1, 0, 1, { published: 1 }) })
    bars.update({ name: 'one', status: status(2, 0, 4, { published: 2 }) })
    bars.update({ name: 'one', status: status(2, 0, 4, { published: 2 }) })
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(/^other .*1 published; 4 pages read, /)
    expect(lines[1]).toMatch(/^one .*2 published; 5 pages read, /)
  })
})
