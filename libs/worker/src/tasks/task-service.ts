import { hostname } from 'node:os'
import { ensureTaskIndexes, openTaskStore, WORKER_SILENT_MS, type TaskStore, type TaskTypeRecord } from '@chasqui/mongo/tasks'
import type { Health } from '@chasqui/telemetry'
import type { Deps } from '../deps.ts'
import type { ServiceConfig } from '../service.ts'
import { msOf, retriesOf, type TaskDefinition } from './task.ts'
import { taskSchemaOf } from './task-schema.ts'
import { TaskRunner } from './task-runner.ts'
import { NO_VERSION, type TaskConfig, type TaskProbe } from './task-settings.ts'

const BEAT_EVERY_MS = WORKER_SILENT_MS / 3

export type RunningTasks = { store: TaskStore; ready: () => Health; stop: (withinMs: number) => Promise<void> }

/**
 * Runs tasks in a service: announces their types, creates the schedules that they declare and are not there yet, and runs what is handed over. Adding a task to a
 * service is one file and one line in its `tasks.ts`.
 */
export async function runTasks(definitions: readonly TaskDefinition[], deps: Deps, config: ServiceConfig & TaskConfig, probe?: TaskProbe): Promise<RunningTasks> {
  const { service, processName: worker } = deps
  const store = openTaskStore(deps.store.db, config)
  await ensureTaskIndexes(store)
  await store.types.announce(service, definitions.map((definition) => announcementOf(definition, config.chasquiVersion)))
  await store.schedules.declare(service, definitions.flatMap(({ type, schedules = [] }) => schedules.map((schedule) => ({ ...schedule, type }))))
  const startedAt = new Date()
  const runner = new TaskRunner(definitions, deps, store, { ...config, worker, mongoUrl: config.mongodbUrl, database: config.mongodbDatabase, probe })
  const beat = async (): Promise<void> => {
    const { active, totals, queues } = runner.activity()
    await store.workers.beat({
      _id: worker, service, version: config.chasquiVersion, host: hostname(), pid: process.pid, types: definitions.map(({ type }) => type).sort(), queues, slots: config.taskSlots,
      reserved: { high: config.taskSlotsHigh, default: config.taskSlotsDefault, low: 0 }, active, totals, startedAt,
    })
  }
  await beat()
  await runner.start()
  const beats = setInterval(() => { beat().catch((error: unknown) => deps.log.debug({ err: error }, 'a sign of life could not be written')) }, BEAT_EVERY_MS)
  return {
    store,
    ready: () => runner.readiness(),
    async stop(withinMs) {
      clearInterval(beats)
      // Gone from the list first: nobody counts on its slots while it finishes.
      await store.workers.leave(worker).catch(() => undefined)
      await runner.stop(withinMs)
    },
  }
}

/** A task type as the catalogue has it. Pure. */
export function announcementOf(definition: TaskDefinition, version = NO_VERSION): Omit<TaskTypeRecord, 'announcedAt' | 'service'> {
  const { type, lane, description, scope = 'tenant', role = 'operator', softLimit, hardLimit, retries, outside, rate, atOnce } = definition
  return {
    _id: type, version, lane, description, scope, role, softLimitMs: msOf(softLimit), hardLimitMs: msOf(hardLimit), retries: retriesOf(retries),
    params: taskSchemaOf(definition),
    ...(outside === undefined ? {} : { outside }),
    ...(rate === undefined ? {} : { rate: { limit: rate.limit, windowMs: msOf(rate.window), by: rate.by } }),
    ...(atOnce === undefined ? {} : { atOnce }),
  }
}
