import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll } from 'vitest'
import { control, FINAL_TASK_STATES, PLATFORM_TENANT } from '@chasqui/contracts'
import { openTaskStore, type TaskRecord, type TaskStore } from '@chasqui/mongo/tasks'
import { headersOf, publish } from '@chasqui/nats'
import { logger } from '@chasqui/telemetry'
import { aTenant, waitFor, withServers, type TestServers } from '@chasqui/testkit'
import type { Deps } from './deps.ts'
import { connectDeps, ServiceConfig } from './service.ts'
import { Statements } from './statements.ts'
import { newTaskOf } from './tasks/launch.ts'
import { dueMessage } from './tasks/messages.ts'
import type { TaskDefinition } from './tasks/task.ts'
import { announcementOf, runTasks, type RunningTasks } from './tasks/task-service.ts'
import { TaskConfig } from './tasks/task-settings.ts'

export type TaskBench = {
  servers: TestServers
  deps: Deps
  store: TaskStore
  /** A new tenant, on record. */
  tenant: (name?: string) => Promise<string>
  /** Puts a task on record, as its face does. @returns its id */
  launch: (definition: TaskDefinition, tenantId: string, params?: Record<string, unknown>) => Promise<string>
  revoke: (tenantId: string, taskId: string) => Promise<string>
  task: (taskId: string) => Promise<TaskRecord>
  /** The task at its end. */
  ended: (taskId: string, limitMs?: number) => Promise<TaskRecord>
  /** Launches it and waits for its end. */
  run: (definition: TaskDefinition, tenantId?: string, params?: Record<string, unknown>) => Promise<TaskRecord>
}

/**
 * Runs the tasks of a service on real servers for a test file, with a small stand-in for the scheduler: what waits is handed over at once. What it answers can
 * be used from `beforeAll` hooks on.
 */
export function withTasks(service: string, definitions: readonly TaskDefinition[], settings: Partial<TaskConfig> = {}): TaskBench {
  const servers = withServers()
  const database = servers.freshDb()
  const stop = new AbortController()
  let deps: Deps & { close: () => Promise<void> }
  let store: TaskStore
  let running: RunningTasks
  let pump: Promise<void>
  let tenants = 0

  beforeAll(async () => {
    const config = { ...ServiceConfig.parse({ natsUrl: servers.natsUrl, mongodbUrl: servers.mongoUrl, mongodbDatabase: database }), ...TaskConfig.parse({ taskRetryBaseMs: 20 }), ...settings }
    deps = await connectDeps(service, config, logger(service, { level: process.env['TEST_LOG'] ?? 'silent' }))
    store = openTaskStore(deps.store.db)
    await new Statements(deps, stop.signal).ensureStreams()
    running = await runTasks(definitions, deps, config)
    pump = handOver(deps, store, stop.signal)
  })
  afterAll(async () => {
    stop.abort()
    await pump
    await running.stop(2_000)
    await deps.close()
  })

  const bench: Omit<TaskBench, 'servers' | 'deps' | 'store'> = {
    tenant: async (name) => {
      const id = `tenant-${++tenants}`
      await deps.tenants.save(aTenant({ id, ...(name === undefined ? {} : { name }) }))
      return id
    },
    launch: async (definition, tenantId, params = {}) => {
      const { task } = await store.tasks.insert(newTaskOf({ type: announcementOf(definition), tenantId, params, by: 'test' }))
      return task._id
    },
    revoke: async (tenantId, taskId) => {
      const { kind } = await store.tasks.revoke(tenantId, taskId, { by: 'test', terminate: false }, 'test')
      deps.bus.hint(control.revokeTask(taskId))
      return kind
    },
    task: async (taskId) => {
      const task = await store.tasks.find(undefined, taskId)
      if (!task) throw new Error(`no task ${taskId}`)
      return task
    },
    ended: (taskId, limitMs = 30_000) => waitFor(async () => {
      const task = await store.tasks.find(undefined, taskId)
      return task && FINAL_TASK_STATES.has(task.state) ? task : undefined
    }, { what: `the end of ${taskId}`, limitMs, pollMs: 30 }),
    run: async (definition, tenantId = PLATFORM_TENANT, params = {}) => bench.ended(await bench.launch(definition, tenantId, params)),
  }
  return { ...bench, servers, get deps() { return deps }, get store() { return store } }
}

/** What a scheduler does about tasks, without its limits. */
async function handOver(deps: Deps, { tasks, waiting }: TaskStore, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await waiting.promoteDue(new Date(), 100)
    for (const queue of await tasks.collection().distinct('queue', { waiting: true })) {
      for (const tenantId of await waiting.tenantsWithWaiting(queue)) {
        for (const task of await waiting.release(await waiting.waitingIds(queue, tenantId, 100), 'test')) {
          const message = dueMessage(task, 'test')
          await publish(deps.bus, message, headersOf(message))
        }
      }
    }
    await delay(30)
  }
}
