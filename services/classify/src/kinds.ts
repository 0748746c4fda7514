import { bankStatement } from './kinds/bank-statement.ts'
import { contract } from './kinds/contract.ts'
import { creditNote } from './kinds/credit-note.ts'
import { debitNote } from './kinds/debit-note.ts'
import { invoice } from './kinds/invoice.ts'
import type { Kind } from './kinds/kind.ts'
import { order } from './kinds/order.ts'
import { payroll } from './kinds/payroll.ts'
import { productList } from './kinds/product-list.ts'
import { quote } from './kinds/quote.ts'
import { receipt } from './kinds/receipt.ts'
import { transfer } from './kinds/transfer.ts'

/** Every kind of text document that can be recognised; on a tie the first wins. */
export const kinds: readonly Kind[] = [
  invoice, receipt, creditNote, debitNote, bankStatement, transfer, payroll, productList, quote, order, contract,
]
