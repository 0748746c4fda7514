import type { Readable } from 'node:stream'
import type { Collection, Db, Filter } from 'mongodb'
import { Fault } from '@chasqui/errors'
import type { FileRow } from './file-row.ts'
import type { FileStore, PutOptions, PutResult, StoredFile } from './file-store.ts'
import { createNamedStore } from './grid-fs-store.ts'

/** One run of one task: files are kept by it, so that what a run made is never taken for what another made. */
export type TaskRunIds = { tenantId: string; taskId: string; epoch: number }

/** What is older than a day, of one tenant or of all. */
export type OldFiles = { before: Date; tenantId?: string | undefined }

const NAME = 'task_files'

/**
 * The files that tasks made, such as exports: apart from the documents, because nothing in the books points at them and they may all be removed when
 * they are old.
 */
export class TaskFiles {
  readonly #store: FileStore
  readonly #rows: Collection<FileRow>

  constructor(db: Db) {
    this.#store = createNamedStore(db, NAME)
    this.#rows = db.collection<FileRow>(NAME)
  }

  ensureIndexes(): Promise<void> {
    return this.#store.ensureIndexes()
  }

  put(run: TaskRunIds, source: Readable, options: PutOptions): Promise<PutResult> {
    return this.#store.put(ownerOf(run), source, options)
  }

  /** @throws FILE_NOT_FOUND */
  stat(run: TaskRunIds, fileId: string): Promise<StoredFile> {
    return this.#store.stat(ownerOf(run), fileId)
  }

  /** @throws FILE_NOT_FOUND */
  open(run: TaskRunIds, fileId: string): Promise<Readable> {
    return this.#store.open(ownerOf(run), fileId)
  }

  /** Removes what this run made. */
  removeOf(run: TaskRunIds): Promise<number> {
    return this.#remove({ tenantId: ownerOf(run) }, Number.MAX_SAFE_INTEGER)
  }

  /** Removes what earlier runs of the task made. */
  async removeEarlier({ tenantId, taskId, epoch }: TaskRunIds): Promise<number> {
    let removed = 0
    for (let earlier = 1; earlier < epoch; earlier++) removed += await this.removeOf({ tenantId, taskId, epoch: earlier })
    return removed
  }

  async countOld(old: OldFiles): Promise<{ files: number; bytes: number }> {
    const [sum] = await this.#rows.aggregate<{ files: number; bytes: number }>([{ $match: filterOf(old) }, { $group: { _id: null, files: { $sum: 1 }, bytes: { $sum: '$size' } } }]).toArray()
    return { files: sum?.files ?? 0, bytes: sum?.bytes ?? 0 }
  }

  /** @returns how many this call removed; none: the others are in somebody else's hands, or there are none */
  removeOld(old: OldFiles, limit: number): Promise<number> {
    return this.#remove(filterOf(old), limit)
  }

  async #remove(filter: Filter<FileRow>, limit: number): Promise<number> {
    const rows = await this.#rows.find({ ...filter, deletedAt: { $exists: false } }, { projection: { tenantId: 1 }, limit: Math.min(limit, 10_000) }).toArray()
    let removed = 0
    for (const { _id, tenantId } of rows) if (await this.#isRemoved(tenantId, _id)) removed++
    return removed
  }

  /** @returns false when somebody else removes it */
  async #isRemoved(tenantId: string, fileId: string): Promise<boolean> {
    try {
      await this.#store.delete(tenantId, fileId)
      return true
    } catch (error) {
      if (error instanceof Fault && error.code === 'FILE_NOT_FOUND') return false
      throw error
    }
  }
}

function ownerOf({ tenantId, taskId, epoch }: TaskRunIds): string {
  return `${tenantId}/${taskId}/${epoch}`
}

/** Everything below `<tenant>/`: the character after the slash is the zero. */
function filterOf({ before, tenantId }: OldFiles): Filter<FileRow> {
  return { createdAt: { $lt: before }, ...(tenantId === undefined ? {} : { tenantId: { $gte: `${tenantId}/`, $lt: `${tenantId}0` } }) }
}
