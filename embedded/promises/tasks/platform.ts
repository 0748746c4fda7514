import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { TaskState, Tenant } from '@chasqui/contracts'
import { FINAL_TASK_STATES } from '@chasqui/contracts'
import { settingsFrom } from '@chasqui/config'
import { hashApiKey } from '@chasqui/http'
import { ensureTaskIndexes, openTaskStore, type TaskRecord, type TaskStore } from '@chasqui/mongo/tasks'
import { service as gateway } from '@chasqui/gateway'
import { service as scheduler } from '@chasqui/scheduler'
import { logger, type Logger } from '@chasqui/telemetry'
import { aTenant, waitFor } from '@chasqui/testkit'
import { announcementOf, connectDeps, launch, launchMany, revokeTask, type Deps, type Launch, type TaskDefinition } from '@chasqui/worker'
import type { Place } from '../place.ts'
import type { Program } from '../processes.ts'
import { DONE_OUTSIDE, testTasks, type DoneOutside } from './test-tasks.ts'
import { startTestWorker, WorkerConfig } from './worker.ts'

/** The task platform for a test of a promise: schedulers and workers, in this process or as processes of their own, against servers that the test may kill. */

/** Short times, so that what production does in half a minute a test sees in seconds. */
export const QUICK: Readonly<Record<string, string>> = {
  TASK_LEASE_MS: '3000', TASK_ACK_WAIT_MS: '2000', TASK_KILL_AFTER_MS: '300', TASK_STUCK_AFTER_MS: '5000', TASK_RETRY_BASE_MS: '50', RECONCILE_EVERY_MS: '500', REST_AFTER_MS: '2000',
}

/** The settings of a process, as its environment. */
export function settingsOf({ natsUrl, mongoUrl, database }: Place, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { ...QUICK, NATS_URL: natsUrl, MONGODB_URL: mongoUrl, MONGODB_DATABASE: database, ...more }
}

export type TestLaunch = { params?: Record<string, unknown>; tenant?: string } & Pick<Launch, 'taskId' | 'eta' | 'expiresAt' | 'uniqueKey' | 'priority'>

export type TestPlatform = {
  deps: Deps
  store: TaskStore
  tenant: Tenant
  /** Puts a task on record as the gateway does. @returns its id */
  launch: (type: string, options?: TestLaunch) => Promise<string>
  /** @param options.silently without a fact of each */
  launchMany: (type: string, count: number, options?: Pick<TestLaunch, 'params' | 'tenant'> & { silently?: boolean }) => Promise<string[]>
  revoke: (taskId: string, options?: { terminate?: boolean }) => ReturnType<typeof revokeTask>
  task: (taskId: string) => Promise<TaskRecord>
  /** Waits for this state. */
  reaches: (taskId: string, state: TaskState, limitMs?: number) => Promise<TaskRecord>
  /** Waits until all of these are at their end. */
  ended: (taskIds: readonly string[], limitMs?: number) => Promise<TaskRecord[]>
  /** What a task did outside the record, in order. */
  doneBy: (taskId: string) => Promise<DoneOutside[]>
}

