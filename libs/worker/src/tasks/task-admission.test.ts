import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { admitTask } from './task-admission.ts'
import { task } from './task.ts'

const limited = task({ type: 'a.b', lane: 'low', description: 'd', params: z.object({}), softLimit: '1s', hardLimit: '2s', atOnce: { limit: 2, by: 'tenant' }, rate: { limit: 5, window: '1s', by: 'type' }, run: async () => null })
const due = { tenantId: 't1', taskId: 'k1', type: 'a.b', release: 1 }

async function heldAfter(rate: () => Promise<{ waitMs: number }>): Promise<Set<string>> {
  const held = new Set<string>()
  const pool = {
    take: async (scope: string) => { held.add(scope); return { place: scope, holder: 'me' } },
    giveBack: (scope: string) => { held.delete(scope) },
  }
  await admitTask({ rates: { take: rate } } as never, pool, { definition: limited, due, tenantCap: 50, holds: [] }).catch(() => undefined)
  return held
}

describe('the places that were taken for a task', () => {
  it('are its own when it may start', async () => expect(await heldAfter(async () => ({ waitMs: 0 }))).toEqual(new Set(['tenant t1', 'at-once a.b t1'])))
  it('are given back when it has to wait', async () => expect(await heldAfter(async () => ({ waitMs: 10 }))).toEqual(new Set()))
  it('are given back when the store goes away half-way', async () => expect(await heldAfter(async () => { throw new Error('gone') })).toEqual(new Set()))
})
