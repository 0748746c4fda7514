import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type Collection, type Db, MongoServerError } from 'mongodb'
import { rangeWithin } from './byte-range.ts'
import { fileErrors } from './errors.ts'
import { fileIdOf, sha256Of } from './file-id.ts'
import type { FileRow } from './file-row.ts'
import type { ByteRange, FileNotes, FileStore, PutOptions, PutResult, StoredFile } from './file-store.ts'
import { GridFsBytes, type Written } from './grid-fs-bytes.ts'
import { tooLarge } from './meter.ts'
import { Sweep } from './sweep.ts'

/** An upload that lasts longer is given up; the sweep takes only what began long before that. */
const UPLOAD_LIMIT_MS = 60 * 60_000
const SWEEP_EVERY_MS = 60 * 60_000
const DUPLICATE_KEY = 11000

/** The file store of the documents, in the record's own database, over GridFS. */
export function createFileStore(db: Db): FileStore {
  return createNamedStore(db, 'import_files', 'import_file')
}

/** @param rows the collection of the rows · @param prefix of the collections beside it */
export function createNamedStore(db: Db, rows: string, prefix = rows): FileStore {
  return new GridFsStore(db, rows, prefix)
}

class GridFsStore implements FileStore {
  readonly #rows: Collection<FileRow>
  readonly #bytes: GridFsBytes
  readonly #sweep: Sweep
  #sweepDueAt = 0

  constructor(db: Db, rows: string, prefix: string) {
    this.#rows = db.collection<FileRow>(rows)
    this.#bytes = new GridFsBytes(db, `${prefix}_bytes`)
    this.#sweep = new Sweep(db.collection(`${prefix}_sweeps`), this.#rows, this.#bytes)
  }

  async ensureIndexes(): Promise<void> {
    try {
      await this.#rows.createIndex({ tenantId: 1, sha256: 1 }, { name: 'tenant_sha256', unique: true })
      await this.#rows.createIndex({ storageRef: 1 }, { name: 'storage_ref', unique: true })
      await this.#rows.createIndex({ deletedAt: 1 }, { name: 'deleted', sparse: true })
    } catch (cause) {
      throw fileErrors.fault('FILE_INDEX_CONFLICT', { detail: cause instanceof Error ? cause.message : this.#rows.collectionName, cause })
    }
  }

  async put(tenantId: string, source: Readable | Buffer, options: PutOptions = {}): Promise<PutResult> {
    await this.#sweepWhenDue()
    if (Buffer.isBuffer(source)) {
      if (source.length > (options.maxBytes ?? Number.POSITIVE_INFINITY)) throw tooLarge(options.maxBytes as number)
      const known = await this.#known(tenantId, sha256Of(source))
      if (known) return known
    }
    const written = await this.#bytes.write(source, { maxBytes: options.maxBytes, deadline: Date.now() + UPLOAD_LIMIT_MS })
    return this.#makeVisible(tenantId, written, options)
  }

  async open(tenantId: string, fileId: string, range?: ByteRange): Promise<Readable> {
    const row = await this.#find(tenantId, fileId)
    return this.#bytes.read(row.storageRef, rangeWithin(row.size, range))
  }

  async read(tenantId: string, fileId: string, { maxBytes }: { maxBytes: number }): Promise<Buffer> {
    const row = await this.#find(tenantId, fileId)
    if (row.size > maxBytes) throw tooLarge(maxBytes)
    const bytes = await buffer(this.#bytes.read(row.storageRef, { start: 0, end: row.size }))
    if (sha256Of(bytes) !== row.sha256) throw fileErrors.fault('FILE_DAMAGED', { detail: fileId })
    return bytes
  }

  async stat(tenantId: string, fileId: string): Promise<StoredFile> {
    const { _id, storageRef: _, lastPutAt: _again, ...known } = await this.#find(tenantId, fileId)
    return { fileId: _id, ...known }
  }

  async annotate(tenantId: string, fileId: string, notes: FileNotes): Promise<void> {
    const { matchedCount } = await this.#rows.updateOne(visible(tenantId, fileId), { $set: notes })
    if (matchedCount === 0) throw notFound(fileId)
  }

  async delete(tenantId: string, fileId: string): Promise<void> {
    const row = await this.#rows.findOneAndUpdate(visible(tenantId, fileId), { $set: { deletedAt: new Date() } }, { returnDocument: 'after' })
    if (row === null) throw notFound(fileId)
    await this.#sweep.endDeletion(row)
  }

  async deleteUnused(tenantId: string, fileId: string, before: Date): Promise<boolean> {
    const unused = { ...visible(tenantId, fileId), createdAt: { $lt: before }, $or: [{ lastPutAt: { $exists: false } }, { lastPutAt: { $lt: before } }] }
    const row = await this.#rows.findOneAndUpdate(unused, { $set: { deletedAt: new Date() } }, { returnDocument: 'after' })
    if (row) await this.#sweep.endDeletion(row)
    return row !== null || await this.#rows.countDocuments(visible(tenantId, fileId)) === 0
  }

  removeUnfinished(): Promise<number> {
    return this.#sweep.run()
  }

  async #find(tenantId: string, fileId: string): Promise<FileRow> {
    const row = await this.#rows.findOne(visible(tenantId, fileId))
    if (row === null) throw notFound(fileId)
    return row
  }

  async #known(tenantId: string, sha256: string): Promise<PutResult | undefined> {
    // Noted in the same step, so that nobody removes as unused what is just being used again.
    const row = await this.#rows.findOneAndUpdate(visible(tenantId, fileIdOf(tenantId, sha256)), { $set: { lastPutAt: new Date() } }, { returnDocument: 'after' })
    return row ? { fileId: row._id, sha256, size: row.size, isNew: false } : undefined
  }

  /**
   * Of puts of the same bytes that race, the one whose row is inserted wins; the others remove what they wrote. When the insert fails
   * in another way it may still have happened, so the bytes stay: if no row refers to them, the sweep removes them.
   */
  async #makeVisible(tenantId: string, { storageRef, sha256, size }: Written, { filename, mimeType }: PutOptions): Promise<PutResult> {
    const fileId = fileIdOf(tenantId, sha256)
    const row: FileRow = {
      _id: fileId, tenantId, sha256, size, storageRef, createdAt: new Date(),
      ...(filename === undefined ? {} : { filename }), ...(mimeType === undefined ? {} : { mimeType }),
    }
    while (!(await this.#insert(row))) {
      const known = await this.#known(tenantId, sha256)
      if (known) {
        await this.#bytes.remove(storageRef)
        return known
      }
      const existing = await this.#rows.findOne({ _id: fileId })
      if (existing?.deletedAt !== undefined) await this.#sweep.endDeletion(existing)
    }
    return { fileId, sha256, size, isNew: true }
  }

  async #insert(row: FileRow): Promise<boolean> {
    try {
      await this.#rows.insertOne(row)
      return true
    } catch (error) {
      if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false
      throw error
    }
  }

  async #sweepWhenDue(): Promise<void> {
    if (Date.now() < this.#sweepDueAt) return
    this.#sweepDueAt = Date.now() + SWEEP_EVERY_MS
    // What it cannot do now it does in an hour; the put has nothing to do with it.
    await this.#sweep.run().catch(() => undefined)
  }
}

function visible(tenantId: string, fileId: string) {
  return { _id: fileId, tenantId, deletedAt: { $exists: false } }
}

function notFound(fileId: string) {
  return fileErrors.fault('FILE_NOT_FOUND', { detail: fileId })
}
