import { loadConfig } from '@chasqui/config'
import { logger } from '@chasqui/telemetry'
import { services } from '../services.ts'
import { dieIfPlanned } from './die-plan.ts'

/** One service as a process that may be killed or paused, and dies by a plan: see die-plan.ts. */
const service = services.find((one) => one.name === process.argv[2])
if (!service) throw new Error(`no service ${process.argv[2]}`)
const { name } = service

const running = await service.start(loadConfig(service.config), logger(name, { level: process.env['TEST_LOG'] ?? 'silent' }), (boundary, { itemId }) => dieIfPlanned(boundary, itemId, `${name}.${itemId}`))
process.once('SIGTERM', () => { void running.stop().then(() => process.exit(0)) })
process.stdout.write('ready\n')
