import { connect, type NatsConnection } from '@nats-io/transport-node'
import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream'
import { natsErrors } from './errors.ts'

export type Bus = {
  readonly nc: NatsConnection
  readonly js: JetStreamClient
  readonly jsm: JetStreamManager
  /** Whether the connection is up at this moment. */
  isConnected: () => boolean
  /** Tells whoever listens that it is worth looking now. Nothing depends on it: while the broker is away it is left out. */
  hint: (subject: string, payload?: string) => void
  /** Sends what is buffered and closes. */
  close: () => Promise<void>
}

const OLDEST = [2, 12, 0] as const

/**
 * Connects and never gives up: the client's default is to close for good after about 20 s without a server.
 * @param name `<service>@<what tells its processes apart>`, as the server's list of connections shows it
 * @throws BROKER_TOO_OLD, BROKER_NO_JETSTREAM
 */
export async function connectBus(options: { url: string; name: string }): Promise<Bus> {
  const nc = await connect({
    servers: options.url,
    name: options.name,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
    reconnectJitter: 250,
    waitOnFirstConnect: true,
    pingInterval: 10_000,
    maxPingOut: 3,
    // Else every publish makes two errors with their stacks in advance, in case it fails: a tenth of all the work of a stage.
    noAsyncTraces: true,
    // By service: what a user of the broker may hear can be told by it.
    inboxPrefix: `_INBOX_${options.name.replace(/@.*/, '').replaceAll(/[^a-zA-Z0-9]/g, '_')}`,
  })
  requireVersion(nc)
  const jsm = await jetstreamManager(nc, { checkAPI: false, timeout: 5_000 })
  await requireJetStream(jsm)

  let connected = true
  void (async () => {
    for await (const status of nc.status()) {
      if (status.type === 'disconnect') connected = false
      if (status.type === 'reconnect') connected = true
    }
  })()

  const isConnected = (): boolean => connected && !nc.isClosed()
  return {
    nc,
    js: jetstream(nc, { timeout: 5_000 }),
    jsm,
    isConnected,
    hint: (subject, payload = '') => { if (isConnected()) nc.publish(subject, payload) },
    async close() {
      if (nc.isClosed()) return
      if (connected) await nc.flush().catch(() => undefined)
      await nc.close()
    },
  }
}

function requireVersion(nc: NatsConnection): void {
  const version = nc.info?.version ?? '0.0.0'
  const have = version.split('.').map((part) => Number.parseInt(part, 10))
  for (const [i, oldest] of OLDEST.entries()) {
    if ((have[i] ?? 0) > oldest) return
    if ((have[i] ?? 0) < oldest) throw natsErrors.fault('BROKER_TOO_OLD', { detail: `it is ${version}, ${OLDEST.join('.')} is the oldest that works` })
  }
}

async function requireJetStream(jsm: JetStreamManager): Promise<void> {
  try {
    await jsm.getAccountInfo()
  } catch (cause) {
    throw natsErrors.fault('BROKER_NO_JETSTREAM', { cause })
  }
}
