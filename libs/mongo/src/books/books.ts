import type { Db } from 'mongodb'
import { BankAccounts } from './bank-accounts.ts'
import { BankStatements } from './bank-statements.ts'
import { BankTransactions } from './bank-transactions.ts'
import { Expenses } from './expenses.ts'
import { Invoices } from './invoices.ts'
import { Lineage } from './lineage.ts'
import { Postings } from './postings.ts'
import { Vendors } from './vendors.ts'

export type Books = {
  readonly postings: Postings
  readonly invoices: Invoices
  readonly expenses: Expenses
  readonly bankAccounts: BankAccounts
  readonly bankStatements: BankStatements
  readonly bankTransactions: BankTransactions
  readonly vendors: Vendors
  readonly lineage: Lineage
}

/** The books of all tenants: what publish writes and the gateway reads. */
export function openBooks(db: Db): Books {
  return {
    postings: new Postings(db),
    invoices: new Invoices(db),
    expenses: new Expenses(db),
    bankAccounts: new BankAccounts(db),
    bankStatements: new BankStatements(db),
    bankTransactions: new BankTransactions(db),
    vendors: new Vendors(db),
    lineage: new Lineage(db),
  }
}

/** @throws INDEX_CONFLICT */
export async function ensureBookIndexes(books: Books): Promise<void> {
  for (const book of Object.values(books)) await book.ensureIndexes()
}
