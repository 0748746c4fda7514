import type { Collection, Db, Filter, UpdateFilter } from 'mongodb'
import { FINAL_STATES, type ItemStatus } from '@chasqui/contracts'
import type { Batch } from './items/batches.ts'
import type { DeadLetter } from './dead-letters.ts'
import type { Item } from './items/item.ts'

/** The item says where bytes are: they go first, or nobody would know of them. */
const STILL_HAS_FILES = [
  { 'file.fileId': { $exists: true }, 'file.purgedAt': { $exists: false } }, { 'file.archive.fileId': { $exists: true }, 'file.archive.purgedAt': { $exists: false } },
  { textFileId: { $exists: true } }, { preparedFileId: { $exists: true } }, { pageFileIds: { $exists: true } },
] as Filter<Item>[]

/** What came to its rest before a time, of one tenant or (undefined) of all. */
export type Old = { tenantId?: string | undefined; before: Date }

/** Which file of an item. */
export type ItemFileField = 'preparedFileId' | 'textFileId' | OriginalField
/** As it was sent: the file of the document, and the archive or envelope that it was taken out of. The same bytes may be the one here and the other there. */
type OriginalField = (typeof ORIGINALS)[number]

export type ReferredFile = { tenantId: string; fileId: string; /** Of prepared pages: their pictures; absent on items that were prepared before they were kept there. */ pageFileIds?: string[] }

const ORIGINALS = ['file.fileId', 'file.archive.fileId'] as const

const FINAL = [...FINAL_STATES] as ItemStatus[]
/** Ends of which nothing in the books knows. What was published, and what was taken back, is known there with its item and its file. */
const OUTSIDE_THE_BOOKS: readonly ItemStatus[] = ['duplicate', 'rejected', 'cancelled']

/**
 * What the record lets go of when it is old. Every removal names its condition again, so that what moved meanwhile stays; the books, the audit, what is not at
 * its end and what a record of the books points at are never named.
 */
export class Purges {
  readonly #items: Collection<Item>
  readonly #batches: Collection<Batch>
  readonly #letters: Collection<DeadLetter>

  constructor(db: Db) {
    this.#items = db.collection<Item>('import_items')
    this.#batches = db.collection<Batch>('import_batches')
    this.#letters = db.collection<DeadLetter>('dead_letters')
  }

  async ensureIndexes(): Promise<void> {
    // Whether a file is referred to by another item is asked by the file.
    for (const field of ['preparedFileId', 'textFileId', ...ORIGINALS, 'pageFileIds'] as const) await this.#items.createIndex({ [field]: 1 }, { name: `by_${field.replaceAll('.', '_')}`, sparse: true })
  }

  // --- rows ---------------------------------------------------------------------------------------

  countRows(old: Old): Promise<number> {
    return this.#items.countDocuments(itemsWith('row', old))
  }

  async removeRows(old: Old, limit: number): Promise<number> {
    const ids = await this.#ids(this.#items, itemsWith('row', old), limit)
    if (ids.length === 0) return 0
    return (await this.#items.updateMany({ ...itemsWith('row', old), _id: { $in: ids } }, { $unset: { row: '' } })).modifiedCount
  }

  // --- files of items -----------------------------------------------------------------------------

  countFiles(field: ItemFileField, old: Old): Promise<number> {
    return this.#items.countDocuments(itemsWith(field, old))
  }

  /** Files of old items, and of no item that is not old. */
  async unusedFiles(field: ItemFileField, old: Old, { after, limit }: { after: string; limit: number }): Promise<{ files: ReferredFile[]; last: string | undefined }> {
    const items = await this.#items.find({ ...itemsWith(field, old), _id: { $gt: after } }, { projection: { tenantId: 1, [field]: 1, ...(field === 'preparedFileId' ? { pageFileIds: 1 } : {}) }, sort: { _id: 1 }, limit }).toArray()
    const named = new Map(items.map((item): [string, ReferredFile] => [fileOf(item, field), { tenantId: item.tenantId, fileId: fileOf(item, field), ...(item.pageFileIds ? { pageFileIds: item.pageFileIds } : {}) }]))
    const fields = isOriginal(field) ? ORIGINALS : [field]
    const used = await this.#usedByOthers(fields, [...named.keys()], (user) => isOld(user, field, old.before), (user) => fields.map((one) => fileOf(user, one)))
    for (const fileId of used) named.delete(fileId)
    return { files: [...named.values()], last: items.at(-1)?._id }
  }

  /** Of the pictures of prepared pages, those that no item names that is not old. */
  async unusedPictures(fileIds: readonly string[], { before }: Old): Promise<string[]> {
    const used = await this.#usedByOthers(['pageFileIds'], fileIds, (user) => isOld(user, 'preparedFileId', before), ({ pageFileIds = [] }) => pageFileIds)
    return fileIds.filter((fileId) => !used.has(fileId))
  }

  async #usedByOthers(fields: readonly string[], fileIds: readonly string[], isUnneeded: (user: Item) => boolean, filesOf: (user: Item) => string[]): Promise<Set<string>> {
    const users = await this.#items.find({ $or: fields.map((field) => ({ [field]: { $in: [...fileIds] } })) } as Filter<Item>, { projection: { status: 1, movedAt: 1, ...Object.fromEntries(fields.map((field) => [field, 1])) } }).toArray()
    return new Set(users.filter((user) => !isUnneeded(user)).flatMap(filesOf))
  }

