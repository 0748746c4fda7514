import { describe, expect, it } from 'vitest'
import { PLATFORM_TENANT } from './task.ts'
import { batchNamedBy, faultsOfTaskParams, lacksBooks } from './task-rules.ts'

const replay = (over: object, tenantId = 't1') => faultsOfTaskParams('replays.run', { subject: 'imports.received.t1.>', from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z', reason: 'mended', ...over }, tenantId)
const named = (faults: readonly { field: string; code: string }[]): string[] => faults.map(({ field, code }) => `${field} ${code}`)

describe('a subject to be replayed', () => {
  it.each(['imports.received.t1.>', 'imports.*.t1.*.*', 'imports.received.t1.b1.i1', 'facts.task.run.succeeded.t1.>'])('%s is t1\'s own', (subject) => {
    expect(replay({ subject })).toEqual([])
    expect(named(replay({ subject }, 't2'))).toEqual(['subject foreign'])
    expect(replay({ subject }, PLATFORM_TENANT)).toEqual([])
  })

  it.each(['imports.>', 'imports.received.*.>', 'imports.t1.>', 'facts.task.t1.>', 'imports.t1.t2.b1.i1'])('%s reaches further than t1', (subject) => {
    expect(named(replay({ subject }))).toEqual(['subject foreign'])
    expect(replay({ subject }, PLATFORM_TENANT)).toEqual([])
  })

  it.each(['', '>', '*.received.t1.>', 'dead.x.t1.>', 'imports', 'imports..t1.>', 'imports.>.t1', 'imports.received.t1', 'imports.a.t1.b.c.d', 'imports.re ceived.t1.>', 'imports.received.t1.b.c.>', '__proto__.>'])('%s is none', (subject) => {
    expect(named(replay({ subject }, PLATFORM_TENANT))).toEqual(['subject malformed'])
  })
})

describe('the batch that parameters name', () => {
  it.each([['imports.reprocess_batch', { batch_id: 'b1' }, 'b1'], ['imports.reprocess_batch', {}, undefined], ['test.sync', { batch_id: 'b1' }, undefined], ['constructor', { batch_id: 'b1' }, undefined]])('of %s with %j is %s', (type, params, batch) => {
    expect(batchNamedBy(type, params)).toBe(batch)
  })
})

describe('parameters that fit their schema and are wrong all the same', () => {
  it('a replay that ends where it begins, or for no reason', () => {
    expect(named(replay({ to: '2026-03-01T01:00:00+01:00' }))).toEqual(['to too_small'])
    expect(named(replay({ reason: ' ' }))).toEqual(['reason too_small'])
  })

  it('dead letters in bulk without a reason, or by what the store cannot search for', () => {
    expect(named(faultsOfTaskParams('dead_letters.bulk', { action: 'retry' }, 't1'))).toEqual(['reason required'])
    expect(named(faultsOfTaskParams('dead_letters.bulk', { action: 'retry', filter: { code: 'a\0' }, reason: 'r' }, 't1'))).toEqual(['filter.code invalid_format'])
    expect(faultsOfTaskParams('dead_letters.bulk', { action: 'retry', filter: { code: 'A' }, reason: 'r' }, 't1')).toEqual([])
  })

  it('dead letters in bulk of a time that ends before it begins', () => {
    const period = (from?: string, to?: string) => named(faultsOfTaskParams('dead_letters.bulk', { action: 'retry', filter: { from, to }, reason: 'r' }, 't1'))
    expect([period('2026-03-01T00:00:00Z', '2026-03-01T00:30:00+01:00'), period('2026-03-01', '2026-03-01T00:00:00Z'), period('2026-03-01')]).toEqual([['filter.to too_small'], [], []])
  })

  it('dead letters in bulk of another tenant: its name must not widen them to all of one\'s own', () => {
    const ofTenant = (tenant: string, by: string) => named(faultsOfTaskParams('dead_letters.bulk', { action: 'discard', filter: { tenant }, reason: 'r' }, by))
    expect([ofTenant('t2', 't1'), ofTenant('t1', 't1'), ofTenant('t2', PLATFORM_TENANT)]).toEqual([['filter.tenant invalid_value'], [], []])
  })

  it.each(['books.export', 'books.export_all_tenants'])('%s that ends before it begins', (type) => {
    const period = (from?: string, to?: string) => named(faultsOfTaskParams(type, { kind: 'invoices', from, to }, 't1'))
    expect([period('2026-03-02', '2026-03-01'), period('2026-03-01', '2026-03-01'), period('2026-03-02'), period(undefined, '2026-03-01')]).toEqual([['to too_small'], [], [], []])
  })

  it('a reason that the record store could not search for', () => {
    const reason = 'a\0b'
    for (const faults of [replay({ reason }), faultsOfTaskParams('dead_letters.bulk', { action: 'retry', reason }, 't1'), faultsOfTaskParams('imports.reprocess_batch', { batch_id: '019a2b3c-0000-7000-8000-000000000001', reason }, 't1')]) expect(named(faults)).toEqual(['reason invalid_format'])
  })

  it('a batch that could not be one', () => {
    expect(named(faultsOfTaskParams('imports.reprocess_batch', { batch_id: 'b1' }, 't1'))).toEqual(['batch_id invalid_format'])
    expect(faultsOfTaskParams('imports.reprocess_batch', { batch_id: '019a2b3c-0000-7000-8000-000000000001' }, 't1')).toEqual([])
  })
})

describe('books', () => {
  it.each([['books.export', PLATFORM_TENANT, true], ['books.export', 't1', false], ['books.export_all_tenants', PLATFORM_TENANT, false], ['test.sync', PLATFORM_TENANT, false]])('for %s of %s are lacking: %s', (type, tenantId, isSo) => {
    expect(lacksBooks(type, tenantId)).toBe(isSo)
  })
})
