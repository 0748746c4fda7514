import { invoiceLayout } from './layouts/invoice-layout.ts'
import { payrollLayout } from './layouts/payroll-layout.ts'
import { receiptLayout } from './layouts/receipt-layout.ts'
import { statementLayout } from './layouts/statement-layout.ts'
import { transferLayout } from './layouts/transfer-layout.ts'
import type { Reader } from './reader.ts'
import { camt053 } from './readers/camt053.ts'
import { cfdi } from './readers/cfdi.ts'
import { csv } from './readers/csv.ts'
import { dte } from './readers/dte.ts'
import { facturae } from './readers/facturae.ts'
import { json } from './readers/json.ts'
import { mt940 } from './readers/mt940.ts'
import { norma43 } from './readers/norma43.ts'
import { ofx } from './readers/ofx.ts'
import { row } from './readers/row.ts'
import { sri } from './readers/sri.ts'
import { ubl } from './readers/ubl.ts'

/** Every reader; the first that reads a source gets it. A new kind of document is one file and one line here. */
export const readers: readonly Reader[] = [
  row,
  ubl,
  dte,
  sri,
  facturae,
  cfdi,
  ofx,
  camt053,
  mt940,
  norma43,
  csv,
  json,
  invoiceLayout,
  receiptLayout,
  statementLayout,
  payrollLayout,
  transferLayout,
]
