import { describe, expect, it } from 'vitest'
import { EVERYONE, holdOn, type Hold } from './task-holds.ts'

const now = new Date('2026-11-01T12:00:00Z')
const task = { tenantId: 't1', lane: 'low', type: 'sii.sync_f29', outside: 'sii' }

function aHold(overrides: Partial<Hold> = {}): Hold {
  return { _id: 'h', tenantId: EVERYONE, kind: 'lane', name: 'low', reason: 'mending', by: 'ana', at: now, ...overrides }
}

describe('a hold', () => {
  it.each<[string, Partial<Hold>, boolean]>([
    ['of its lane', {}, true], ['of another lane', { name: 'high' }, false],
    ['of its type', { kind: 'type', name: 'sii.sync_f29' }, true], ['of another type', { kind: 'type', name: 'sii.sync_documents' }, false],
    ['of its tenant', { kind: 'tenant', name: 't1' }, true], ['of another tenant', { kind: 'tenant', name: 't2' }, false],
    ['of the outside service it needs', { kind: 'service', name: 'sii' }, true], ['of another service', { kind: 'service', name: 'sunat' }, false],
    ['that its own tenant set', { tenantId: 't1' }, true], ['that another tenant set for itself', { tenantId: 't2' }, false],
    ['that has not ended', { until: new Date(now.getTime() + 1) }, true], ['that has ended', { until: now }, false],
  ])('%s', (_what, overrides, stops) => expect(holdOn([aHold(overrides)], task, now) !== undefined).toBe(stops))
})
