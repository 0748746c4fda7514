import { flushCompileCache } from 'node:module'
import type { z } from 'zod'
import { loadConfig } from '@chasqui/config'
import { logger, startOpsServer } from '@chasqui/telemetry'
import { connectDeps, runTasks, ServiceConfig, TaskConfig, type RunningService, type Service } from '@chasqui/worker'
import type { Role } from './plan.ts'
import { faultTasks } from './tasks.ts'

/** One process of the fault run: a gateway, a scheduler, or a worker, which runs the task types of the run and nothing else. Each loads only what it is: it starts often. */
const role = process.argv[2] as Role
const log = logger(role, { level: process.env['TEST_LOG'] ?? 'silent' })

const start: Readonly<Record<Role, () => Promise<RunningService>>> = {
  gateway: async () => startService((await import('@chasqui/gateway')).service),
  scheduler: async () => startService((await import('@chasqui/scheduler')).service),
  worker: startWorker,
}

async function startWorker(): Promise<RunningService> {
  const config = loadConfig(ServiceConfig.extend(TaskConfig.shape))
  const deps = await connectDeps('fault', config, log)
  const running = await runTasks(faultTasks, deps, config)
  return { ready: running.ready, stop: async () => { await running.stop(5_000); await deps.close() } }
}

function startService<C extends z.ZodObject>(service: Service<C>): Promise<RunningService> {
  return service.start(loadConfig(service.config), log)
}

const running = await start[role]()
const ops = await startOpsServer({ port: 0, ready: [{ name: role, check: running.ready }] })
process.once('SIGTERM', () => { void running.stop().then(() => process.exit(0)) })
// A process that is killed writes nothing when it ends.
flushCompileCache()
process.stdout.write(`${JSON.stringify({ url: running.url ?? null, opsPort: ops.port })}\n`)