  /** Old items name these files no more. @returns how many items */
  async forgetFiles(field: ItemFileField, old: Old, fileIds: readonly string[]): Promise<number> {
    const filter = { ...itemsWith(field, old), [field]: { $in: [...fileIds] } } as Filter<Item>
    // What an original was stays on record: its name, size and hash.
    const forget = isOriginal(field) ? { $set: { [purgedAtOf(field)]: new Date() } } : { $unset: { [field]: '', ...(field === 'preparedFileId' ? { pageFileIds: '' } : {}) } }
    return (await this.#items.updateMany(filter, forget as UpdateFilter<Item>)).modifiedCount
  }

  // --- dead letters -------------------------------------------------------------------------------

  countLetters(old: Old): Promise<number> {
    return this.#letters.countDocuments(lettersOf(old))
  }

  async removeLetters(old: Old, limit: number): Promise<number> {
    const ids = await this.#ids(this.#letters, lettersOf(old), limit)
    return ids.length === 0 ? 0 : (await this.#letters.deleteMany({ ...lettersOf(old), _id: { $in: ids } })).deletedCount
  }

  // --- batches ------------------------------------------------------------------------------------

  /**
   * Old batches of which everything has ended, long ago, and nothing came into the books.
   * @param after the last id of the page before
   */
  async finishedBatches({ tenantId, before }: Old, { after, limit }: { after: string; limit: number }): Promise<{ batches: { _id: string; tenantId: string }[]; last: string | undefined }> {
    const page = await this.#batches.find({ _id: { $gt: after }, updatedAt: { $lt: before }, ...(tenantId === undefined ? {} : { tenantId }) }, { projection: { tenantId: 1 }, sort: { _id: 1 }, limit }).toArray()
    const kept = await Promise.all(page.map(({ _id }) => this.#items.countDocuments({ batchId: _id, $or: [{ status: { $nin: [...OUTSIDE_THE_BOOKS] } }, { movedAt: { $gte: before } }, ...STILL_HAS_FILES] }, { limit: 1 })))
    return { batches: page.filter((_, n) => kept[n] === 0).map(({ _id, tenantId: own }) => ({ _id, tenantId: own })), last: page.at(-1)?._id }
  }

  /** Removes a finished batch with its items: the items first, so that a batch is there as long as something of it is. */
  async removeBatch({ _id, tenantId }: { _id: string; tenantId: string }, before: Date): Promise<boolean> {
    // Whoever brings something into it changes `updatedAt` before: from here on the batch takes no more.
    const closed = await this.#batches.updateOne({ _id, tenantId, updatedAt: { $lt: before } }, { $set: { cancelledAt: new Date() } })
    if (closed.matchedCount === 0) return false
    await this.#items.deleteMany({ batchId: _id, tenantId, status: { $in: [...OUTSIDE_THE_BOOKS] } })
    if (await this.#items.countDocuments({ batchId: _id }, { limit: 1 }) > 0) return false
    return (await this.#batches.deleteOne({ _id, tenantId })).deletedCount === 1
  }

  async #ids<T extends { _id: string }>(collection: Collection<T>, filter: Filter<T>, limit: number): Promise<string[]> {
    const found = await collection.find(filter, { projection: { _id: 1 }, limit }).toArray()
    return found.map(({ _id }) => _id as string)
  }
}

/** Texts and prepared pages can be made again from the original; an original that the books point at, a file or a row, cannot. */
function itemsWith(field: ItemFileField | 'row', { tenantId, before }: Old): Filter<Item> {
  return {
    [field]: { $exists: true }, status: { $in: [...endsOf(field)] }, movedAt: { $lt: before },
    ...(isOriginal(field) ? { [purgedAtOf(field)]: { $exists: false } } : {}), ...(tenantId === undefined ? {} : { tenantId }),
  } as Filter<Item>
}

/** At which ends nothing needs it any more. */
function endsOf(field: ItemFileField | 'row'): readonly ItemStatus[] {
  return field === 'row' || isOriginal(field) ? OUTSIDE_THE_BOOKS : FINAL
}

function isOriginal(field: string): field is OriginalField {
  return (ORIGINALS as readonly string[]).includes(field)
}

function purgedAtOf(field: OriginalField): string {
  return field.replace('fileId', 'purgedAt')
}

function isOld({ status, movedAt }: Item, field: ItemFileField, before: Date): boolean {
  return endsOf(field).includes(status) && movedAt < before
}

function fileOf(item: Item, field: ItemFileField): string {
  switch (field) {
    case 'file.fileId': return item.file?.fileId ?? ''
    case 'file.archive.fileId': return item.file?.archive?.fileId ?? ''
    default: return item[field] ?? ''
  }
}

function lettersOf({ tenantId, before }: Old): Filter<DeadLetter> {
  return { 'resolved.at': { $lt: before }, ...(tenantId === undefined ? {} : { tenantId }) } as Filter<DeadLetter>
}
