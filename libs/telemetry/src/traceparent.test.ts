import { describe, expect, it } from 'vitest'
import { isTraceparent, newTraceparent, traceIdOf } from './traceparent.ts'

const ID = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'

describe('traceparent', () => {
  it.each([
    [`00-${ID}-${SPAN}-01`, ID],
    [`00-${ID}-${SPAN}-00`, ID],
    [`01-${ID}-${SPAN}-01-later-versions-may-add`, ID],
    [`00-${'0'.repeat(32)}-${SPAN}-01`, undefined],
    [`00-${ID}-${'0'.repeat(16)}-01`, undefined],
    [`ff-${ID}-${SPAN}-01`, undefined],
    [`00-${ID.toUpperCase()}-${SPAN}-01`, undefined],
    [`00-${ID}-${SPAN}`, undefined],
    ['', undefined],
    [undefined, undefined],
    [null, undefined],
  ])('%s names the trace %s', (header, traceId) => expect(traceIdOf(header)).toBe(traceId))

  it('is valid and new each time', () => {
    const made = Array.from({ length: 2_000 }, newTraceparent)
    expect(made.every(isTraceparent)).toBe(true)
    expect(new Set(made.map(traceIdOf)).size).toBe(2_000)
  })
})
