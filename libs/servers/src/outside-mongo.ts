import { MongoClient } from 'mongodb'
import { outsideServer, type RunningServer } from './child-server.ts'
import { errors } from './errors.ts'
import { OLDEST_MONGODB_VERSION } from './find-mongod.ts'
import { isAtLeast } from './version.ts'
import { withoutCredentials } from './without-credentials.ts'

const ANSWER_LIMIT_MS = 5_000

/** The MongoDB that a URL names, once it has answered and is what the product needs: a replica set (or mongos) of a good version. */
export async function checkedOutsideMongo(url: string): Promise<RunningServer> {
  const where = `MONGODB_URL=${withoutCredentials(url)}`
  const { hello, version } = await asked(url).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw errors.fault('SERVER_UNREACHABLE', { detail: `${where} (${why}); to start one of its own instead, type: unset MONGODB_URL`, cause })
  })
  if (!isAtLeast(version, OLDEST_MONGODB_VERSION)) throw errors.fault('SERVER_TOO_OLD', { detail: `${where} is ${version}, ${OLDEST_MONGODB_VERSION} or newer is needed` })
  const takesTransactions = hello.setName !== undefined || hello.msg === 'isdbgrid'
  if (!takesTransactions) throw errors.fault('SERVER_UNSUITABLE', { detail: `${where} is not a replica set; start it with --replSet rs0 and type in mongosh: rs.initiate()` })
  return outsideServer(url)
}

async function asked(url: string): Promise<{ hello: Record<string, unknown>; version: string }> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: ANSWER_LIMIT_MS })
  try {
    const admin = client.db('admin')
    const [hello, buildInfo] = await Promise.all([admin.command({ hello: 1 }), admin.command({ buildInfo: 1 })])
    return { hello, version: String(buildInfo.version) }
  } finally {
    await client.close()
  }
}
