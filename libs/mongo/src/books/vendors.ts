import type { Collection, Db, Filter } from 'mongodb'
import { insertMissing } from '../bulk-writes.ts'
import { ensureIndexes, type IndexDeclaration } from '../indexes.ts'
import { countAll, readAll, readPage, type Listing, type Page, type PageRequest } from '../paging.ts'
import { vendorIdOf } from './ids.ts'
import type { BookRecord, PartyOnRecord } from './record.ts'

/** Whom the tenant buys from: one record a tax id, made by the first document that names it. */
export type Vendor = BookRecord & Omit<PartyOnRecord, 'name' | 'taxId'> & {
  taxId: string
  name: string
  /** Upper case without accents: what lists are sorted and searched by. */
  nameNorm: string
}

export type VendorFilter = { taxId?: string | undefined; /** The beginning of the name, normalised. */ namePrefix?: string | undefined; batchId?: string | undefined }

const indexes: IndexDeclaration[] = [
  { keys: { tenantId: 1, nameNorm: 1, _id: 1 }, options: { name: 'by_name' } },
  { keys: { 'source.batchId': 1, nameNorm: 1, _id: 1 }, options: { name: 'by_batch' } },
]

/** Vendors a process remembers, so that the hundredth invoice of a vendor asks nothing. */
const KNOWN_MAX = 20_000

export class Vendors {
  readonly #vendors: Collection<Vendor>
  /** Vendor → the item that made it. The oldest is forgotten first. */
  readonly #known = new Map<string, string>()

  constructor(db: Db) {
    this.#vendors = db.collection<Vendor>('vendors')
  }

  ensureIndexes(): Promise<void> {
    return ensureIndexes(this.#vendors, indexes)
  }

  /**
   * Makes the vendors that are not there.
   * @returns for each vendor the item that made it, so that a second try counts as the first
   */
  async ensureMany(vendors: readonly Vendor[]): Promise<Map<string, string>> {
    const makers = new Map<string, string>()
    const unknown = new Map<string, Vendor>()
    for (const vendor of vendors) {
      const maker = this.#known.get(vendor._id)
      if (maker !== undefined) makers.set(vendor._id, maker)
      else if (!unknown.has(vendor._id)) unknown.set(vendor._id, vendor)
    }
    if (unknown.size > 0) for (const [id, maker] of await this.#insert(unknown)) makers.set(id, maker)
    return makers
  }

  async #insert(unknown: ReadonlyMap<string, Vendor>): Promise<Map<string, string>> {
    const existing = await insertMissing(this.#vendors, [...unknown.values()])
    const makers = new Map([...unknown.values()].map((vendor) => [vendor._id, vendor.source.itemId]))
    if (existing.size > 0) {
      const found = await this.#vendors.find({ _id: { $in: [...existing] } }, { projection: { 'source.itemId': 1 } }).toArray()
      for (const vendor of found) makers.set(vendor._id, vendor.source.itemId)
    }
    for (const [id, maker] of makers) this.#remember(id, maker)
    return makers
  }

  #remember(id: string, maker: string): void {
    if (this.#known.size >= KNOWN_MAX) {
      const [oldest] = this.#known.keys()
      if (oldest !== undefined) this.#known.delete(oldest)
    }
    this.#known.set(id, maker)
  }

  find(tenantId: string, vendorId: string): Promise<Vendor | null> {
    return this.#vendors.findOne({ _id: vendorId, tenantId })
  }

  /** In the order of names. @throws CURSOR_INVALID */
  list(tenantId: string, filter: VendorFilter = {}, page: PageRequest = {}): Promise<Page<Vendor>> {
    return readPage(this.#vendors, listingOf(tenantId, filter), page)
  }

  count(tenantId: string, filter: VendorFilter = {}): Promise<number> {
    return countAll(this.#vendors, listingOf(tenantId, filter))
  }

  /** The whole list in the order of names, as fast as it is read. */
  stream(tenantId: string, filter: VendorFilter = {}): AsyncGenerator<Vendor, void, undefined> {
    return readAll(this.#vendors, listingOf(tenantId, filter))
  }
}

function listingOf(tenantId: string, { taxId, namePrefix, batchId }: VendorFilter): Listing<Vendor> {
  const filter: Filter<Vendor> = {
    tenantId,
    ...(taxId === undefined ? {} : { _id: vendorIdOf(tenantId, taxId) }),
    ...(batchId === undefined ? {} : { 'source.batchId': batchId }),
    revertedAt: null,
  }
  const range = namePrefix === undefined ? undefined : { from: namePrefix, to: `${namePrefix}\uffff` }
  return { filter, order: { field: 'nameNorm', direction: 1 }, range }
}
