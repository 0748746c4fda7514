import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { findRecordStore } from './find-record-store.ts'
import { type RecordStore, startRecordStore } from './record-store.ts'

let dir: string
const started: RecordStore[] = []

beforeEach(async () => { dir = await mkdtemp(join(tmpdir(), 'chasqui-record-')) })
afterEach(async () => {
  vi.unstubAllEnvs()
  await Promise.all(started.splice(0).map((server) => server.kill()))
  await rm(dir, { recursive: true, force: true, maxRetries: 3 })
})

async function start(options: Partial<Parameters<typeof startRecordStore>[0]> = {}) {
  const server = await startRecordStore({ dataDir: dir, own: true, ...options })
  started.push(server)
  return server
}

async function withClient<T>(url: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = await MongoClient.connect(url)
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}

describe.each(['any', 'wheel'] as const)('a record store of our own (build: %s)', (build) => {
  it('is a replica set that keeps acknowledged writes through a kill -9', async () => {
    const first = await start({ build })
    await withClient(first.url, async (client) => {
      expect(await client.db('admin').command({ hello: 1 })).toMatchObject({ isWritablePrimary: true, setName: expect.any(String) })
      await client.db('test').collection('things').insertMany([{ n: 1 }, { n: 2 }], { writeConcern: { w: 'majority', j: true } })
    })
    await first.kill()
    const again = await start({ build })
    expect(again.flavour).toBe(first.flavour)
    expect(await withClient(again.url, (client) => client.db('test').collection('things').countDocuments())).toBe(2)
  })

  it('frees a unique key when an update lets go of it', async () => {
    const { url } = await start({ build })
    await withClient(url, async (client) => {
      const things = client.db('test').collection<{ _id: string; key?: string }>('things')
      await things.createIndex({ key: 1 }, { unique: true, sparse: true })
      await things.insertOne({ _id: 'first', key: 'one' })
      await expect(things.insertOne({ _id: 'second', key: 'one' })).rejects.toMatchObject({ code: 11_000 })
      await things.updateOne({ _id: 'first' }, { $unset: { key: '' } })
      await things.insertOne({ _id: 'second', key: 'one' })
    })
  })
})

describe('a record store of our own', () => {
  it('stays with the flavour whose data lies in the folder', async () => {
    const first = await start({ build: 'wheel' })
    await first.kill()
    expect((await start()).flavour).toBe('secantus-wheel')
  })

  it('starts a mongod on the PATH as a replica set, and waits until it takes writes', async () => {
    const bin = join(dir, 'bin')
    await mkdir(bin)
    await writeFile(join(bin, 'mongod'), await mongodScript(join(dir, 'data')), { mode: 0o755 })
    vi.stubEnv('PATH', `${bin}${delimiter}${process.env.PATH}`)
    const mongod = await start({ dataDir: join(dir, 'data') })
    expect(mongod.flavour).toBe('mongod')
    expect(await withClient(mongod.url, (client) => client.db('test').collection('things').insertOne({ n: 1 }))).toMatchObject({ acknowledged: true })
  })
})

/** Takes the options that a real mongod would take, and nothing else, and lets the stand-in answer. */
async function mongodScript(dataDir: string): Promise<string> {
  const { command } = await findRecordStore({ build: 'wheel' })
  return `#!/bin/sh
if [ "$1" = --version ]; then echo "db version v8.0.4"; exit; fi
wanted="--replSet chasqui --bind_ip 127.0.0.1 --port $6 --nounixsocket --wiredTigerCacheSizeGB 0.5 --dbpath ${dataDir}/mongod"
[ "$*" = "$wanted" ] || { echo "wrong options: $*"; exit 2; }
echo "Waiting for connections"
exec ${command.join(' ')} --port "$6" --storage-path "${dataDir}/mongod"
`
}

describe('MONGODB_URL', () => {
  it('is used as it is, and never stopped', async () => {
    const outside = await start()
    vi.stubEnv('MONGODB_URL', outside.url)
    const used = await startRecordStore({ dataDir: join(dir, 'unused') })
    expect(used).toMatchObject({ url: outside.url, flavour: 'outside', pid: undefined })
    await used.stop()
    expect(await withClient(outside.url, (client) => client.db('test').command({ ping: 1 }))).toMatchObject({ ok: 1 })
  })

  it('is refused when nothing answers there, without showing the password', async () => {
    vi.stubEnv('MONGODB_URL', 'mongodb://user:secret@127.0.0.1:9/')
    await expect(startRecordStore({ dataDir: dir })).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE', detail: expect.stringMatching(/^(?!.*secret).*unset MONGODB_URL/) })
  })
})
