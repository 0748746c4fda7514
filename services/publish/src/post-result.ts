import type { Finding } from '@chasqui/contracts'
import type { Posted } from '@chasqui/mongo/items'

/** What became of a document. The same item gets the same answer every time it is posted. */
export type PostResult =
  | { kind: 'posted'; promotedTo: 'invoices' | 'expenses' | 'bank_statements'; promotedId: string; posted: Posted; warnings: Finding[] }
  | { kind: 'duplicate'; /** the item that posted it */ duplicateOf: string; entityId: string }
  | { kind: 'nowhere'; /** for a person */ why: string }

export const NOTHING_POSTED: Posted = { invoices: 0, expenses: 0, bankTransactions: 0, vendors: 0, duplicates: 0 }
