import type { Collection } from 'mongodb'
import type { FileRow } from './file-row.ts'
import type { GridFsBytes } from './grid-fs-bytes.ts'

/** Far above the limit of an upload and the differences between clocks: what began earlier and has no row never gets one. */
const UNFINISHED_AFTER_MS = 24 * 60 * 60_000
/** A deletion takes seconds; one that is older was killed. */
const DELETION_LIMIT_MS = 10 * 60_000

export type Progress = { _id: 'uploads'; doneUpTo: Date }

/** Removes what killed uploads and killed deletions left behind. Several may run at once: every step may be done twice. */
export class Sweep {
  readonly #progress: Collection<Progress>
  readonly #rows: Collection<FileRow>
  readonly #bytes: GridFsBytes

  constructor(progress: Collection<Progress>, rows: Collection<FileRow>, bytes: GridFsBytes) {
    this.#progress = progress
    this.#rows = rows
    this.#bytes = bytes
  }

  async run(now = new Date()): Promise<number> {
    return await this.#endKilledDeletions(now) + await this.#removeKilledUploads(now)
  }

  /** The row goes last, and only if it still is the row of these bytes. */
  async endDeletion({ _id, storageRef }: FileRow): Promise<void> {
    await this.#bytes.remove(storageRef)
    await this.#rows.deleteOne({ _id, storageRef, deletedAt: { $exists: true } })
  }

  async #endKilledDeletions(now: Date): Promise<number> {
    const killed = await this.#rows.find({ deletedAt: { $lt: new Date(now.getTime() - DELETION_LIMIT_MS) } }).toArray()
    for (const row of killed) await this.endDeletion(row)
    return killed.length
  }

  /** Each time of uploads is looked through once: how far the last sweep came is kept. */
  async #removeKilledUploads(now: Date): Promise<number> {
    const upTo = new Date(now.getTime() - UNFINISHED_AFTER_MS)
    const from = (await this.#progress.findOne({ _id: 'uploads' }))?.doneUpTo ?? new Date(0)
    let removed = 0
    for await (const storageRefs of this.#bytes.begunBetween(from, upTo)) {
      const rows = await this.#rows.find({ storageRef: { $in: storageRefs } }, { projection: { storageRef: 1 } }).toArray()
      const referred = new Set(rows.map((row) => row.storageRef.toHexString()))
      const unreferred = storageRefs.filter((ref) => !referred.has(ref.toHexString()))
      for (const ref of unreferred) await this.#bytes.remove(ref)
      removed += unreferred.length
    }
    await this.#progress.updateOne({ _id: 'uploads' }, { $max: { doneUpTo: upTo } }, { upsert: true })
    return removed
  }
}
