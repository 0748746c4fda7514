import type { TestServers } from '@chasqui/testkit'

/** Where a test runs: servers that it may kill, and a database of its own. */
export type Place = { natsUrl: string; mongoUrl: string; database: string }

/** A new database on the servers of a test file. */
export function newPlace({ natsUrl, mongoUrl, freshDb }: TestServers): Place {
  return { natsUrl, mongoUrl, database: freshDb() }
}
