import type { DocType } from '@chasqui/contracts'
import { bank } from './bank.ts'
import type { Destination, PostRequest } from './destination.ts'
import { expense } from './expense.ts'
import { invoice } from './invoice.ts'
import { isSale } from './parties.ts'

/** Where each kind of document goes. */
const BY_TYPE: Readonly<Record<DocType, Destination>> = {
  invoice,
  credit_note: invoice,
  debit_note: invoice,
  receipt: expense,
  expense,
  payroll: expense,
  bank_statement: bank,
  transfer: bank,
  product_list: { kind: 'nowhere', why: 'there is no catalogue of products to put it into' },
  quote: { kind: 'nowhere', why: 'a quote changes no books' },
  order: { kind: 'nowhere', why: 'an order changes no books' },
  contract: { kind: 'nowhere', why: 'a contract changes no books' },
  unknown: { kind: 'nowhere', why: 'its kind is not known' },
}

/** Where a document goes, or why it goes nowhere. */
export function destinationOf(request: PostRequest): Destination {
  const { canonical } = request
  // A ticket that the tenant issued is income, not an expense.
  const destination = canonical.docType === 'receipt' && isSale(request) ? invoice : BY_TYPE[canonical.docType]
  const lack = destination.kind === 'nowhere' ? undefined : destination.lacks(canonical)
  return lack === undefined ? destination : { kind: 'nowhere', why: lack }
}
