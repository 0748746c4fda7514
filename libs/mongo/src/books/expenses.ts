import type { Collection, Db, Filter } from 'mongodb'
import type { DocType } from '@chasqui/contracts'
import { ensureIndexes, type IndexDeclaration } from '../indexes.ts'
import type { Amount } from './amount.ts'
import { insertMissing, rewrite } from './writing.ts'
import { countAll, readAll, readPage, type Listing, type Page, type PageRequest } from './paging.ts'
import type { BookRecord, LineOnRecord, PartyOnRecord, PaymentState, TaxOnRecord } from './record.ts'
import { revertRecords } from './reverting.ts'

/** Money spent: a ticket, an expense that was written down, a payslip. */
export type Expense = BookRecord & {
  docType: Extract<DocType, 'receipt' | 'expense' | 'payroll'>
  country: string
  /** Of the ticket, or of the expense itself. */
  issueDate: string
  issueTime?: string
  description: string
  number?: string
  numberNorm?: string
  vendorId: string | null
  vendor?: PartyOnRecord
  categoryCode: string
  /** The category as it was written, where it is none of ours. */
  category?: string
  currency: string
  exchangeRate?: { rate: Amount; to: string }
  /** Known only when the document tells the tax apart. */
  net?: Amount
  vat?: Amount
  taxes: TaxOnRecord[]
  withholding?: Amount
  tip?: Amount
  amount: Amount
  status: PaymentState
  paid: Amount
  pending: Amount
  paymentMethod?: string
  cardLast4?: string
  periodStart?: string
  periodEnd?: string
  lines: LineOnRecord[]
}

export type ExpenseFilter = {
  from?: string | undefined
  to?: string | undefined
  vendorId?: string | undefined
  /** The whole number, normalised. */
  numberNorm?: string | undefined
  docType?: Expense['docType'] | undefined
  categoryCode?: string | undefined
  batchId?: string | undefined
}

const indexes: IndexDeclaration[] = [
  { keys: { tenantId: 1, issueDate: -1, _id: 1 }, options: { name: 'by_date' } },
  { keys: { vendorId: 1, issueDate: -1, _id: 1 }, options: { name: 'by_vendor' } },
  { keys: { 'source.batchId': 1, issueDate: -1, _id: 1 }, options: { name: 'by_batch' } },
  { keys: { numberNorm: 1, tenantId: 1 }, options: { name: 'by_number' } },
]

export class Expenses {
  readonly #expenses: Collection<Expense>

  constructor(db: Db) {
    this.#expenses = db.collection<Expense>('expenses')
  }

  ensureIndexes(): Promise<void> {
    return ensureIndexes(this.#expenses, indexes)
  }

  async insertMany(expenses: readonly Expense[]): Promise<void> {
    await insertMissing(this.#expenses, expenses)
  }

  /** Writes what an earlier try of the same item may have left half done, perhaps before it was corrected. */
  rewriteMany(expenses: readonly Expense[]): Promise<void> {
    return rewrite(this.#expenses, expenses, { version: 1, revertedAt: null })
  }

  /** Marks them as undone: they stay, and lists leave them out. */
  revertMany(ids: readonly string[], at: Date): Promise<void> {
    return revertRecords(this.#expenses, ids, at)
  }

  /** What these items of these batches made. */
  findOfItems(tenantIds: readonly string[], batchIds: readonly string[], itemIds: readonly string[]): Promise<Expense[]> {
    return this.#expenses.find({ 'source.batchId': { $in: [...batchIds] }, 'source.itemId': { $in: [...itemIds] }, tenantId: { $in: [...tenantIds] }, revertedAt: null }).toArray()
  }

  find(tenantId: string, expenseId: string): Promise<Expense | null> {
    return this.#expenses.findOne({ _id: expenseId, tenantId })
  }

  /** Newest first. @throws CURSOR_INVALID */
  list(tenantId: string, filter: ExpenseFilter = {}, page: PageRequest = {}): Promise<Page<Expense>> {
    return readPage(this.#expenses, listingOf(tenantId, filter), page)
  }

  count(tenantId: string, filter: ExpenseFilter = {}): Promise<number> {
    return countAll(this.#expenses, listingOf(tenantId, filter))
  }

  /** The whole list, newest first, as fast as it is read. */
  stream(tenantId: string, filter: ExpenseFilter = {}): AsyncGenerator<Expense, void, undefined> {
    return readAll((page) => this.list(tenantId, filter, page))
  }
}

function listingOf(tenantId: string, { from, to, vendorId, numberNorm, docType, categoryCode, batchId }: ExpenseFilter): Listing<Expense> {
  const filter: Filter<Expense> = {
    tenantId,
    ...(numberNorm === undefined ? {} : { numberNorm }),
    ...(batchId === undefined ? {} : { 'source.batchId': batchId }),
    ...(vendorId === undefined ? {} : { vendorId }),
    ...(docType === undefined ? {} : { docType }),
    ...(categoryCode === undefined ? {} : { categoryCode }),
    revertedAt: null,
  }
  return { filter, order: { field: 'issueDate', direction: -1 }, range: { from, to } }
}
