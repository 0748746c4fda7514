import { Readable } from 'node:stream'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { withServers } from '@chasqui/testkit'
import { TaskFiles } from './task-files.ts'

const servers = withServers({ nats: false })
let client: MongoClient
beforeAll(async () => { client = await MongoClient.connect(servers.mongoUrl) })
afterAll(() => client.close())

it('two who remove what is old at once share it: none fails, and each file is counted once', async () => {
  const files = new TaskFiles(client.db(servers.freshDb()))
  await files.ensureIndexes()
  for (let n = 0; n < 12; n++) await files.put({ tenantId: 't1', taskId: `task-${n}`, epoch: 1 }, Readable.from([`file ${n}`]), {})
  const old = { before: new Date(Date.now() + 60_000) }
  const removed = await Promise.all([files.removeOld(old, 100), files.removeOld(old, 100), files.removeOld(old, 100)])
  expect(removed.reduce((sum, one) => sum + one, 0)).toBe(12)
  expect(await files.countOld(old)).toEqual({ files: 0, bytes: 0 })
})
