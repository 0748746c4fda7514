import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { type Db, GridFSBucket, type GridFSBucketWriteStream, ObjectId } from 'mongodb'
import { fileErrors } from './errors.ts'
import { Meter } from './meter.ts'

export type Written = { storageRef: ObjectId; sha256: string; size: number }

/** Larger than the driver's 255 KiB: a page image is then one or two writes. */
const CHUNK_BYTES = 1024 * 1024
const IDS_A_LOOK = 500

/** The bytes in GridFS, by a reference that holds the time the upload began. Who may see them is not known here. */
export class GridFsBytes {
  readonly #db: Db
  readonly #name: string
  readonly #bucket: GridFSBucket

  /** @param name of the bucket */
  constructor(db: Db, name: string) {
    this.#db = db
    this.#name = name
    this.#bucket = new GridFSBucket(db, { bucketName: name, chunkSizeBytes: CHUNK_BYTES })
  }

  /** Writes what comes, chunk after chunk, and removes it again when the source, the size or the time (`deadline`, epoch ms) ends it. */
  async write(source: Readable | Buffer, { maxBytes, deadline }: { maxBytes: number | undefined; deadline: number }): Promise<Written> {
    const storageRef = new ObjectId()
    const meter = new Meter(maxBytes)
    const upload = this.#bucket.openUploadStreamWithId(storageRef, storageRef.toHexString())
    // Failures reach us through the callback of the write; without a listener the event would end the process.
    upload.on('error', () => undefined)
    try {
      for await (const chunk of Buffer.isBuffer(source) ? [source] : source) {
        const bytes = Buffer.from(chunk)
        meter.pass(bytes)
        await written(upload, bytes)
        assertBefore(deadline)
      }
      upload.end()
      await finished(upload)
      assertBefore(deadline)
      return { storageRef, ...meter.result() }
    } catch (error) {
      // Nothing is under way now: every write above was waited for. When the store is away, removing fails too and is done later.
      await this.remove(storageRef).catch(() => undefined)
      throw error
    }
  }

  read(storageRef: ObjectId, { start, end }: { start: number; end: number }): Readable {
    return start === end ? Readable.from([]) : this.#bucket.openDownloadStream(storageRef, { start, end })
  }

  /** Removes the bytes, whole or half-written; nothing when there are none. */
  async remove(storageRef: ObjectId): Promise<void> {
    await this.#db.collection(`${this.#name}.files`).deleteOne({ _id: storageRef })
    await this.#db.collection(`${this.#name}.chunks`).deleteMany({ files_id: storageRef })
  }

  /** The references of all uploads that began in this time, finished or not, a few hundred at a time. */
  async *begunBetween(from: Date, to: Date): AsyncGenerator<ObjectId[]> {
    const window = { $gte: ObjectId.createFromTime(seconds(from)), $lt: ObjectId.createFromTime(seconds(to)) }
    const chunks = this.#db.collection(`${this.#name}.chunks`).find({ files_id: window }, { projection: { _id: 0, files_id: 1 }, sort: { files_id: 1 } })
    yield* batchesOf(chunks.map((chunk) => chunk.files_id as ObjectId))
    // An empty file has no chunk.
    const files = this.#db.collection<{ _id: ObjectId }>(`${this.#name}.files`).find({ _id: window, length: 0 }, { projection: { _id: 1 } })
    yield* batchesOf(files.map((file) => file._id))
  }
}

function assertBefore(deadline: number): void {
  if (Date.now() > deadline) throw fileErrors.fault('FILE_UPLOAD_TOO_SLOW')
}

function written(upload: GridFSBucketWriteStream, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => { upload.write(bytes, (error) => error ? reject(error) : resolve()) })
}

async function* batchesOf(ids: AsyncIterable<ObjectId>): AsyncGenerator<ObjectId[]> {
  let batch = new Map<string, ObjectId>()
  for await (const id of ids) {
    batch.set(id.toHexString(), id)
    if (batch.size < IDS_A_LOOK) continue
    yield [...batch.values()]
    batch = new Map()
  }
  if (batch.size > 0) yield [...batch.values()]
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}
