import { beforeAll } from 'vitest'
import { z } from 'zod'
import { PLATFORM_TENANT, type TaskFactName, type TaskState } from '@chasqui/contracts'
import { taskLetterId } from '@chasqui/mongo'
import type { TaskMove, TaskRecord, TaskTypeRecord } from '@chasqui/mongo/tasks'
import { announcementOf, launch, sayTaskFact, task, tellParent, type TaskDefinition } from '@chasqui/worker'
import type { GatewayConfig } from './config.ts'
import type { GatewayContext } from './context.ts'
import type { TaskView } from './tasks/task-view.ts'
import { withGateway, type Caller, type TestGateway } from './test-gateway.ts'

const COMPANY = '019a2b3c-0000-7000-8000-000000000001'
export const SYNC = { type: 'test.sync', params: { company_id: COMPANY } }

const definition = (type: string, more: Partial<TaskDefinition> = {}): TaskDefinition => task({
  type, lane: 'low', description: `Plays ${type}`, softLimit: '1m', hardLimit: '2m', run: async () => ({}),
  params: z.object({ company_id: z.uuid().describe('the company'), months: z.int().min(1).max(12).default(1), year: z.string().regex(/^\d{4}$/).optional() }), ...more,
})

const TEST_TYPES = [
  definition('test.sync'), definition('test.everywhere', { scope: 'platform', params: z.object({ months: z.int().min(1).max(12).default(1) }) }),
  definition('test.purge', { role: 'admin', lane: 'high', params: z.object({}) }), definition('test.secret', { params: z.object({ note: z.string().optional(), login: z.object({ user: z.string(), password: z.string().min(8).meta({ secret: true }) }) }) }),
  definition('test.any', { params: z.object({ note: z.string().max(100).optional() }) }),
]

/** What another service runs for faces of the gateway. */
const SCHEDULER_TYPES = [
  definition('dead_letters.bulk', {
    role: 'operator', params: z.object({ action: z.enum(['retry', 'discard']), filter: z.record(z.string(), z.unknown()), rate_per_second: z.int().positive(), reason: z.string() }),
  }),
  definition('imports.reprocess_batch', { params: z.object({ batch_id: z.string(), scope: z.enum(['failed', 'review', 'all_not_published']), from: z.string().optional() }) }),
  definition('replays.run', { role: 'admin', params: z.object({ subject: z.string(), from: z.iso.datetime(), to: z.iso.datetime(), reason: z.string(), dry_run: z.boolean(), rate_per_second: z.int().positive().optional() }) }),
]

/** Announces what the tests launch, with a worker that is up. */
export async function announceTestTypes({ taskStore }: GatewayContext, types: readonly TaskDefinition[] = [...TEST_TYPES, ...SCHEDULER_TYPES]): Promise<void> {
  await taskStore.types.announce('test', types.map((type) => announcementOf(type)))
  await taskStore.workers.beat({
    _id: 'test@here:1.a', service: 'test', version: 'dev', host: 'here', pid: 1, types: types.map(({ type }) => type), queues: ['test_low'], slots: 8, reserved: { high: 1, default: 1, low: 0 }, active: 0,
    totals: { 'test.sync': 3 }, startedAt: new Date(),
  })
}

/** A gateway for a test file about tasks: with the test types announced, those who call it, and a worker. What it answers can be used from `beforeAll` hooks on. */
export function withTaskGateway(settings: Partial<GatewayConfig> = {}) {
  const gateway = withGateway(settings)
  const callers = {} as Record<'operator' | 'admin' | 'platform', Caller>
  beforeAll(async () => {
    await announceTestTypes(gateway.context)
    callers.operator = await gateway.caller()
    callers.admin = await gateway.caller('admin', callers.operator.tenantId)
    callers.platform = await gateway.caller('admin', PLATFORM_TENANT)
  })
  const [call, admin, platform] = [lateCaller(() => callers.operator), lateCaller(() => callers.admin), lateCaller(() => callers.platform)]
  return {
    gateway, worker: workerOf(gateway), call, admin, platform,
    launch: async (body: object = SYNC, by = call): Promise<TaskView> => (await by('/api/tasks', { body })).as<TaskView>(),
    get: async (id: string, query = '', by = call): Promise<TaskView> => (await by(`/api/tasks/${id}${query}`)).as<TaskView>(),
  }
}

/** A caller that is there once the file's hooks have run. */
function lateCaller(caller: () => Caller): Caller {
  const calling = (...asked: Parameters<Caller>): ReturnType<Caller> => caller()(...asked)
  return Object.defineProperties(calling, { apiKey: { get: () => caller().apiKey }, tenantId: { get: () => caller().tenantId } }) as Caller
}

