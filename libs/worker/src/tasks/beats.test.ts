import { describe, expect, it } from 'vitest'
import { Beats } from './beats.ts'

describe('beats', () => {
  it('that come in time, or a little late, are no pause', () => {
    const beats = new Beats(1_000, 0)
    expect([beats.beat(1_000), beats.beat(2_900), beats.beat(3_900)]).toEqual([0, 0, 0])
  })

  it('tell once for how long the process stood still', () => {
    const beats = new Beats(1_000, 0)
    expect([beats.beat(1_000), beats.beat(62_000), beats.beat(63_000)]).toEqual([0, 60_000, 0])
  })
})
