import { beforeAll, describe, expect, it } from 'vitest'
import { withStore } from '../test-store.ts'
import type { NewTask } from './task-record.ts'
import { Tasks, type ClaimRequest } from './tasks.ts'

const store = withStore()
let tasks: Tasks
beforeAll(async () => {
  tasks = new Tasks(store.db)
  await tasks.ensureIndexes()
})

const LATER = new Date(Date.now() + 60_000)
let made = 0

function aTask(rest: Partial<NewTask> = {}): NewTask {
  return { _id: `task-${++made}`, tenantId: 't1', type: 'a.b', queue: 'a_low', lane: 'low', params: {}, maxAttempts: 4, createdBy: 'test', ...rest }
}

/** A task that was handed over. */
async function handedOver(rest: Partial<NewTask> = {}): Promise<ClaimRequest> {
  const { task } = await tasks.insert(aTask(rest))
  await tasks.release([task._id], 'test')
  return { tenantId: 't1', taskId: task._id, release: 1 }
}

describe('a claim', () => {
  it('of the same hand-over twice in one group is given once', async () => {
    const request = await handedOver()
    const results = await tasks.claim([request, request], { owner: 'w/1', worker: 'w', leaseUntil: LATER })
    expect(results.map(({ kind }) => kind)).toEqual(['claimed', 'refused'])
    expect((await tasks.find('t1', request.taskId))?.epoch).toBe(1)
  })
})

describe('a move', () => {
  it('that is asked for twice in one group is done once', async () => {
    const { taskId } = await handedOver()
    const move = { tenantId: 't1', taskId, expect: { state: 'PENDING' as const }, to: 'EXPIRED' as const }
    expect((await tasks.apply([move, move], 'w')).map(({ kind }) => kind)).toEqual(['moved', 'refused'])
  })
})
