import { randomBytes } from 'node:crypto'
import { MongoClient } from 'mongodb'
import { beforeAll, inject } from 'vitest'
import type {} from './global-setup.ts'
import { closeAfterThisFile, startNatsForTest, type TestNats } from './own-servers.ts'

export type TestServers = {
  /** A NATS server with JetStream, empty at the start of the file and this file's own. */
  readonly nats: TestNats
  readonly natsUrl: string
  /** The record store of the whole run; share nothing in it but through `freshDb`. */
  readonly mongoUrl: string
  /** The name of a new database, dropped after the file. */
  freshDb: () => string
}

/**
 * Real servers for a test file. Call it once at the top of the file (or of a describe); what it answers can be used in `beforeAll`
 * hooks that come after it, and in tests. `needs` leaves out what the file does not use.
 */
export function withServers(needs: { nats?: boolean; mongo?: boolean } = {}): TestServers {
  let nats: TestNats | undefined
  const databases: string[] = []
  if (needs.nats !== false) beforeAll(async () => { nats = await startNatsForTest() })
  if (needs.mongo !== false) beforeAll(() => closeAfterThisFile(() => dropAll(databases)))
  const started = () => {
    if (nats === undefined) throw new Error('the NATS server of this file is there from its beforeAll on, unless it was called with { nats: false }')
    return nats
  }
  return {
    get nats() { return started() },
    get natsUrl() { return started().url },
    get mongoUrl() { return inject('recordStore').url },
    freshDb: () => {
      const name = `test_${randomBytes(6).toString('hex')}`
      databases.push(name)
      return name
    },
  }
}

async function dropAll(databases: readonly string[]): Promise<void> {
  if (databases.length === 0) return
  const client = new MongoClient(inject('recordStore').url)
  try {
    for (const name of databases) await client.db(name).dropDatabase()
  } finally {
    await client.close()
  }
}
