import { loadConfig } from '@chasqui/config'
import { Fault } from '@chasqui/errors'
import { logger } from '@chasqui/telemetry'
import type { Service } from './service.ts'

const LEAVE_WITHIN_MS = 20_000

/** Runs one service as this process: settings from the environment, a face for operators, a graceful end. */
export async function runProcess(service: Service): Promise<void> {
  const log = logger(service.name)
  try {
    const running = await service.start(loadConfig(service.config), log)
    log.info({ url: running.url }, `${service.name} is up`)
    const leave = (signal: string): void => {
      log.info({ signal }, `${service.name} leaves`)
      setTimeout(() => process.exit(1), LEAVE_WITHIN_MS).unref()
      running.stop().then(() => process.exit(0), (error: unknown) => {
        log.error({ err: error }, 'the end was not clean')
        process.exit(1)
      })
    }
    process.once('SIGTERM', leave)
    process.once('SIGINT', leave)
  } catch (error) {
    // A start-up fault is for a person at a terminal: one sentence, no stack.
    if (error instanceof Fault) process.stderr.write(`${service.name}: ${error.message}. ${error.hint}.\n`)
    else log.fatal({ err: error }, `${service.name} could not start`)
    process.exit(1)
  }
}
