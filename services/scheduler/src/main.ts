import '@chasqui/telemetry/register'
import { connectDeps, defineService, ItemStatements, runProcess, runTasks } from '@chasqui/worker'
import { ensureTaskIndexes, openTaskStore } from '@chasqui/mongo/tasks'
import { AdvisoryReader } from './advisories.ts'
import { SchedulerConfig } from './config.ts'
import { FailureWatch } from './failures/failure-watch.ts'
import { Gauges } from './gauges.ts'
import { ItemReleaser } from './items/item-releaser.ts'
import { Reconciler } from './items/reconciler.ts'
import { ScheduleTicks } from './schedules/schedule-ticks.ts'
import { tasks } from './tasks.ts'
import { Expiry } from './unattended-tasks/expiry.ts'
import { LostLeases } from './unattended-tasks/lost-leases.ts'
import { TaskEnds } from './unattended-tasks/task-ends.ts'
import { TaskReconciler } from './unattended-tasks/task-reconciler.ts'
import { DueTimes } from './waiting-tasks/due-times.ts'
import { TaskReleasers } from './waiting-tasks/task-releasers.ts'

/** Lets waiting items start as room appears, states again what was lost, and reads what the broker gave up. */
export const service = defineService({
  name: 'scheduler',
  config: SchedulerConfig,
  async start(config, log) {
    const connected = await connectDeps('scheduler', config, log)
    const store = openTaskStore(connected.store.db, config)
    const deps = { ...connected, taskStore: store }
    const stop = new AbortController()
    const statements = new ItemStatements(deps, 'scheduler', stop.signal)
    const rest = { everyMs: config.reconcileEveryMs, restAfterMs: config.restAfterMs }
    const ends = new TaskEnds(deps, statements)
    const taskReleasers = new TaskReleasers(deps, store, statements, { window: config.taskWindow, tenantCap: config.taskTenantCap, name: deps.processName })
    const onWaiting = (queue: string): void => taskReleasers.lookAt(queue)
    // In the order of the README.
    const parts = [
      new ItemReleaser(deps, statements, { window: config.tenantWindow, name: deps.processName }),
      taskReleasers,
      new DueTimes(deps, store, onWaiting),
      new Expiry(deps, store, ends),
      new LostLeases(deps, store, ends, onWaiting, { leaseMs: config.taskLeaseMs, crashBudget: config.taskCrashBudget }),
      new ScheduleTicks(deps, statements, { name: deps.processName, missedAfterMs: config.scheduleMissedAfterMs }),
      new Reconciler(deps, statements, rest),
      new TaskReconciler(deps, onWaiting, rest),
      new FailureWatch(deps, statements, { everyMs: config.reconcileEveryMs }),
      new AdvisoryReader(deps, statements, store, ends),
      new Gauges(deps, store),
    ]
    await statements.ensureStreams()
    await ensureTaskIndexes(store)
    for (const part of parts) await part.start()
    const running = await runTasks('scheduler', tasks, deps, config)
    return {
      ready: () => running.ready(),
      async stop() {
        await running.stop(15_000)
        stop.abort(new Error('the process stops'))
        await Promise.all(parts.map(async (part) => part.stop()))
        await deps.close()
      },
    }
  },
})

if (import.meta.main) await runProcess(service)
