import '@chasqui/telemetry/register'
import { z } from 'zod'
import { logger } from '@chasqui/telemetry'
import { connectDeps, runTasks, ServiceConfig, TaskConfig } from '@chasqui/worker'
import { noop, slow } from './task-types.ts'

/** A program of its own, as in production: `node worker.ts NATS_URL MONGODB_URL`. It tells who started it when it is ready and what its handlers saw. */
const [natsUrl, mongodbUrl] = z.tuple([z.string(), z.string()]).parse(process.argv.slice(2, 4))
const config = ServiceConfig.extend(TaskConfig.shape).parse({ natsUrl, mongodbUrl })
const deps = await connectDeps('bench', config, logger('bench', { level: 'warn' }))
const tasks = await runTasks([noop, slow((seen) => { process.send?.(seen) })], deps, config)
process.send?.('ready')

process.once('message', () => {
  void tasks.stop(5_000).then(() => deps.close()).then(() => process.disconnect())
})
// Whoever started it is gone.
process.once('disconnect', () => process.exit())
