import { connect } from 'node:net'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startNatsForTest, waitFor, withServers } from './index.ts'

const servers = withServers()
let client: MongoClient
beforeAll(async () => { client = await MongoClient.connect(servers.mongoUrl) })
afterAll(() => client.close())

/** The greeting of a NATS server, or nothing when none is there. */
function greeting(url: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.once('data', (data) => { socket.destroy(); resolve(data.toString()) })
    socket.once('error', () => resolve(undefined))
  })
}

describe('servers for a test file', () => {
  it('are a NATS server with JetStream', async () => expect(await greeting(servers.natsUrl)).toContain('"jetstream":true'))

  it('are a record store where every database is new', async () => {
    const [one, other] = [servers.freshDb(), servers.freshDb()]
    await client.db(one).collection('things').insertOne({ a: 1 })
    expect(await client.db(one).collection('things').countDocuments()).toBe(1)
    expect(await client.db(other).collection('things').countDocuments()).toBe(0)
  })

  it('can be killed and come back under the same address', async () => {
    const nats = await startNatsForTest()
    const { pid } = { pid: nats.pid() }
    await nats.kill()
    expect(await greeting(nats.url)).toBeUndefined()
    await nats.start()
    expect(nats.pid()).not.toBe(pid)
    expect(await waitFor(() => greeting(nats.url))).toContain('INFO')
  })
})
