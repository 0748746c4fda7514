import { expect, it } from 'vitest'
import { written } from './patterns.ts'

it.each([
  // At times of the day: spelled out.
  ['*/20 2 * * *', '0,20,40 2 * * *'], ['10-50/20 */8 * * *', '10,30,50 0,8,16 * * *'], ['0 0-23/12,7 * * *', '0 0,12,7 * * *'], ['*/30 0 3 * * *', '0,30 0 3 * * *'], ['0 ? * * *', `0 ${Array.from({ length: 24 }, (_, n) => n).join(',')} * * *`],
  // Every so often: as it is.
  ['*/20 * * * *', '*/20 * * * *'], ['0 */5 * * * *', '0 */5 * * * *'], ['*/20 */1 * * *', '*/20 */1 * * *'],
  // Nothing to spell out, and what only croner can judge.
  ['15,45 1-3 */2 * MON', '15,45 1-3 */2 * MON'], ['*/0 2 * * *', '*/0 2 * * *'], ['*/61 2 * * *', '*/61 2 * * *'], ['50-10/5 2 * * *', '50-10/5 2 * * *'], ['5/10 2 * * *', '5/10 2 * * *'], ['x/2 2 * * *', 'x/2 2 * * *'],
])('%s is written %s', (cron, as) => {
  expect(written(cron)).toBe(as)
})
