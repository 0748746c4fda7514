import type { Collection, Filter } from 'mongodb'
import { insertMissing, rewrite } from '../bulk-writes.ts'
import { ensureIndexes, type IndexDeclaration } from '../indexes.ts'
import { countAll, readAll, readPage, type Listing, type Page, type PageRequest } from '../paging.ts'
import type { BookRecord } from './record.ts'
import { revertRecords } from './reverting.ts'

/** A book: records of one kind, made by imports, each once, and listed newest first. */
export class Book<T extends BookRecord, F extends object> {
  protected readonly records: Collection<T>
  readonly #indexes: readonly IndexDeclaration[]
  readonly #listingOf: (tenantId: string, filter: F) => Listing<T>

  constructor(records: Collection<T>, options: { indexes: readonly IndexDeclaration[]; listingOf: (tenantId: string, filter: F) => Listing<T> }) {
    this.records = records
    this.#indexes = options.indexes
    this.#listingOf = options.listingOf
  }

  ensureIndexes(): Promise<void> {
    return ensureIndexes(this.records, this.#indexes)
  }

  async insertMany(records: readonly T[]): Promise<void> {
    await insertMissing(this.records, records)
  }

  /** Writes what an earlier try of the same item may have left half done, perhaps before it was corrected. */
  rewriteMany(records: readonly T[]): Promise<void> {
    return rewrite(this.records, records, { version: 1, revertedAt: null } as Filter<T>)
  }

  /** Marks them as undone: they stay, and lists leave them out. */
  revertMany(ids: readonly string[], at: Date): Promise<void> {
    return revertRecords(this.records, ids, at)
  }

  /** What these items of these batches made. */
  findOfItems(tenantIds: readonly string[], batchIds: readonly string[], itemIds: readonly string[]): Promise<T[]> {
    const filter: Filter<BookRecord> = { 'source.batchId': { $in: [...batchIds] }, 'source.itemId': { $in: [...itemIds] }, tenantId: { $in: [...tenantIds] }, revertedAt: null }
    return this.records.find(filter as Filter<T>).toArray() as Promise<T[]>
  }

  find(tenantId: string, id: string): Promise<T | null> {
    const filter: Filter<BookRecord> = { _id: id, tenantId }
    return this.records.findOne(filter as Filter<T>) as Promise<T | null>
  }

  /** Newest first. @throws CURSOR_INVALID */
  list(tenantId: string, filter?: F, page: PageRequest = {}): Promise<Page<T>> {
    return readPage(this.records, this.#listingOf(tenantId, filter ?? {} as F), page) as Promise<Page<T>>
  }

  count(tenantId: string, filter?: F): Promise<number> {
    return countAll(this.records as unknown as Collection<BookRecord>, this.#listingOf(tenantId, filter ?? {} as F) as unknown as Listing<BookRecord>)
  }

  /** The whole list, newest first, as fast as it is read. */
  stream(tenantId: string, filter?: F): AsyncGenerator<T, void, undefined> {
    return readAll(this.records, this.#listingOf(tenantId, filter ?? {} as F)) as AsyncGenerator<T, void, undefined>
  }
}
