import type { Collection, Db } from 'mongodb'
import { ensureIndexes, type IndexDeclaration } from '../indexes.ts'
import { insertMissing } from './writing.ts'
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
    return this.#accounts.findOne({ _id: accountId, tenantId })
  }

  list(tenantId: string): Promise<BankAccount[]> {
    return this.#accounts.find({ tenantId, revertedAt: null }, { sort: { _id: 1 } }).toArray()
  }

  /** A person says that the account is the tenant's. False when there is no such account. */
  async confirm(tenantId: string, accountId: string): Promise<boolean> {
    const { matchedCount } = await this.#accounts.updateOne({ _id: accountId, tenantId }, { $set: { status: 'confirmed' }, $inc: { version: 1 } })
    return matchedCount === 1
  }
}
