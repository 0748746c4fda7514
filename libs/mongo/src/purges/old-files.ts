import type { Collection, Filter, UpdateFilter } from 'mongodb'
import { ensureIndexes, type IndexDeclaration } from '../indexes.ts'
import type { Item } from '../items/item.ts'
import type { Old } from './old.ts'
import { isOriginal, isUnneeded, itemsWith, ORIGINALS, purgedAtOf, type ItemFileField } from './unneeded.ts'

export type ReferredFile = { tenantId: string; fileId: string; /** Of prepared pages: their pictures; absent on items that were prepared before they were kept there. */ pageFileIds?: string[] }

/** Whether a file is referred to by another item is asked by the file. */
const indexes: IndexDeclaration[] = ['preparedFileId', 'textFileId', ...ORIGINALS, 'pageFileIds'].map((field) => ({ keys: { [field]: 1 }, options: { name: `by_${field.replaceAll('.', '_')}`, sparse: true } }))

/** Files of items. Their bytes are in the file store: here is which of them nobody needs, and that they are gone. */
export class OldFiles {
  readonly #items: Collection<Item>

  constructor(items: Collection<Item>) {
    this.#items = items
  }

  ensureIndexes(): Promise<void> {
    return ensureIndexes(this.#items, indexes)
  }

  count(field: ItemFileField, old: Old): Promise<number> {
    return this.#items.countDocuments(itemsWith(field, old))
  }

  /** Files of old items, and of no item that is not old. */
  async unused(field: ItemFileField, old: Old, { after, limit }: { after: string; limit: number }): Promise<{ files: ReferredFile[]; last: string | undefined }> {
    const items = await this.#items.find({ ...itemsWith(field, old), _id: { $gt: after } }, { projection: { tenantId: 1, [field]: 1, ...(field === 'preparedFileId' ? { pageFileIds: 1 } : {}) }, sort: { _id: 1 }, limit }).toArray()
    const named = new Map(items.map((item): [string, ReferredFile] => [fileOf(item, field), { tenantId: item.tenantId, fileId: fileOf(item, field), ...(item.pageFileIds ? { pageFileIds: item.pageFileIds } : {}) }]))
    const fields = isOriginal(field) ? ORIGINALS : [field]
    const used = await this.#usedByOthers(fields, [...named.keys()], (user) => isUnneeded(user, field, old.before), (user) => fields.map((one) => fileOf(user, one)))
    for (const fileId of used) named.delete(fileId)
    return { files: [...named.values()], last: items.at(-1)?._id }
  }

  /** Of the pictures of prepared pages, those that no item names that is not old. */
  async unusedPictures(fileIds: readonly string[], { before }: Old): Promise<string[]> {
    const used = await this.#usedByOthers(['pageFileIds'], fileIds, (user) => isUnneeded(user, 'preparedFileId', before), ({ pageFileIds = [] }) => pageFileIds)
    return fileIds.filter((fileId) => !used.has(fileId))
  }

  /** Old items name these files no more. @returns how many items */
  async forget(field: ItemFileField, old: Old, fileIds: readonly string[]): Promise<number> {
    const filter = { ...itemsWith(field, old), [field]: { $in: [...fileIds] } } as Filter<Item>
    // What an original was stays on record: its name, size and hash.
    const forget = isOriginal(field) ? { $set: { [purgedAtOf(field)]: new Date() } } : { $unset: { [field]: '', ...(field === 'preparedFileId' ? { pageFileIds: '' } : {}) } }
    return (await this.#items.updateMany(filter, forget as UpdateFilter<Item>)).modifiedCount
  }

  async #usedByOthers(fields: readonly string[], fileIds: readonly string[], isFree: (user: Item) => boolean, filesOf: (user: Item) => string[]): Promise<Set<string>> {
    const users = await this.#items.find({ $or: fields.map((field) => ({ [field]: { $in: [...fileIds] } })) } as Filter<Item>, { projection: { status: 1, movedAt: 1, ...Object.fromEntries(fields.map((field) => [field, 1])) } }).toArray()
    return new Set(users.filter((user) => !isFree(user)).flatMap(filesOf))
  }
}

function fileOf(item: Item, field: ItemFileField): string {
  switch (field) {
    case 'file.fileId': return item.file?.fileId ?? ''
    case 'file.archive.fileId': return item.file?.archive?.fileId ?? ''
    default: return item[field] ?? ''
  }
}
