import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { admitTask, type TaskTicket } from './task-admission.ts'
import { task } from './task.ts'

const limited = task({ type: 'a.b', lane: 'low', description: 'd', params: z.object({}), softLimit: '1s', hardLimit: '2s', atOnce: { limit: 2, by: 'tenant' }, rate: { limit: 5, window: '1s', by: 'type' }, run: async () => null })
const due = { tenantId: 't1', taskId: 'k1', type: 'a.b', release: 1 }

async function heldAfter(rate: () => Promise<{ waitMs: number }>): Promise<Set<string>> {
  const held = new Set<string>()
  const pool = {
    take: async (scope: string) => { held.add(scope); return { place: scope, holder: 'me' } },
    giveBack: (scope: string) => { held.delete(scope) }, isWanted: () => false, free: async () => 1,
  }
  await admitTask({ rates: { take: rate }, tasks: { find: async () => null }, placeQueues: { ahead: async () => 0 } } as never, pool, { definition: limited, due, tenantCap: 50, holds: [] }).catch(() => undefined)
  return held
}

describe('the places that were taken for a task', () => {
  it('are its own when it may start', async () => expect(await heldAfter(async () => ({ waitMs: 0 }))).toEqual(new Set(['tenant t1', 'at-once a.b t1'])))
  it('are given back when it has to wait', async () => expect(await heldAfter(async () => ({ waitMs: 10 }))).toEqual(new Set()))
  it('are given back when the store goes away half-way', async () => expect(await heldAfter(async () => { throw new Error('gone') })).toEqual(new Set()))
})

describe('whoever asks for a place that others wait for', () => {
  const since = new Date('2026-03-01T10:00:00Z')
  /** @param free places that nobody has @param waits since when it has waited itself */
  async function asked({ ahead, free, waits }: { ahead: number; free: number; waits?: Date }): Promise<{ ticket: TaskTicket; looked: Date[] }> {
    const looked: Date[] = []
    const store = {
      tasks: { find: async () => waits ? { waitsFor: { scope: 'tenant t1', since: waits } } : {} }, rates: { take: async () => ({ waitMs: 0 }) },
      placeQueues: { ahead: async (scope: string, _lane: string, before: Date) => { if (!scope.startsWith('tenant')) return 0; looked.push(before); return ahead }, leave: async () => undefined },
    }
    const pool = { take: async (scope: string) => ({ place: scope, holder: 'me' }), giveBack: () => undefined, isWanted: (scope: string) => scope.startsWith('tenant'), free: async () => free }
    return { ticket: await admitTask(store as never, pool, { definition: limited, due, tenantCap: 50, holds: [] }), looked }
  }

  it('does not take it before those that wait longer, and keeps its own turn', async () => {
    expect((await asked({ ahead: 1, free: 1, waits: since })).ticket).toMatchObject({ kind: 'later', code: 'TENANT_AT_CAP', waitsFor: { scope: 'tenant t1', since } })
  })

  it('takes it when there is one for each of them beside, or when it waits longest', async () => {
    expect((await asked({ ahead: 1, free: 2 })).ticket.kind).toBe('go')
    const { ticket, looked } = await asked({ ahead: 0, free: 1, waits: since })
    expect([ticket.kind, looked]).toEqual(['go', [since]])
  })
})

describe('whoever would start by a rate that others wait for', () => {
  const rated = task({ type: 'a.c', lane: 'low', description: 'd', params: z.object({}), softLimit: '1s', hardLimit: '2s', rate: { limit: 5, window: '1s', by: 'type' }, run: async () => null })
  const since = new Date('2026-03-01T10:00:00Z')
  /** @param waiting since when each of the others waits */
  async function asked({ waiting, left, waits }: { waiting: Date[]; left: number; waits?: Date }): Promise<TaskTicket> {
    const store = {
      tasks: { find: async () => waits ? { waitsFor: { scope: 'task a.c', since: waits } } : {} }, rates: { take: async () => ({ waitMs: 0 }), roomBehindMs: async (ahead: number) => ahead < left ? 0 : 900 },
      placeQueues: { ahead: async (scope: string, _lane: string, before: Date) => scope === 'task a.c' ? [...waiting, ...(waits ? [waits] : [])].filter((one) => one < before).length : 0, leave: async () => undefined },
    }
    const pool = { take: async (scope: string) => ({ place: scope, holder: 'me' }), giveBack: () => undefined, isWanted: () => false, free: async () => 1 }
    return admitTask(store as never, pool, { definition: rated, due, tenantCap: 50, holds: [] })
  }

  it('does not before those that wait longer, while there is no room for it beside them', async () => {
    expect(await asked({ waiting: [since], left: 1 })).toMatchObject({ kind: 'later', code: 'RATE_LIMIT', waitsFor: { scope: 'task a.c' } })
    const later = new Date(since.getTime() + 1)
    expect(await asked({ waiting: [since], left: 0, waits: later })).toMatchObject({ kind: 'later', afterMs: 900, waitsFor: { since: later } })
  })

  it('does when there is room for all of them, when it waits longest, or nobody does', async () => {
    const later = new Date(since.getTime() + 1)
    expect(await Promise.all([asked({ waiting: [since], left: 2 }), asked({ waiting: [later], left: 1, waits: since }), asked({ waiting: [], left: 0 })]).then((all) => all.map(({ kind }) => kind))).toEqual(['go', 'go', 'go'])
  })
})
