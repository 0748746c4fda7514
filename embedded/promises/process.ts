import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfig } from '@chasqui/config'
import { logger } from '@chasqui/telemetry'
import type { Probe } from '@chasqui/worker'
import { services } from '../services.ts'

/**
 * One service as a process that dies, or stops breathing, at an exact moment: `DIE_PLAN` names a file with
 * `{"<item>": "<boundary>"}`. Each death happens once; a mark in the folder `DIE_MARKS` tells that it has.
 */
const service = services.find((one) => one.name === process.argv[2])
if (!service) throw new Error(`no service ${process.argv[2]}`)

const marks = process.env['DIE_MARKS']
const plan = process.env['DIE_PLAN'] ? JSON.parse(readFileSync(process.env['DIE_PLAN'], 'utf8')) as Record<string, string> : {}

const probe: Probe = (boundary, { itemId }) => {
  if (plan[itemId] !== boundary || !marks) return
  const mark = join(marks, `${service.name}.${itemId}`)
  if (existsSync(mark)) return
  writeFileSync(mark, boundary)
  process.kill(process.pid, process.env['DIE_BY'] === 'pause' ? 'SIGSTOP' : 'SIGKILL')
}

const running = await service.start(loadConfig(service.config), logger(service.name, { level: process.env['TEST_LOG'] ?? 'silent' }), probe)
process.once('SIGTERM', () => { void running.stop().then(() => process.exit(0)) })
process.stdout.write('ready\n')
