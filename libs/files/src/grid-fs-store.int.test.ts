import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { type Db, MongoClient, ObjectId } from 'mongodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { waitFor, withServers } from '@chasqui/testkit'
import { fileStoreContract } from './contract-suite.ts'
import type { FileStore } from './file-store.ts'
import { createFileStore } from './grid-fs-store.ts'

const servers = withServers({ nats: false })
let client: MongoClient
beforeAll(async () => { client = await MongoClient.connect(servers.mongoUrl, { writeConcern: { w: 'majority', journal: true } }) })
afterAll(() => client.close())

fileStoreContract('GridFS', () => createFileStore(client.db(servers.freshDb())))

const HOUR_MS = 3_600_000
const chunks = (db: Db) => db.collection('import_file_bytes.chunks')
const uploads = (db: Db) => db.collection<{ _id: ObjectId }>('import_file_bytes.files')

describe('GridFS after a kill -9', () => {
  let db: Db
  let files: FileStore
  beforeEach(async () => {
    db = client.db(servers.freshDb())
    files = createFileStore(db)
    await files.ensureIndexes()
    await files.put('t1', Buffer.from('a file that stays'))
  })

  /** Lets that much time go by: all that the store has written was written so much longer ago. GridFS refers to bytes by an id that holds the time. */
  async function age(byMs: number): Promise<void> {
    const aged = (id: ObjectId) => new ObjectId(Math.floor((id.getTimestamp().getTime() - byMs) / 1000).toString(16).padStart(8, '0') + id.toHexString().slice(8))
    for (const chunk of await chunks(db).find().toArray()) await chunks(db).updateOne({ _id: chunk._id }, { $set: { files_id: aged(chunk.files_id) } })
    for (const file of await uploads(db).find().toArray()) {
      await uploads(db).deleteOne({ _id: file._id })
      await uploads(db).insertOne({ ...file, _id: aged(file._id) })
    }
    for (const sweep of await db.collection('import_file_sweeps').find().toArray()) {
      await db.collection('import_file_sweeps').updateOne({ _id: sweep._id }, { $set: { doneUpTo: new Date(sweep.doneUpTo.getTime() - byMs) } })
    }
    for (const row of await db.collection('import_files').find().toArray()) await db.collection('import_files').updateOne({ _id: row._id }, { $set: { storageRef: aged(row.storageRef) } })
  }

  async function putThatIsKilled(): Promise<void> {
    const script = `
      const { MongoClient } = await import(${JSON.stringify(import.meta.resolve('mongodb'))})
      const { createFileStore } = await import(${JSON.stringify(fileURLToPath(new URL('./grid-fs-store.ts', import.meta.url)))})
      const { Readable } = await import('node:stream')
      const client = await MongoClient.connect(${JSON.stringify(servers.mongoUrl)})
      async function* endless() { for (let i = 0; i < 5; i++) yield Buffer.alloc(1024 * 1024, i); await new Promise(() => setInterval(() => {}, 1000)) }
      await createFileStore(client.db(${JSON.stringify(db.databaseName)})).put('t1', Readable.from(endless()))`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'ignore', 'inherit'] })
    const before = await chunks(db).countDocuments()
    await waitFor(async () => await chunks(db).countDocuments() === before + 5, { what: 'the chunks of the half-written file' })
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  it('shows nothing of a half-written file, and removes its bytes when nobody can be writing any more', async () => {
    await putThatIsKilled()
    expect(await db.collection('import_files').countDocuments()).toBe(1)
    await age(20 * HOUR_MS)
    expect(await files.removeUnfinished()).toBe(0)
    await age(20 * HOUR_MS)
    expect(await files.removeUnfinished()).toBe(1)
    expect(await chunks(db).countDocuments()).toBe(1)
    const [row] = await db.collection<{ _id: string }>('import_files').find().toArray()
    expect((await files.read('t1', row?._id ?? '', { maxBytes: 100 })).toString()).toBe('a file that stays')
  })

  it('removes what was uploaded whole, even if empty, and never got its row', async () => {
    for (const bytes of [randomBytes(100), Buffer.alloc(0)]) {
      const { fileId } = await files.put('t1', bytes)
      await db.collection<{ _id: string }>('import_files').deleteOne({ _id: fileId })
    }
    await age(30 * HOUR_MS)
    expect(await files.removeUnfinished()).toBe(2)
    expect(await uploads(db).countDocuments()).toBe(1)
  })

  it('finishes a deletion: by the sweep, or by the next put of the same bytes', async () => {
    const rows = db.collection<{ _id: string; deletedAt: Date }>('import_files')
    const bytes = randomBytes(1000)
    const { fileId } = await files.put('t1', bytes)
    await rows.updateOne({ _id: fileId }, { $set: { deletedAt: new Date() } })
    await expect(files.stat('t1', fileId)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    expect(await files.put('t1', bytes)).toMatchObject({ fileId, isNew: true })
    expect(await chunks(db).countDocuments()).toBe(2)

    await rows.updateOne({ _id: fileId }, { $set: { deletedAt: new Date(Date.now() - HOUR_MS) } })
    expect(await files.removeUnfinished()).toBe(1)
    expect(await chunks(db).countDocuments()).toBe(1)
    expect(await rows.countDocuments()).toBe(1)
  })

  it('leaves no bytes behind of puts that were refused or lost a race', async () => {
    const bytes = randomBytes(1_500_000)
    await Promise.all([files.put('t1', bytes), files.put('t1', bytes), files.put('t1', bytes)])
    const tooLarge = Readable.from([randomBytes(1_100_000), randomBytes(1_100_000)])
    await expect(files.put('t1', tooLarge, { maxBytes: 2_000_000 })).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' })
    expect(await chunks(db).countDocuments()).toBe(3)
    expect(await uploads(db).countDocuments()).toBe(2)
  })

  it('tells bytes that rotted', async () => {
    const { fileId } = await files.put('t1', Buffer.from('right'))
    const row = await db.collection<{ _id: string; storageRef: ObjectId }>('import_files').findOne({ _id: fileId })
    await chunks(db).updateOne({ files_id: row?.storageRef }, { $set: { data: Buffer.from('wrong') } })
    await expect(files.read('t1', fileId, { maxBytes: 100 })).rejects.toMatchObject({ code: 'FILE_DAMAGED' })
  })

  it('refuses to run on an index that was defined otherwise', async () => {
    const other = client.db(servers.freshDb())
    await other.collection('import_files').createIndex({ sha256: 1 }, { name: 'tenant_sha256' })
    await expect(createFileStore(other).ensureIndexes()).rejects.toMatchObject({ code: 'FILE_INDEX_CONFLICT' })
  })
})
