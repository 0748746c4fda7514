import type { TestServers } from '@chasqui/testkit'
import type { Servers } from './platform.ts'

/** A new database on the servers of a test file. */
export function newPlace(servers: TestServers): Servers {
  return { natsUrl: servers.natsUrl, mongoUrl: servers.mongoUrl, database: servers.freshDb() }
}
