import { setTimeout as delay } from 'node:timers/promises'
import { errors } from './errors.ts'

/** Runs one command on the admin database. */
export type AdminCommand = (command: Record<string, unknown>) => Promise<Record<string, unknown>>

const POLL_MS = 50
const PRIMARY_LIMIT_MS = 30_000
const ALREADY_INITIALIZED = 23

/**
 * Makes a mongod that was started with `--replSet` the primary of a set of one, and waits until it takes writes. On a data folder
 * that knows the server under another port, the set's only member gets its new address.
 */
export async function becomePrimary(admin: AdminCommand, setName: string, host: string, limitMs = PRIMARY_LIMIT_MS): Promise<void> {
  const limit = Date.now() + limitMs
  let isConfigured = false
  for (;;) {
    const hello = await admin({ hello: 1 })
    if (hello.isWritablePrimary === true) return
    // `isreplicaset` is only there while the server has no set in which it finds itself.
    if (hello.isreplicaset === true && !isConfigured) {
      await configure(admin, setName, host)
      isConfigured = true
    }
    if (Date.now() > limit) throw errors.fault('SERVER_SLOW', { detail: `mongod at ${host} did not become primary in ${limitMs / 1000} s` })
    await delay(POLL_MS)
  }
}

async function configure(admin: AdminCommand, setName: string, host: string): Promise<void> {
  try {
    await admin({ replSetInitiate: { _id: setName, members: [{ _id: 0, host }] } })
  } catch (error) {
    if ((error as { code?: unknown }).code !== ALREADY_INITIALIZED) throw error
    const { config } = await admin({ replSetGetConfig: 1 }) as { config: { version: number; members: Record<string, unknown>[] } }
    await admin({ replSetReconfig: { ...config, version: config.version + 1, members: [{ ...config.members[0], host }] }, force: true })
  }
}
