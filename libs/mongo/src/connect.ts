import { MongoClient, type Db } from 'mongodb'

export type RecordStore = {
  readonly client: MongoClient
  readonly db: Db
  /** Whether the store answers right now; never throws. */
  ping: () => Promise<boolean>
  close: () => Promise<void>
}

/** Connects with the concerns that the record needs: acknowledged by the majority, on disk. */
export async function connectRecordStore(options: { url: string; database: string; name: string }): Promise<RecordStore> {
  const client = new MongoClient(options.url, {
    appName: options.name,
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
    retryWrites: true,
    serverSelectionTimeoutMS: 5_000,
    // A store that hangs and keeps its connections is found out by these two: asked every five seconds, and not there when it has not answered for ten. What waits for it is told then.
    heartbeatFrequencyMS: 5_000,
    connectTimeoutMS: 10_000,
    maxPoolSize: 20,
    ignoreUndefined: true,
  })
  await client.connect()
  const db = client.db(options.database)
  return {
    client,
    db,
    ping: () => db.command({ ping: 1 }, { timeoutMS: 2_000 }).then(() => true, () => false),
    close: () => client.close(),
  }
}
