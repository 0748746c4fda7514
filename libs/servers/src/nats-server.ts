import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { outsideServer, type RunningServer, startChildServer } from './child-server.ts'
import { errors } from './errors.ts'
import { findNatsServer, OLDEST_NATS_VERSION } from './find-nats-server.ts'
import { assertPortIsFree, onPort } from './free-port.ts'
import { endLeftover } from './leftover.ts'
import { natsInfoAt } from './nats-info.ts'
import type { Report } from './report.ts'
import { isAtLeast } from './version.ts'
import { withoutCredentials } from './without-credentials.ts'

export type NatsOptions = {
  /** Holds the streams, the configuration file and the log. */
  dataDir: string
  /** Chosen free when absent. */
  port?: number
  /** When JetStream forces its files to disk: after every message ("always", the default, as in production) or every so often ("1s", "2m"). */
  syncInterval?: string
  /** Serves the monitoring pages (`/varz`, `/jsz`) on this loopback port. */
  httpPort?: number
  maxPayloadBytes?: number
  /** Starts a server of one's own even when `NATS_URL` names one: for tests that kill or wipe it. */
  own?: boolean
  report?: Report
}

const NAME = 'nats-server'
const READY_LIMIT_MS = 60_000
const DEFAULT_MAX_PAYLOAD_BYTES = 1024 * 1024

/**
 * The NATS server with JetStream that this run uses: the one `NATS_URL` names, else one of its own on the loopback interface.
 * Errors: `SERVER_MISSING`, `SERVER_TOO_OLD`, `SERVER_UNREACHABLE`, `SERVER_UNSUITABLE`, `PORT_TAKEN`, `DATA_DIR_IN_USE`, `SERVER_DIED`, `SERVER_SLOW`.
 */
export async function startNats(options: NatsOptions): Promise<RunningServer> {
  const outside = process.env.NATS_URL
  if (outside && options.own !== true) return checkedOutsideNats(outside)

  const command = await findNatsServer(options.report ? { report: options.report } : {})
  const dataDir = resolve(options.dataDir)
  await endLeftover({ name: NAME, dataDir })
  if (options.httpPort !== undefined) await assertPortIsFree(options.httpPort, 'the monitoring pages of nats-server')
  return onPort(options.port, NAME, async (port) => {
    const configFile = join(dataDir, 'nats-server.conf')
    return startChildServer({
      name: NAME,
      command,
      prepare: () => writeFile(configFile, natsConfig({ ...options, dataDir, port })),
      args: ['-c', configFile],
      dataDir,
      url: `nats://127.0.0.1:${port}`,
      readyLine: 'Server is ready',
      readyLimitMs: READY_LIMIT_MS,
    })
  })
}

/** The configuration file of a server of our own: loopback only, file streams in the data folder. */
export function natsConfig(options: NatsOptions & { port: number }): string {
  return [
    'host: "127.0.0.1"',
    `port: ${options.port}`,
    ...(options.httpPort === undefined ? [] : [`http: "127.0.0.1:${options.httpPort}"`]),
    `max_payload: ${options.maxPayloadBytes ?? DEFAULT_MAX_PAYLOAD_BYTES}`,
    'jetstream {',
    `  store_dir: ${JSON.stringify(options.dataDir)}`,
    `  sync_interval: ${JSON.stringify(options.syncInterval ?? 'always')}`,
    '}',
    '',
  ].join('\n')
}

async function checkedOutsideNats(urls: string): Promise<RunningServer> {
  // A websocket greets only after its own handshake; the client finds out itself.
  if (/^wss?:/.test(urls)) return outsideServer(urls)
  const info = await natsInfoAt(urls)
  const where = `NATS_URL=${withoutCredentials(urls)}`
  if (info === undefined) throw errors.fault('SERVER_UNREACHABLE', { detail: `${where}; to start one of its own instead, type: unset NATS_URL` })
  if (!isAtLeast(info.version, OLDEST_NATS_VERSION)) throw errors.fault('SERVER_TOO_OLD', { detail: `${where} is ${info.version}, ${OLDEST_NATS_VERSION} or newer is needed` })
  if (!info.jetstream) throw errors.fault('SERVER_UNSUITABLE', { detail: `${where} runs without JetStream; start it with: nats-server -js` })
  return outsideServer(urls)
}
