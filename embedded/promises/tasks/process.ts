import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfig } from '@chasqui/config'
import { service as scheduler } from '@chasqui/scheduler'
import { logger } from '@chasqui/telemetry'
import type { TaskProbe } from '@chasqui/worker'
import { startTestWorker, WorkerConfig } from './worker.ts'

/**
 * A worker of test tasks, or a scheduler, as a process that may be killed or paused. A worker dies at an exact moment when `DIE_PLAN` names a file with
 * `{"<task>": "<boundary>"}`; each death happens once, and a mark in the folder `DIE_MARKS` tells that it has. `DIE_BY=pause` stops it instead.
 */
const [role = ''] = process.argv.slice(2)
const log = logger(role, { level: process.env['TEST_LOG'] ?? 'silent' })
const marks = process.env['DIE_MARKS']
const plan = process.env['DIE_PLAN'] ? JSON.parse(readFileSync(process.env['DIE_PLAN'], 'utf8')) as Record<string, string> : {}

const probe: TaskProbe = (boundary, taskId) => {
  if (plan[taskId] !== boundary || !marks) return
  const mark = join(marks, taskId)
  if (existsSync(mark)) return
  writeFileSync(mark, boundary)
  process.kill(process.pid, process.env['DIE_BY'] === 'pause' ? 'SIGSTOP' : 'SIGKILL')
}

const running = role === 'scheduler' ? await scheduler.start(loadConfig(scheduler.config), log) : await startTestWorker(loadConfig(WorkerConfig), log, probe)
process.once('SIGTERM', () => { void running.stop().then(() => process.exit(0)) })
process.stdout.write('ready\n')
