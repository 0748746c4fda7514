import type { Canonical } from '@chasqui/contracts'
import { readTable } from '@chasqui/tables'
import { withoutInvisible } from '@chasqui/text'
import type { Reader, ReaderContext, Source } from '../reader.ts'
import { bankCanonical } from './bank/statement.ts'
import { readTableStatement } from './bank/table-statement.ts'
import { visible } from './row/visible.ts'
import { bytesOf } from './source-bytes.ts'

/** A bank statement as CSV. Tables of invoices and expenses never come here: preprocess makes a row of each line. */
export const csv: Reader = {
  name: 'csv',
  reads: (source) => source.kind === 'csv',
  read: (source, context) => readStatement(source, 'csv', context),
}

/** The statement in a table file. Throws Faults of the tables and of this service. */
export function readStatement(source: Source, kind: 'csv' | 'json', { tenant }: ReaderContext): Canonical {
  const table = readTable(bytesOf(source), kind)
  const { statement, findings } = readTableStatement({ ...table, rows: table.rows.map(visible), preamble: table.preamble.map((cells) => cells.map(withoutInvisible)) }, tenant)
  return bankCanonical(statement, { docType: source.docType, format: kind, source: 'bank-file', tenantCountry: tenant.country, findings })
}
