import { loadConfig } from '@chasqui/config'
import { Fault } from '@chasqui/errors'
import { logger, startOpsServer, startTracing, type Logger } from '@chasqui/telemetry'
import { ServiceConfig, type RunningService, type Service } from './service.ts'

const LEAVE_WITHIN_MS = 20_000

/**
 * Runs one service as this process: settings from the environment, traces when an endpoint is set, /metrics, /healthz
 * and /readyz on a port of their own, a graceful end.
 */
export async function runProcess(service: Service): Promise<void> {
  const log = logger(service.name)
  try {
    const config = loadConfig(service.config)
    const tracing = startTracing({ service: service.name, isDefault: true })
    const running = await service.start(config, log)
    const { opsPort } = ServiceConfig.parse(config)
    const ops = await startOpsServer({ port: opsPort, ready: [{ name: service.name, check: running.ready }] })
    log.info({ url: running.url, opsPort: ops.port }, `${service.name} is up`)
    leaveOnSignal(service.name, log, async () => {
      await running.stop()
      await ops.close()
      await tracing.stop()
    })
  } catch (error) {
    // A start-up fault is for a person at a terminal: one sentence, no stack.
    if (error instanceof Fault) process.stderr.write(`${service.name}: ${error.sentence}\n`)
    else log.fatal({ err: error }, `${service.name} could not start`)
    process.exit(1)
  }
}

function leaveOnSignal(name: string, log: Logger, stop: RunningService['stop']): void {
  const leave = (signal: string): void => {
    log.info({ signal }, `${name} leaves`)
    setTimeout(() => process.exit(1), LEAVE_WITHIN_MS).unref()
    stop().then(() => process.exit(0), (error: unknown) => {
      log.error({ err: error }, 'the end was not clean')
      process.exit(1)
    })
  }
  process.once('SIGTERM', leave)
  process.once('SIGINT', leave)
}
