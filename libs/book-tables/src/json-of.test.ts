import { describe, expect, it } from 'vitest'
import { amountOf } from '@chasqui/mongo/books'
import { jsonOf } from './json-of.ts'
import { flattened } from './flattened.ts'

const record = { _id: 'r1', amount: amountOf('0.0000001'), at: new Date('2026-01-01T00:00:00Z'), vendor: { name: 'A', taxId: undefined }, lines: [{ n: 1, net: amountOf('-2.50') }], ok: true, none: null }

describe('a record of the books', () => {
  it('is JSON with decimal text and ISO times', () => {
    expect(jsonOf(record)).toEqual({ id: 'r1', amount: '0.0000001', at: '2026-01-01T00:00:00.000Z', vendor: { name: 'A', taxId: null }, lines: [{ n: 1, net: '-2.50' }], ok: true, none: null })
  })

  it('is flat by dotted path, without lists and without what is not there', () => {
    expect(flattened(jsonOf(record))).toEqual({ id: 'r1', amount: '0.0000001', at: '2026-01-01T00:00:00.000Z', 'vendor.name': 'A', ok: 'true' })
  })
})
