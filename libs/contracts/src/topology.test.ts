import { expect, it } from 'vitest'
import { LANES } from './task.ts'
import { laneOf, queueOf } from './topology.ts'

it('the lane is the end of a queue', () => {
  expect([laneOf('dead_letters_high'), laneOf('sii_low'), laneOf('nonsense')]).toEqual(['high', 'low', undefined])
  for (const lane of LANES) expect(laneOf(queueOf('dead_letters.bulk', lane))).toBe(lane)
})
