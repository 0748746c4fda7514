import type { Collection, Db, Filter } from 'mongodb'
import { insertMissing } from '../bulk-writes.ts'
import { ensureIndexes, type IndexDeclaration } from '../indexes.ts'
import { PAGE_MAX, readCursor, writeCursor, type Page, type PageRequest } from '../paging.ts'
import type { BookRecord } from './record.ts'

/** An account that a statement named. `unconfirmed` until a person says that it is the tenant's. */
export type BankAccount = BookRecord & {
  iban?: string
  number?: string
  bank?: string
  branch?: string
  currency: string
  holder?: string
  status: 'unconfirmed' | 'confirmed'
}

export type BankAccountFilter = { status?: BankAccount['status'] | undefined }

const indexes: IndexDeclaration[] = [
  { keys: { tenantId: 1, _id: 1 }, options: { name: 'by_tenant' } },
]

export class BankAccounts {
  readonly #accounts: Collection<BankAccount>

  constructor(db: Db) {
    this.#accounts = db.collection<BankAccount>('bank_accounts')
  }

  ensureIndexes(): Promise<void> {
    return ensureIndexes(this.#accounts, indexes)
  }

  /** Makes the accounts that are not there. @returns the status of each */
  async ensureMany(accounts: readonly BankAccount[]): Promise<Map<string, BankAccount['status']>> {
    const unique = new Map(accounts.map((account) => [account._id, account]))
    const existing = await insertMissing(this.#accounts, [...unique.values()])
    const found = existing.size === 0 ? [] : await this.#accounts.find({ _id: { $in: [...existing] } }, { projection: { status: 1 } }).toArray()
    return new Map([...unique.values(), ...found].map((account) => [account._id, account.status]))
  }

  find(tenantId: string, accountId: string): Promise<BankAccount | null> {
    return this.#accounts.findOne({ _id: accountId, tenantId, revertedAt: null })
  }

  /** In the order of ids. @throws CURSOR_INVALID */
  async list(tenantId: string, { status }: BankAccountFilter = {}, { cursor, limit = PAGE_MAX }: PageRequest = {}): Promise<Page<BankAccount>> {
    const filter: Filter<BankAccount> = {
      tenantId, revertedAt: null, ...(status === undefined ? {} : { status }), ...(cursor === undefined ? {} : { _id: { $gt: readCursor(cursor).id } }),
    }
    const records = await this.#accounts.find(filter, { sort: { _id: 1 }, limit: limit + 1 }).toArray()
    const page = records.slice(0, limit)
    const last = page.at(-1)
    return records.length > limit && last ? { records: page, next: writeCursor('', last._id) } : { records: page }
  }

  /** A person says that the account is the tenant's. False when it is confirmed already, or not there. */
  async confirm(tenantId: string, accountId: string): Promise<boolean> {
    const { modifiedCount } = await this.#accounts.updateOne({ _id: accountId, tenantId, revertedAt: null, status: 'unconfirmed' }, { $set: { status: 'confirmed' }, $inc: { version: 1 } })
    return modifiedCount === 1
  }
}
