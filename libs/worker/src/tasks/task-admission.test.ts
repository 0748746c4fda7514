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
  await admitTask({ rates: { take: rate }, tasks: { find: async () => null }, lines: { ahead: async () => 0 } } as never, pool, { definition: limited, due, tenantCap: 50, holds: [] }).catch(() => undefined)
  return held
}

describe('the places that were taken for a task', () => {
  it('are its own when it may start', async () => expect(await heldAfter(async () => ({ waitMs: 0 }))).toEqual(new Set(['tenant t1', 'at-once a.b t1'])))
  it('are given back when it has to wait', async () => expect(await heldAfter(async () => ({ waitMs: 10 }))).toEqual(new Set()))
  it('are given back when the store goes away half-way', async () => expect(await heldAfter(async () => { throw new Error('gone') })).toEqual(new Set()))
})

/** Since when somebody waits: the numbers are minutes. */
const since = (minute: number): Date => new Date(Date.UTC(2026, 2, 1, 10, minute))

/** Asks for a task beside others. @param waiting since when each of the others waits @param mine since when it has waited itself @param room that nobody has taken */
async function asked(scope: string, { waiting, mine, room }: { waiting: number[]; mine?: number; room: number }): Promise<{ ticket: TaskTicket; hasLeft: boolean }> {
  const line = [...waiting, ...(mine === undefined ? [] : [mine])].map(since)
  let hasLeft = false
  const store = {
    tasks: { find: async () => mine === undefined ? {} : { waitsFor: { scope, since: since(mine) } } },
    rates: { take: async () => ({ waitMs: scope.startsWith('task') && room === 0 ? 900 : 0 }), roomBehindMs: async (ahead: number) => ahead < room ? 0 : 900 },
    lines: { ahead: async (of: string, _lane: string, before: Date) => of === scope ? line.filter((one) => one < before).length : 0, leave: async () => { hasLeft = true } },
  }
  const pool = { take: async (of: string) => of === scope && room === 0 ? undefined : { place: of, holder: 'me' }, giveBack: () => undefined, isWanted: (of: string) => of === scope, free: async () => room }
  return { ticket: await admitTask(store as never, pool, { definition: limited, due, tenantCap: 50, holds: [] }), hasLeft }
}

describe.each([['a place of a limit', 'at-once a.b t1', 'AT_ONCE_LIMIT'], ['a rate', 'task a.b', 'RATE_LIMIT']])('whoever asks for %s that others wait for', (_what, scope, code) => {
  it('does not get it before those that wait longer, and keeps its place in the line', async () => {
    expect(await asked(scope, { waiting: [0], room: 1 })).toMatchObject({ ticket: { kind: 'later', code, waitsFor: { scope } }, hasLeft: false })
    expect(await asked(scope, { waiting: [0], mine: 1, room: 1 })).toMatchObject({ ticket: { kind: 'later', code, waitsFor: { scope, since: since(1) } }, hasLeft: false })
  })

  it('gets it when there is one for each of them beside, when it waits longest, or when nobody does', async () => {
    const answers = await Promise.all([asked(scope, { waiting: [0], room: 2 }), asked(scope, { waiting: [1], mine: 0, room: 1 }), asked(scope, { waiting: [], room: 1 })])
    expect(answers.map(({ ticket, hasLeft }) => [ticket.kind, hasLeft])).toEqual([['go', false], ['go', true], ['go', false]])
  })

  it('stays in the line when it is the first and there is none', async () => {
    expect(await asked(scope, { waiting: [1], mine: 0, room: 0 })).toMatchObject({ ticket: { kind: 'later', code, waitsFor: { since: since(0) } }, hasLeft: false })
  })
})

it('whoever finds its tenant at its cap comes again, and stands in no line', async () => {
  const { ticket } = await asked('tenant t1', { waiting: [], room: 0 })
  expect(ticket).toEqual({ kind: 'later', code: 'TENANT_AT_CAP', message: expect.any(String), afterMs: expect.any(Number) })
})
