import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDir, waitFor } from '@chasqui/testkit'
import { startSystem, type RunningSystem } from './system.ts'

let system: RunningSystem
beforeAll(async () => { system = await startSystem({ dataDir: await testDir(), only: ['publish', 'scheduler', 'gateway'], report: () => undefined }) }, 120_000)
afterAll(() => system.stop())

type Key = 'pe' | 'platform'

async function ask(path: string, options: { method?: string; body?: object; key?: Key } = {}): Promise<{ status: number; body: Record<string, unknown> }> {
  const { method = options.body ? 'POST' : 'GET', body, key = 'pe' } = options
  const response = await fetch(`${system.url}${path}`, {
    method, headers: { authorization: `Bearer ${system.keys[key].apiKey}`, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: response.status, body: await response.json() as Record<string, unknown> }
}

async function ended(id: unknown, key: Key = 'pe'): Promise<Record<string, unknown>> {
  const { body } = await ask(`/api/tasks/${String(id)}?wait=30s`, { key })
  return body
}

describe('a face of the gateway asks for what the service takes', () => {
  it.each<[string, string, object, Key]>([
    ['retry of many dead letters', '/api/dead-letters/bulk', { action: 'retry', filter: { kind: 'task', code: 'UNEXPECTED', from: '2026-01-01' }, rate_per_second: 5, reason: 'mended' }, 'pe'],
    ['discard of one tenant\'s dead letters', '/api/dead-letters/bulk', { action: 'discard', filter: { stage: 'extract', tenant: 'demo-pe' }, reason: 'old' }, 'platform'],
    ['a dry replay', '/api/replays', { subject: 'imports.classified.demo-pe.>', from: '2026-01-01T00:00:00Z', to: '2026-12-31T00:00:00Z', reason: 'to count' }, 'pe'],
    ['a replay', '/api/replays', { subject: 'facts.task.run.*.demo-pe.>', from: '2026-01-01T00:00:00Z', to: '2026-12-31T00:00:00Z', reason: 'again', dry_run: false, rate_per_second: 100 }, 'pe'],
  ])('%s', async (_what, path, body, key) => {
    const { status, body: launched } = await ask(path, { body, key })
    expect([status, launched['state']]).toEqual([202, 'PENDING'])
    expect(await ended(launched['id'], key)).toMatchObject({ state: 'SUCCESS', result: { success: true } })
  }, 60_000)

  it.each(['imports.recover_stuck', 'imports.backfill_pending'])('%s, with nothing but its defaults', async (type) => {
    const { body } = await ask('/api/tasks', { body: { type } })
    expect(await ended(body['id'])).toMatchObject({ state: 'SUCCESS' })
  }, 60_000)

  it('exports of every tenant, as a parent with a child each, for those who run the installation only', async () => {
    const body = { type: 'books.export_all_tenants', params: { kind: 'invoices' } }
    expect((await ask('/api/tasks', { body })).body['code']).toBe('TASK_PLATFORM_ONLY')
    const { body: launched } = await ask('/api/tasks', { body, key: 'platform' })
    expect(await ended(launched['id'], 'platform')).toMatchObject({ state: 'SUCCESS', children: { total: 4, ended: 4, failed: 0 } })
  }, 60_000)

  it('and who asked for what is in the audit', async () => {
    const rows = await waitFor(async () => ((await ask('/api/audit?limit=200')).body['items'] as { action: string; by: string }[]), { what: 'the audit' })
    expect(rows.map(({ action }) => action)).toEqual(expect.arrayContaining(['task.launch', 'replay.start', 'dead_letter.bulk_retry']))
  })
})
