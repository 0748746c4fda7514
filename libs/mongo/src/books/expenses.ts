import type { Db, Filter } from 'mongodb'
import type { DocType } from '@chasqui/contracts'
import type { IndexDeclaration } from '../indexes.ts'
import type { Listing } from '../paging.ts'
import type { Amount } from './amount.ts'
import { Book } from './book.ts'
import type { BookRecord, LineOnRecord, PartyOnRecord, PaymentState, TaxOnRecord } from './record.ts'

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

export class Expenses extends Book<Expense, ExpenseFilter> {
  constructor(db: Db) {
    super(db.collection<Expense>('expenses'), { indexes, listingOf })
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
