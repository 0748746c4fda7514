import { describe, expect, it } from 'vitest'
import { turned } from '@chasqui/images'
import { printAxis, standsUpright, turnsOf } from './orient.ts'
import { printedPage } from './print.fixture.ts'
import { uprightVotes } from './upside.ts'

const page = printedPage()

describe('the orientation of a page', () => {
  it.each([
    ['upright', 0, [0]],
    ['turned a quarter clockwise', 1, [3]],
    ['on its head', 2, [2]],
    ['turned a quarter the other way', 3, [1]],
  ])('is told by its letters: %s', (_, quarters, expected) => {
    expect(turnsOf(turned(page, quarters))).toEqual(expected)
  })

  it('is left open between upright and upside down when all letters are equally tall', () => {
    expect(turnsOf(printedPage({ isPlain: true }))).toEqual([0, 2])
    expect(turnsOf(turned(printedPage({ isPlain: true }), 1))).toEqual([1, 3])
    expect(standsUpright(printedPage({ isPlain: true }))).toBeUndefined()
  })

  it('is told of print in a typewriter face, whose letters stand in columns', () => {
    expect(printAxis(page)).toBe('rows')
    expect(printAxis(turned(page, 1))).toBe('columns')
  })

  it('is unknown where nothing is printed', () => {
    expect(turnsOf(printedPage({ lines: 0 }))).toEqual([0, 1, 2, 3])
  })
})

describe('votes for upright', () => {
  const letter = (left: number, top: number, height: number) => ({ left, top, width: 8, height })

  it('come from letters that stand on one line and rise to different heights', () => {
    expect(uprightVotes([letter(0, 10, 20), letter(10, 16, 14)], 20)).toEqual({ up: 1, down: 0 })
    expect(uprightVotes([letter(0, 10, 20), letter(10, 10, 14)], 20)).toEqual({ up: 0, down: 1 })
  })

  it('come from points at the foot of figures', () => {
    expect(uprightVotes([letter(0, 10, 20), { left: 10, top: 27, width: 3, height: 3 }], 20)).toEqual({ up: 1, down: 0 })
    expect(uprightVotes([letter(0, 10, 20), { left: 10, top: 10, width: 3, height: 3 }], 20)).toEqual({ up: 0, down: 1 })
  })

  it('do not come from a dash, from equal letters, or across a gap', () => {
    expect(uprightVotes([letter(0, 10, 20), { left: 10, top: 19, width: 6, height: 3 }], 20)).toEqual({ up: 0, down: 0 })
    expect(uprightVotes([letter(0, 10, 20), letter(10, 10, 20)], 20)).toEqual({ up: 0, down: 0 })
    expect(uprightVotes([letter(0, 10, 20), letter(100, 16, 14)], 20)).toEqual({ up: 0, down: 0 })
  })
})
