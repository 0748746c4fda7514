import { loadConfig } from '@chasqui/config'
import { logger, startOpsServer } from '@chasqui/telemetry'
import { connectDeps, runTasks, ServiceConfig, TaskConfig, type RunningService } from '@chasqui/worker'
import { services } from '../services.ts'
import { faultTasks } from './tasks.ts'

/** One process of the fault run: `gateway`, `scheduler`, or `worker`, which runs the task types of the run and nothing else. */
const role = process.argv[2] ?? ''
const log = logger(role, { level: process.env['TEST_LOG'] ?? 'silent' })

async function startWorker(): Promise<RunningService> {
  const config = loadConfig(ServiceConfig.extend(TaskConfig.shape))
  const deps = await connectDeps('fault', config, log)
  const running = await runTasks('fault', faultTasks, deps, config)
  return { ready: running.ready, stop: async () => { await running.stop(5_000); await deps.close() } }
}

async function startService(): Promise<RunningService> {
  const service = services.find((one) => one.name === role)
  if (!service) throw new Error(`no service ${role}`)
  return service.start(loadConfig(service.config), log)
}

const running = role === 'worker' ? await startWorker() : await startService()
const ops = await startOpsServer({ port: 0, ready: [{ name: role, check: running.ready }] })
process.once('SIGTERM', () => { void running.stop().then(() => process.exit(0)) })
process.stdout.write(`${JSON.stringify({ url: running.url ?? null, opsPort: ops.port })}\n`)
