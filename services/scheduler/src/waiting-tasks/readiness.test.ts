import { describe, expect, it } from 'vitest'
import { EVERYONE, type Hold, type HoldKind } from '@chasqui/mongo/tasks'
import { cappedOf, heldOf } from './readiness.ts'

const NOW = new Date('2026-03-01T10:00:00Z')
const types = [{ _id: 'sii.sync', lane: 'low', outside: 'sii' }, { _id: 'sii.count', lane: 'low' }, { _id: 'sii.urgent', lane: 'high', outside: 'sii' }] as const
const hold = (kind: HoldKind, name: string, rest: Partial<Hold> = {}): Hold => ({ _id: '', tenantId: EVERYONE, kind, name, reason: '', by: '', at: NOW, ...rest })
const held = (holds: Hold[], queue = 'sii_low', tenantId = 't1') => heldOf(holds, types, queue, tenantId, NOW)

describe('what is not handed over', () => {
  it('of a paused lane or tenant: everything', () => {
    expect(held([hold('lane', 'low')])).toBe('all')
    expect(held([hold('lane', 'high')])).toEqual([])
    expect(held([hold('tenant', 't1')])).toBe('all')
    expect(held([hold('tenant', 't2')])).toEqual([])
    expect(held([hold('lane', 'low', { tenantId: 't2' })])).toEqual([])
  })

  it('of a paused type, or one whose outside service is closed: that type', () => {
    expect(held([hold('type', 'sii.count')])).toEqual(['sii.count'])
    expect(held([hold('service', 'sii')])).toEqual(['sii.sync'])
    expect(held([hold('service', 'sii')], 'sii_high')).toEqual(['sii.urgent'])
  })

  it('is let go when the hold ends', () => {
    expect(held([hold('type', 'sii.count', { until: NOW })])).toEqual([])
    expect(held([hold('type', 'sii.count', { until: new Date(NOW.getTime() + 1) })])).toEqual(['sii.count'])
  })
})

it('capped types are known by their queue, but for those whose places are those of an account', () => {
  expect(cappedOf([
    { _id: 'sii.sync', lane: 'low', atOnce: { limit: 2, by: 'account' } }, { _id: 'sii.count', lane: 'low', atOnce: { limit: 1, by: 'tenant' } }, { _id: 'sii.all', lane: 'low', atOnce: { limit: 3, by: 'type' } }, { _id: 'sii.free', lane: 'low' },
  ])).toEqual(new Map([['sii_low', [{ type: 'sii.count', limit: 1, by: 'tenant' }, { type: 'sii.all', limit: 3, by: 'type' }]]]))
})
