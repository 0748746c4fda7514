import { loadConfig } from '@chasqui/config'
import { service as scheduler } from '@chasqui/scheduler'
import { logger } from '@chasqui/telemetry'
import { dieIfPlanned } from '../die-plan.ts'
import { startTestWorker, WorkerConfig } from './worker.ts'

/** A worker of test tasks, or a scheduler, as a process that may be killed or paused. A worker dies by a plan: see die-plan.ts. */
const [role = ''] = process.argv.slice(2)
const log = logger(role, { level: process.env['TEST_LOG'] ?? 'silent' })

const running = role === 'scheduler'
  ? await scheduler.start(loadConfig(scheduler.config), log)
  : await startTestWorker(loadConfig(WorkerConfig), log, (boundary, taskId) => dieIfPlanned(boundary, taskId, taskId))
process.once('SIGTERM', () => { void running.stop().then(() => process.exit(0)) })
process.stdout.write('ready\n')