/** Plays a worker: claims tasks and ends them as the runner does, the record first and the fact after it. */
export function workerOf(gateway: Pick<TestGateway, 'context'>) {
  async function read(taskId: string): Promise<TaskRecord> {
    const found = await gateway.context.taskStore.tasks.find(undefined, taskId)
    if (!found) throw new Error(`no task ${taskId}`)
    return found
  }

  async function move(taskId: string, to: TaskState, fact: TaskFactName, rest: Pick<TaskMove, 'set' | 'unset' | 'attempt'> = {}): Promise<TaskRecord> {
    const before = await read(taskId)
    const [result] = await gateway.context.taskStore.tasks.apply([{ tenantId: before.tenantId, taskId, expect: { state: before.state }, to, ...rest }], 'test')
    if (result?.kind !== 'moved') throw new Error(`${taskId} did not go from ${before.state} to ${to}`)
    const after = await read(taskId)
    sayTaskFact(gateway.context, fact, after)
    await tellParent(gateway.context, after)
    return after
  }

  return {
    read, move,
    async start(taskId: string): Promise<TaskRecord> {
      await gateway.context.taskStore.waiting.release([taskId], 'test')
      const { tenantId, released: release } = await read(taskId)
      const [claimed] = await gateway.context.taskStore.claims.claim([{ tenantId, taskId, release }], { owner: `test/${taskId}`, worker: 'test@here:1.a', leaseUntil: new Date(Date.now() + 60_000) })
      if (claimed?.kind !== 'claimed') throw new Error(`${taskId} was not claimed: ${claimed?.kind}`)
      sayTaskFact(gateway.context, 'started', claimed.task)
      return claimed.task
    },
    succeed: (taskId: string, result: unknown = { ok: true }): Promise<TaskRecord> => move(taskId, 'SUCCESS', 'succeeded', { set: { result } }),
    fail: (taskId: string, code = 'BROKEN'): Promise<TaskRecord> => move(taskId, 'FAILURE', 'failed', { set: { error: { code, message: `${code} happened`, stack: `Error: ${code}\n    at work`, retryable: true } } }),
    async progress(taskId: string, done: number, total: number): Promise<void> {
      const { epoch } = await read(taskId)
      const version = await gateway.context.taskStore.claims.setProgress(taskId, epoch, { done, total, note: 'half-way' })
      if (version === undefined) throw new Error(`${taskId} takes no progress`)
      sayTaskFact(gateway.context, 'progressed', await read(taskId))
    },
    /** Its own work is done, its children are at theirs. */
    async spawn(taskId: string, count: number): Promise<string[]> {
      const parent = await read(taskId)
      const plan = Array.from({ length: count }, (_, n) => ({ _id: `${taskId.slice(0, 24)}${String(n).padStart(12, '0')}`, tenantId: parent.tenantId, type: 'test.any', queue: 'test_low', lane: 'low' as const, params: {}, maxAttempts: 4, label: `child ${n}` }))
      await move(taskId, 'STARTED', 'spawned', { set: { substate: 'children', children: { total: count, ended: [], failed: [] }, plan }, unset: ['owner', 'leaseUntil', 'worker', 'inFlight'] })
      await gateway.context.taskStore.families.insertPlanned(await read(taskId))
      return plan.map(({ _id }) => _id)
    },
  }
}

/** One of everything that a path names beside batches and items, at its end where it has one. */
export async function belongingsOf(context: GatewayContext, tenantId: string): Promise<{ taskId: string; replayId: string; scheduleId: string; letterId: string; accountId: string }> {
  const { schedules, types } = context.taskStore
  const worker = workerOf({ context })
  const [sync, replay] = [await types.find('test.sync'), await types.find('replays.run')]
  if (!sync || !replay) throw new Error('the test types are not announced')
  const put = (type: TaskTypeRecord, params: Record<string, unknown>) => launch(context, { type, tenantId, params, by: 'test' })
  const { task: { _id: taskId } } = await put(sync, SYNC.params)
  const { task: { _id: replayId } } = await put(replay, { subject: `imports.received.${tenantId}.>`, from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z', reason: 'r', dry_run: true })
  await worker.start(taskId)
  await worker.fail(taskId)
  await worker.start(replayId)
  await worker.succeed(replayId)
  const letterId = taskLetterId(taskId)
  await context.deadLetters.write({
    _id: letterId, kind: 'task', service: 'test', stage: 'test.sync', type: 'test.sync', taskId, tenantId, errorCode: 'BROKEN', errorMessage: 'BROKEN happened', attempts: [], payload: SYNC.params, subject: 'tasks', msgSeq: 0, deliveries: 1,
  })
  const now = new Date()
  const scheduleId = `schedule-of-${tenantId}`
  await schedules.insert({ _id: scheduleId, tenantId, description: 'd', type: 'test.sync', params: SYNC.params, cron: '0 3 * * *', zone: 'America/Santiago', enabled: true, misfire: 'latest', overlap: 'skip', firedUpTo: now, createdBy: 'test', createdAt: now, updatedAt: now, version: 0 })
  const accountId = `account-of-${tenantId}`
  await context.books.bankAccounts.ensureMany([{
    _id: accountId, tenantId, source: { kind: 'import', batchId: 'b', itemId: 'i' }, postingKey: 'p', version: 1, createdAt: now, revertedAt: null, iban: 'ES9121000418450200051332', currency: 'EUR', status: 'unconfirmed',
  }])
  return { taskId, replayId, scheduleId, letterId, accountId }
}
