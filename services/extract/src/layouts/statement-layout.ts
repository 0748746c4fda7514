import type { Canonical, Evidence } from '@chasqui/contracts'
import { abs, add, compare } from '@chasqui/tax'
import type { Reader, ReaderContext } from '../reader.ts'
import { bankCanonical } from '../readers/bank/statement.ts'
import { readTableStatement } from '../readers/bank/table-statement.ts'
import type { Draft } from './canonical.ts'
import type { Document } from './document.ts'
import { readDates } from './fields/dates.ts'
import { readAccount } from './fields/statement/account.ts'
import { balanceRows } from './fields/statement/balances.ts'
import { statementHeads } from './fields/statement/columns.ts'
import { statementRows, type StatementRow } from './fields/statement/rows.ts'
import { evidenceOf, spanOf } from './page/span.ts'
import { readPages } from './read-pages.ts'

/**
 * Reads bank statements whose movements stand in columns on pages. The columns become a table like that of a CSV
 * export, so signs, order and balances are worked out by the same rules.
 */
export const statementLayout: Reader = {
  name: 'statement-layout',
  reads: (source) => source.text !== undefined && source.docType === 'bank_statement',
  read: (source, context) => readPages(source, context, { draftOf: (document) => draftOf(document, context), without: 'no table of movements' }),
}

const HEADERS = ['fecha operacion', 'fecha valor', 'concepto', 'referencia', 'importe', 'cargo', 'abono', 'saldo'] as const

/** Undefined when the page shows no movements that can be read. */
function draftOf(document: Document, { tenant }: ReaderContext): Draft | undefined {
  const heads = statementHeads(document.sheet)
  const printed = statementRows(document, heads)
  const rows = [...balanceRows(document, printed), ...printed]
  if (rows.length === 0) return undefined
  const account = readAccount(document)
  const currency = document.currency.code ?? tenant.baseCurrency
  const table = {
    form: 'csv' as const, headerRow: 0,
    headers: HEADERS.filter((header) => heads.some((head) => head.columns.some((column) => column.name === header)) || header === 'concepto' || header === 'saldo'),
    rows: rows.map((row) => ({ ...row.cells })),
    preamble: [],
  }
  const { statement, findings } = readTableStatement(table, { ...tenant, baseCurrency: currency })
  const dates = readDates(document, () => false)
  const from = dates.period?.start.value ?? statement.from
  const to = dates.period?.end.value ?? statement.to
  const { span, ...named } = account
  const whole = { ...statement, from, to, account: { ...named, currency } }
  const canonical = bankCanonical(whole, { docType: 'bank_statement', format: 'statement', source: 'bank-file', tenantCountry: document.country, findings })
  const { schemaVersion: _, source: __, confidence: ___, ...fields } = canonical
  return { ...fields, fieldMeta: evidence(document, canonical, printed, span), agreement: agreementOf(canonical) }
}

/** How many movements fit between the balances around them; 1 more when the whole chain closes. */
function agreementOf(canonical: Canonical): number {
  const { transactions = [], openingBalance } = canonical.bankStatement ?? {}
  let balance = openingBalance?.amount
  let fits = 0
  for (const movement of transactions) {
    if (balance !== undefined && movement.balanceAfter !== undefined && compare(add(balance, movement.amount), movement.balanceAfter) === 0) fits++
    balance = movement.balanceAfter
  }
  return transactions.length === 0 ? 0 : fits / transactions.length + transactions.length * 0.01
}

const SURE = 0.92

/** Each movement points at its printed line. */
function evidence(document: Document, canonical: Canonical, rows: readonly StatementRow[], account: Parameters<typeof evidenceOf>[1] | undefined): Record<string, Evidence> {
  const { sheet } = document
  const meta: Record<string, Evidence> = {}
  const free = [...rows]
  canonical.bankStatement?.transactions.forEach((movement, i) => {
    const at = free.findIndex((row) => row.cells['fecha operacion'] === movement.bookingDate && [row.cells.importe, row.cells.cargo, row.cells.abono].some((cell) => cell !== undefined && compare(abs(cell), abs(movement.amount)) === 0))
    const [row] = at === -1 ? [] : free.splice(at, 1)
    if (row !== undefined) meta[`bankStatement.transactions.${i}`] = evidenceOf(sheet, spanOf(row.line, 0, row.line.text.length), 'columns of the statement', SURE)
  })
  const first = meta['bankStatement.transactions.0']
  if (first !== undefined) meta['bankStatement.transactions'] = first
  if (account !== undefined) meta['bankStatement.account'] = evidenceOf(sheet, account, 'account', 0.95)
  return meta
}
