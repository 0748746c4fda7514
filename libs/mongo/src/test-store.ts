import { afterAll, beforeAll } from 'vitest'
import type { Db } from 'mongodb'
import { withServers } from '@chasqui/testkit'
import { connectRecordStore, type RecordStore } from './connect.ts'

/** Two connections, as two processes have them, to a new database of the real store; ready from `beforeAll` hooks on. */
export function withStore(): { readonly db: Db; readonly otherDb: Db } {
  const servers = withServers({ nats: false })
  const database = servers.freshDb()
  const stores: RecordStore[] = []
  beforeAll(async () => {
    for (const name of ['one', 'other']) stores.push(await connectRecordStore({ url: servers.mongoUrl, database, name }))
  })
  afterAll(async () => { for (const store of stores) await store.close() })
  return {
    get db() { return (stores[0] as RecordStore).db },
    get otherDb() { return (stores[1] as RecordStore).db },
  }
}
