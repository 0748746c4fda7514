import '@chasqui/telemetry/register'
import { hostname } from 'node:os'
import { connectDeps, defineService, runProcess, runTasks, Statements } from '@chasqui/worker'
import { AdvisoryReader } from './advisories.ts'
import { SchedulerConfig } from './config.ts'
import { Gauges } from './gauges.ts'
import { Reconciler } from './reconciler.ts'
import { Releaser } from './releaser.ts'
import { tasks } from './tasks.ts'

/** Lets waiting items start as room appears, states again what was lost, and reads what the broker gave up. */
export const service = defineService({
  name: 'scheduler',
  config: SchedulerConfig,
  async start(config, log) {
    const deps = await connectDeps('scheduler', config, log)
    const stop = new AbortController()
    const statements = new Statements(deps, 'scheduler', stop.signal)
    const releaser = new Releaser(deps, statements, { window: config.tenantWindow, name: `scheduler@${hostname()}:${process.pid}` })
    const reconciler = new Reconciler(deps, statements, { everyMs: config.reconcileEveryMs, restAfterMs: config.restAfterMs })
    const advisories = new AdvisoryReader(deps, statements)
    const gauges = new Gauges(deps)
    await statements.ensureStreams()
    releaser.start()
    reconciler.start()
    gauges.start()
    await advisories.start()
    const running = await runTasks('scheduler', tasks, deps, config)
    return {
      ready: () => deps.bus.isConnected() ? { ok: true } : { ok: false, why: 'no connection to NATS' },
      async stop() {
        await running.stop(15_000)
        stop.abort(new Error('the process stops'))
        gauges.stop()
        await Promise.all([releaser.stop(), reconciler.stop(), advisories.stop()])
        await deps.close()
      },
    }
  },
})

if (import.meta.main) await runProcess(service)
