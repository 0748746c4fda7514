import type { Row, SourceType } from '@chasqui/contracts'
import { columnsFor } from './columns.ts'
import { readTable } from './read-table.ts'
import type { Table, TableLimits } from './table.ts'

/** Whether the columns can carry bank movements at all: a date, and an amount or the two columns of one. */
export function hasMovementColumns(table: Pick<Table, 'headers'>): boolean {
  const bank = columnsFor(table.headers, 'bank')
  return (bank.bookingDate ?? bank.valueDate) !== undefined && (bank.amount !== undefined || bank.debit !== undefined || bank.credit !== undefined)
}

/**
 * Whether a table is a bank statement by its columns alone: movements with a running balance, a value date, or debit
 * and credit apart, and nothing that only an invoice has.
 */
export function looksLikeStatement(table: Pick<Table, 'headers'>): boolean {
  if (!hasMovementColumns(table)) return false
  const bank = columnsFor(table.headers, 'bank')
  const document = columnsFor(table.headers, 'document')
  const isSure = (column: { score: number } | undefined) => column !== undefined && column.score >= 0.8
  if ([document.vendorName, document.buyerName, document.vendorTaxId, document.taxId, document.tax, document.subtotal, document.dueDate].some((column) => isSure(column) && !isBankOnly(column?.header, bank))) return false
  return isSure(bank.balance) || isSure(bank.valueDate) || (isSure(bank.debit) && isSure(bank.credit))
}

/** A weak name ("Importe" as a net) that the bank reading uses already proves no invoice. */
function isBankOnly(header: string | undefined, bank: ReturnType<typeof columnsFor<'bank'>>): boolean {
  return Object.values(bank).some((column) => column?.header === header && column.score === 1)
}

export type SplitTable =
  | { kind: 'statement' }
  | { kind: 'rows'; rows: Row[] }

/**
 * What a table is made of: one bank statement, which stays one document, or rows, each a document of its own.
 * A batch of bank files is believed when the columns allow it; otherwise the columns decide. Throws as `readTable`.
 */
export function splitTable(bytes: Uint8Array, kind: 'csv' | 'json', sourceType: SourceType, limits: Partial<TableLimits> = {}): SplitTable {
  const table = readTable(bytes, kind, limits)
  const isStatement = sourceType === 'bank' ? hasMovementColumns(table) : sourceType !== 'products' && looksLikeStatement(table)
  return isStatement ? { kind: 'statement' } : { kind: 'rows', rows: table.rows }
}
