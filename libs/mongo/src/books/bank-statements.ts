import type { Collection, Db } from 'mongodb'
import { insertMissing, rewrite } from '../bulk-writes.ts'
import { ensureIndexes, type IndexDeclaration } from '../indexes.ts'
import type { Amount } from './amount.ts'
import type { BookRecord } from './record.ts'

/**
 * One imported statement. It is what makes its movements appear together: they are seen only when it is complete.
 *
 *   staged ──complete──▶ complete
 */
export type BankStatementRecord = BookRecord & {
  accountId: string
  statementId?: string
  sequence?: string
  from?: string
  to?: string
  opening?: Amount
  closing?: Amount
  currency: string
  /** Movements in the file, and how many of them another import had brought already. */
  movements: number
  duplicates: number
  state: 'staged' | 'complete'
}

const indexes: IndexDeclaration[] = [
  { keys: { accountId: 1, to: -1, _id: 1 }, options: { name: 'by_account' } },
]

/** Statements of one account that end on the same day: more than this are copies in other formats. */
const SAME_DAY_MAX = 20

export class BankStatements {
  readonly #statements: Collection<BankStatementRecord>

  constructor(db: Db) {
    this.#statements = db.collection<BankStatementRecord>('bank_statements')
  }

  ensureIndexes(): Promise<void> {
    return ensureIndexes(this.#statements, indexes)
  }

  async insertMany(statements: readonly BankStatementRecord[]): Promise<void> {
    await insertMissing(this.#statements, statements)
  }

  /** Writes what an earlier try of the same item may have left half done, perhaps before it was corrected. */
  rewriteMany(statements: readonly BankStatementRecord[]): Promise<void> {
    return rewrite(this.#statements, statements, { state: 'staged', revertedAt: null })
  }

  /** From this write on all movements of each of these statements are seen. */
  async complete(statementIds: readonly string[]): Promise<void> {
    await this.#statements.updateMany({ _id: { $in: [...statementIds] }, state: 'staged' }, { $set: { state: 'complete' } })
  }

  /** Which of these are complete. */
  async completeAmong(statementIds: readonly string[]): Promise<Set<string>> {
    const found = await this.#statements.find({ _id: { $in: [...statementIds] }, state: 'complete' }, { projection: { _id: 1 } }).toArray()
    return new Set(found.map((statement) => statement._id))
  }

  find(tenantId: string, statementId: string): Promise<BankStatementRecord | null> {
    return this.#statements.findOne({ _id: statementId, tenantId })
  }

  /** The complete statements of an account that end on or before a day, the latest first. */
  endingBy(tenantId: string, accountId: string, day: string): Promise<BankStatementRecord[]> {
    return this.#statements.find(
      { accountId, tenantId, to: { $lte: day }, state: 'complete', revertedAt: null },
      { sort: { to: -1, _id: 1 }, limit: SAME_DAY_MAX },
    ).toArray()
  }

  /** The complete statements of an account, the latest first; at most 200. */
  list(tenantId: string, accountId: string): Promise<BankStatementRecord[]> {
    return this.#statements.find({ accountId, tenantId, state: 'complete', revertedAt: null }, { sort: { to: -1, _id: 1 }, limit: 200 }).toArray()
  }
}
