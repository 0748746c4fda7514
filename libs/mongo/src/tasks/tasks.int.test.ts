import { beforeAll, describe, expect, it } from 'vitest'
import { fromSending } from '../from-sending.ts'
import { withStore } from '../test-store.ts'
import { TaskClaims, type ClaimRequest } from './task-claims.ts'
import type { NewTask } from './task-record.ts'
import { Tasks } from './tasks.ts'
import { UnattendedTasks } from './unattended-tasks.ts'
import { WaitingTasks } from './waiting-tasks.ts'

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
  await new WaitingTasks(store.db).release([task._id], 'test')
  return { tenantId: 't1', taskId: task._id, release: 1 }
}

describe('a claim', () => {
  it('of the same hand-over twice in one group is given once', async () => {
    const request = await handedOver()
    const results = await new TaskClaims(store.db).claim([request, request], { owner: 'w/1', worker: 'w', leaseUntil: LATER })
    expect(results.map(({ kind }) => kind)).toEqual(['claimed', 'refused'])
    expect((await tasks.find('t1', request.taskId))?.epoch).toBe(1)
  })

  it('has its whole lease, however long its process computes before the claim is sent', async () => {
    const request = await handedOver()
    const claimed = new TaskClaims(store.db).claim([request], { owner: 'w/1', worker: 'w', leaseUntil: fromSending(10_000) })
    const busyUntil = Date.now() + 100
    while (Date.now() < busyUntil);
    await claimed
    expect((await tasks.find('t1', request.taskId))?.leaseUntil?.getTime()).toBeGreaterThanOrEqual(busyUntil + 10_000)
  })
})

describe('a move', () => {
  it('that is asked for twice in one group is done once', async () => {
    const { taskId } = await handedOver()
    const move = { tenantId: 't1', taskId, expect: { state: 'PENDING' as const }, to: 'EXPIRED' as const }
    expect((await tasks.apply([move, move], 'w')).map(({ kind }) => kind)).toEqual(['moved', 'refused'])
  })

  it('of one process is not taken for that of another of the same name', async () => {
    const { taskId } = await handedOver()
    const move = { tenantId: 't1', taskId, expect: { state: 'PENDING' as const }, to: 'EXPIRED' as const }
    const [one, other] = [new Tasks(store.db), new Tasks(store.otherDb)]
    expect([await one.apply([move], 'gateway'), await other.apply([move], 'gateway')]).toMatchObject([[{ kind: 'moved' }], [{ kind: 'refused' }]])
  })

  it('that was written before the store went away counts as moved when it is tried again', async () => {
    const { taskId } = await handedOver()
    const move = { tenantId: 't1', taskId, expect: { state: 'PENDING' as const }, to: 'EXPIRED' as const }
    const mark = tasks.mark('w')
    await tasks.apply([move], 'w', mark)
    expect(await tasks.apply([move], 'w', mark)).toEqual([{ kind: 'moved' }])
  })

  it('to an end says how long the record is kept, whoever makes it', async () => {
    const { taskId } = await handedOver()
    await new Tasks(store.db, { taskKeepDays: 2 }).revoke('t1', taskId, { by: 'a', terminate: false }, 'gateway')
    const { endedAt, keepUntil } = await tasks.find('t1', taskId) ?? {}
    expect((keepUntil?.getTime() ?? 0) - (endedAt?.getTime() ?? 0)).toBe(2 * 24 * 60 * 60 * 1000)
  })
})

describe('what was not started in time', () => {
  it('is found beside any number of tasks that were', async () => {
    const expiresAt = new Date(Date.now() - 1_000)
    const started = [await handedOver({ expiresAt: new Date(expiresAt.getTime() - 2_000) }), await handedOver({ expiresAt: new Date(expiresAt.getTime() - 1_000) })]
    await tasks.collection().updateMany({ _id: { $in: started.map(({ taskId }) => taskId) } }, { $set: { state: 'STARTED' } })
    const late = await handedOver({ expiresAt })
    expect((await new UnattendedTasks(store.db).notStartedInTime(new Date(), 2)).map(({ _id }) => _id)).toEqual([late.taskId])
  })
})
