import type { Db, Filter } from 'mongodb'
import type { IndexDeclaration } from '../indexes.ts'
import { countAll, readPage, type Listing, type Page, type PageRequest } from '../paging.ts'
import type { Amount } from './amount.ts'
import { BankStatements } from './bank-statements.ts'
import { Book } from './book.ts'
import type { BookRecord, PartyOnRecord } from './record.ts'

/** One movement of an account, whatever number of files brought it. */
export type BankTransaction = BookRecord & {
  accountId: string
  /** The statement that brought it first; the movement is seen when that is complete. */
  statementId: string
  bookingDate: string
  valueDate: string
  /** Signed: money in is positive. */
  amount: Amount
  direction: 'debit' | 'credit'
  currency: string
  narrative: string
  /** Upper case, no accents, long numbers removed: what rules look at. */
  narrativeNorm: string
  counterparty?: PartyOnRecord & { iban?: string }
  externalRef?: string
  endToEndId?: string
  code?: string
  balanceAfter?: Amount
  ordinal: number
  status: 'pending' | 'reconciled' | 'rejected'
}

export type BankTransactionFilter = {
  from?: string | undefined
  to?: string | undefined
  accountId?: string | undefined
  direction?: BankTransaction['direction'] | undefined
  status?: BankTransaction['status'] | undefined
  batchId?: string | undefined
}

const indexes: IndexDeclaration[] = [
  { keys: { tenantId: 1, bookingDate: -1, _id: 1 }, options: { name: 'by_date' } },
  { keys: { accountId: 1, bookingDate: -1, _id: 1 }, options: { name: 'by_account' } },
  { keys: { 'source.batchId': 1, bookingDate: -1, _id: 1 }, options: { name: 'by_batch' } },
]

/** Statements a process remembers as complete; complete is for ever. */
const KNOWN_MAX = 20_000

export class BankTransactions extends Book<BankTransaction, BankTransactionFilter> {
  readonly #statements: BankStatements
  readonly #complete = new Set<string>()

  constructor(db: Db) {
    super(db.collection<BankTransaction>('bank_transactions'), { indexes, listingOf })
    this.#statements = new BankStatements(db)
  }

  /** The lines that a statement brought, seen or not. */
  findOfStatement(tenantId: string, accountId: string, statementId: string): Promise<BankTransaction[]> {
    return this.records.find({ accountId, statementId, tenantId, revertedAt: null }).toArray()
  }

  /** Null also while the statement of the movement is being written. */
  override async find(tenantId: string, transactionId: string): Promise<BankTransaction | null> {
    const found = await super.find(tenantId, transactionId)
    return found && await this.#areComplete([found]) ? found : null
  }

  /** Newest first; all lines of a statement or none. @throws CURSOR_INVALID */
  override async list(tenantId: string, filter: BankTransactionFilter = {}, page: PageRequest = {}): Promise<Page<BankTransaction>> {
    const staged = new Set<string>()
    // A page counts only when every statement on it was known to be complete before the page was read: a statement
    // that was completed while the page was read would show half of its lines. Each round learns at least one statement.
    for (;;) {
      const read = await readPage(this.records, listingOf(tenantId, filter, staged), page)
      const unknown = this.#unknownOn(read.records)
      if (unknown.length === 0) return read
      const complete = await this.#learn(unknown)
      for (const statementId of unknown) if (!complete.has(statementId)) staged.add(statementId)
    }
  }

  /** The whole list, newest first; a statement that is being written when its first line is come upon is left out whole. */
  override async *stream(tenantId: string, filter: BankTransactionFilter = {}): AsyncGenerator<BankTransaction, void, undefined> {
    const isShown = new Map<string, boolean>()
    for await (const transaction of super.stream(tenantId, filter)) {
      const { statementId } = transaction
      if (!isShown.has(statementId)) isShown.set(statementId, await this.#areComplete([transaction]))
      if (isShown.get(statementId)) yield transaction
    }
  }

  /** About: lines of a statement that is being written are counted and not listed yet. */
  override count(tenantId: string, filter: BankTransactionFilter = {}): Promise<number> {
    return countAll(this.records, listingOf(tenantId, filter, new Set()))
  }

  async #areComplete(transactions: readonly BankTransaction[]): Promise<boolean> {
    const unknown = this.#unknownOn(transactions)
    return unknown.length === 0 || (await this.#learn(unknown)).size === unknown.length
  }

  #unknownOn(transactions: readonly BankTransaction[]): string[] {
    return [...new Set(transactions.map((transaction) => transaction.statementId))].filter((id) => !this.#complete.has(id))
  }

  async #learn(statementIds: readonly string[]): Promise<Set<string>> {
    const complete = await this.#statements.completeAmong(statementIds)
    if (this.#complete.size + complete.size > KNOWN_MAX) this.#complete.clear()
    for (const id of complete) this.#complete.add(id)
    return complete
  }
}

function listingOf(tenantId: string, { from, to, accountId, direction, status, batchId }: BankTransactionFilter, staged: ReadonlySet<string> = new Set()): Listing<BankTransaction> {
  const filter: Filter<BankTransaction> = {
    tenantId,
    ...(batchId === undefined ? {} : { 'source.batchId': batchId }),
    ...(accountId === undefined ? {} : { accountId }),
    ...(direction === undefined ? {} : { direction }),
    ...(status === undefined ? {} : { status }),
    ...(staged.size === 0 ? {} : { statementId: { $nin: [...staged] } }),
    revertedAt: null,
  }
  return { filter, order: { field: 'bookingDate', direction: -1 }, range: { from, to } }
}
