import { describe, expect, it } from 'vitest'
import { OVERVIEW_MOST, type Hold, type TaskOverview } from '@chasqui/mongo/tasks'
import { Stats } from './stats.ts'

const DUE = new Date('2026-03-01T00:00:00Z')
type Read = TaskOverview['next'][number] & TaskOverview['active'][number]
const tasksOf = (tenantId: string, count: number): Read[] => Array.from({ length: count }, (_, n) => ({ _id: `${tenantId}-${n}`, tenantId, type: 'test.sync', lane: 'low', worker: 'w', startedAt: DUE, leaseUntil: DUE, dueAt: DUE }))

/** Statistics over a record that this test writes. */
function statsOver(record: { tasks: Read[]; holds?: Hold[]; reads?: { holds: () => Promise<Hold[]> } }) {
  const of = (tenantId: string) => record.tasks.filter((task) => task.tenantId === tenantId)
  const first = record.tasks.slice(0, OVERVIEW_MOST)
  return new Stats({
    log: { debug: () => undefined },
    taskLists: {
      overview: async () => ({ queues: [], active: first, next: first, due: new Map([...Map.groupBy(record.tasks, ({ tenantId }) => tenantId)].map(([tenantId, own]) => [tenantId, own.length])) }),
      activeOf: async (tenantId: string, limit: number) => of(tenantId).slice(0, limit), nextOf: async (tenantId: string, limit: number) => of(tenantId).slice(0, limit),
    },
    taskStore: { workers: { live: async () => [] }, holds: { inForce: record.reads?.holds ?? (async () => record.holds ?? []) } },
    catalogue: { all: async () => [] },
  } as never)
}

describe('the statistics of a tenant', () => {
  it('show what is its own, however much of the others is in front of it', async () => {
    const stats = statsOver({ tasks: [...tasksOf('t1', OVERVIEW_MOST + 500), ...tasksOf('t2', 60)] })
    const { active, scheduled } = await stats.of('t2')
    expect([active.length, scheduled.count, scheduled.next.length]).toEqual([60, 60, 50])
    expect(new Set([...active, ...scheduled.next].map(({ tenant_id: of }) => of))).toEqual(new Set(['t2']))
  })
})

describe('a pause', () => {
  it('is in the next statistics, also when they are being read as it is set', async () => {
    const pause: Hold = { _id: 'h', tenantId: '*', kind: 'lane', name: 'low', reason: 'r', by: 'k', at: DUE }
    const held = Promise.withResolvers<Hold[]>()
    const answers = [held.promise, Promise.resolve([pause])]
    const stats = statsOver({ tasks: [], reads: { holds: () => answers.shift() ?? Promise.resolve([pause]) } })
    const before = stats.of(undefined)
    stats.forget()
    const after = stats.of(undefined)
    held.resolve([])
    expect([(await before).holds.length, (await after).holds.length]).toEqual([0, 1])
    expect((await stats.of(undefined)).holds).toHaveLength(1)
  })
})
