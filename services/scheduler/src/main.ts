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
    const deps = { ...connected, taskStore: openTaskStore(connected.store.db, config) }
    const stop = new AbortController()
    const statements = new ItemStatements(deps, stop.signal)
    const rest = { everyMs: config.reconcileEveryMs, restAfterMs: config.restAfterMs }
    const ends = new TaskEnds(deps, statements)
    const taskReleasers = new TaskReleasers(deps, statements, { window: config.taskWindow, tenantCap: config.taskTenantCap })
    const onWaiting = (queue: string): void => taskReleasers.lookAt(queue)
    // In the order of the README.
    const parts = [
      new ItemReleaser(deps, statements, { window: config.tenantWindow }),
      taskReleasers,
      new DueTimes(deps, onWaiting),
      new Expiry(deps, ends),
      new LostLeases(deps, ends, onWaiting, { leaseMs: config.taskLeaseMs, crashBudget: config.taskCrashBudget }),
      new ScheduleTicks(deps, statements, { missedAfterMs: config.scheduleMissedAfterMs }),
      new Reconciler(deps, statements, rest),
      new TaskReconciler(deps, onWaiting, rest),
      new FailureWatch(deps, statements, { everyMs: config.reconcileEveryMs }),
      new AdvisoryReader(deps, statements, ends),
      new Gauges(deps),
    ]
    await statements.ensureStreams()
    await ensureTaskIndexes(deps.taskStore)
    for (const part of parts) await part.start()
    const running = await runTasks(tasks, deps, config)
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