/** A connection to the record as the gateway has it, with the types of the tests announced. */
export async function openPlatform(servers: Place): Promise<TestPlatform> {
  const log = logger('test', { level: 'silent' })
  const deps = await connectDeps('test', { natsUrl: servers.natsUrl, mongodbUrl: servers.mongoUrl, mongodbDatabase: servers.database, natsReplicas: 1, opsPort: 0 }, log)
  onTestFinished(() => deps.close())
  const store = openTaskStore(deps.store.db)
  const taskDeps = { ...deps, taskStore: store }
  await ensureTaskIndexes(store)
  await store.types.announce('test', testTasks.map((type) => announcementOf(type)))
  const tenant = aTenant()
  const typeOf = (name: string): Launch['type'] => {
    const definition = testTasks.find(({ type }) => type === name)
    if (!definition) throw new Error(`no test task ${name}`)
    return announcementOf(definition)
  }
  const task = async (taskId: string): Promise<TaskRecord> => {
    const found = await store.tasks.find(undefined, taskId)
    if (!found) throw new Error(`no task ${taskId}`)
    return found
  }
  return {
    deps, store, tenant, task,
    launch: async (type, { params = {}, tenant: of = tenant.id, ...rest } = {}) => (await launch(taskDeps, { type: typeOf(type), tenantId: of, params, by: 'test', ...rest })).task._id,
    launchMany: async (type, count, { params = {}, tenant: of = tenant.id, silently = false } = {}) => (await launchMany(silently ? { ...taskDeps, bus: { ...deps.bus, isConnected: () => false } } : taskDeps, Array.from({ length: count }, () => ({ type: typeOf(type), tenantId: of, params, by: 'test' })))).ids,
    revoke: async (taskId, { terminate = false } = {}) => revokeTask(taskDeps, { tenantId: (await task(taskId)).tenantId, taskId, by: 'test', terminate }),
    reaches: (taskId, state, limitMs = 20_000) => waitFor(async () => {
      const now = await task(taskId)
      if (now.state !== state && FINAL_TASK_STATES.has(now.state)) throw new Error(`it is ${now.state}: ${JSON.stringify(now.error ?? {})}`)
      return now.state === state ? now : undefined
    }, { what: `task ${taskId} to be ${state}`, limitMs }),
    ended: (taskIds, limitMs = 60_000) => waitFor(async () => {
      const all = await store.tasks.findMany(taskIds)
      const open = all.filter(({ state }) => !FINAL_TASK_STATES.has(state))
      if (open.length > 0 || all.length < taskIds.length) throw new Error(`${open.length} open, such as ${JSON.stringify(open[0])}`)
      return all
    }, { what: `${taskIds.length} tasks at their end`, limitMs, pollMs: 100 }),
    doneBy: (taskId) => deps.store.db.collection<DoneOutside>(DONE_OUTSIDE).find({ taskId }, { sort: { at: 1 }, projection: { _id: 0 } }).toArray(),
  }
}

/** All of it, in this process: a scheduler, a worker, and the connection to look at them. */
export async function startPlatform(where: Place): Promise<TestPlatform> {
  const platform = await openPlatform(where)
  await startScheduler(where)
  await startWorker(where)
  return platform
}

export type Running = { stop: () => Promise<void> }

/** A worker of test tasks in this process. */
export async function startWorker(servers: Place, options: { settings?: Record<string, string>; tasks?: readonly TaskDefinition[]; log?: Logger } = {}): Promise<Running> {
  return kept(await startTestWorker(settingsFrom(WorkerConfig, settingsOf(servers, options.settings)), options.log ?? logger('worker', { level: process.env['TEST_LOG'] ?? 'silent' }), undefined, options.tasks))
}

/** A scheduler in this process. */
export async function startScheduler(servers: Place, settings: Record<string, string> = {}): Promise<Running> {
  return kept(await scheduler.start(settingsFrom(scheduler.config, settingsOf(servers, settings)), logger('scheduler', { level: process.env['TEST_LOG'] ?? 'silent' })))
}

/** A gateway in this process, with a key of a tenant. @returns asks it for a page */
export async function startGateway(servers: Place, { deps, tenant }: TestPlatform): Promise<(path: string) => Promise<{ status: number; text: string }>> {
  const apiKey = `key-of-${tenant.id}`
  await deps.tenants.save(tenant)
  await deps.tenants.saveKey({ _id: hashApiKey(apiKey), tenantId: tenant.id, role: 'admin', name: 'test', createdAt: new Date() })
  const running = await gateway.start(settingsFrom(gateway.config, settingsOf(servers)), logger('gateway', { level: process.env['TEST_LOG'] ?? 'silent' }))
  kept(running)
  return async (path) => {
    const answer = await fetch(`${running.url}${path}`, { headers: { authorization: `Bearer ${apiKey}` } })
    return { status: answer.status, text: await answer.text() }
  }
}

function kept({ stop }: Running): Running {
  let stopped: Promise<void> | undefined
  const stopOnce = (): Promise<void> => stopped ??= stop()
  onTestFinished(stopOnce)
  return { stop: stopOnce }
}

/** A worker of test tasks, or a scheduler, as a program of its own. @param settings with `DIE_PLAN` a worker dies, or stops, at an exact moment: see die-plan.ts */
export function taskProgram(servers: Place, role: 'worker' | 'scheduler', settings: Record<string, string> = {}): Program {
  return { script: join(import.meta.dirname, 'process.ts'), args: [role], env: settingsOf(servers, settings) }
}
