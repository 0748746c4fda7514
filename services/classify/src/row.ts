import type { DocType, Row, SourceType } from '@chasqui/contracts'
import { LIKELY, SURE, type Classification } from './classification.ts'
import { docTypeNamed } from './doc-type-name.ts'
import { COLUMN, columnsOf, headersNaming } from './headers.ts'

const { number, date, due, vendor, taxId, amount, base, tax, description, category, valueDate, bookingDate, debit, credit, balance, account, sku, name, price, stock, barcode, employee, gross, net, ticket, payment, type } = COLUMN

const anyOf = (columns: number, some: number) => (columns & some) !== 0

/** What the headers of a row must hold for a type: `proves` alone, or `fits` when the batch already says it. */
type RowRule = { docType: DocType; proves: (c: number) => boolean; fits: (c: number) => boolean }

const isMoneyMove = (c: number) => anyOf(c, amount | debit | credit)
const isDated = (c: number) => anyOf(c, date | bookingDate | valueDate)

/** In the order in which they are asked: what is told by rarer columns comes first. */
const RULES: readonly RowRule[] = [
  {
    docType: 'payroll',
    // What is net of tax on an invoice is net of deductions here.
    proves: (c) => anyOf(c, employee) && (anyOf(c, gross | net) || (anyOf(c, base) && !anyOf(c, number))),
    fits: (c) => anyOf(c, employee) && anyOf(c, gross | net | amount),
  },
  {
    docType: 'product_list',
    proves: (c) => anyOf(c, sku | name | description) && anyOf(c, price) && anyOf(c, stock | barcode | sku) && !isDated(c),
    fits: (c) => anyOf(c, sku | name | description | barcode) && anyOf(c, price | amount),
  },
  {
    docType: 'bank_statement',
    proves: (c) => isDated(c) && isMoneyMove(c) && (anyOf(c, balance) || (anyOf(c, valueDate | bookingDate) && anyOf(c, description | account))) && !anyOf(c, vendor | tax),
    fits: (c) => isDated(c) && isMoneyMove(c),
  },
  {
    docType: 'receipt',
    proves: (c) => anyOf(c, ticket) && anyOf(c, amount) && isDated(c),
    fits: (c) => anyOf(c, amount) && (isDated(c) || anyOf(c, vendor | ticket)),
  },
  {
    docType: 'invoice',
    proves: (c) => anyOf(c, number) && anyOf(c, vendor | taxId),
    fits: (c) => anyOf(c, number) && anyOf(c, vendor | taxId | amount | base | due),
  },
  {
    docType: 'expense',
    proves: (c) => isDated(c) && anyOf(c, amount) && anyOf(c, description | category | payment),
    fits: (c) => anyOf(c, amount) && (isDated(c) || anyOf(c, description | category)),
  },
]
const RULE_OF = new Map(RULES.map((rule) => [rule.docType, rule]))

const TYPE_OF_SOURCE: Readonly<Record<SourceType, DocType | undefined>> = {
  invoices: 'invoice', bank: 'bank_statement', receipts: 'receipt', expenses: 'expense', products: 'product_list', documento: undefined,
}

/**
 * The type of a row, from the source type of its batch and the names of its columns; a column that states the type
 * wins. A row that only half fits its batch keeps the batch's type for review: validation then names what is missing.
 */
export function classifyRow(row: Row, sourceType: SourceType): Classification {
  const headers = Object.keys(row)
  const columns = columnsOf(headers)
  const stated = anyOf(columns, type) ? statedType(row, headers) : undefined
  if (stated !== undefined) return answer(stated, 0.97, 'the row states its type')
  const expected = TYPE_OF_SOURCE[sourceType]
  if (expected !== undefined && RULE_OF.get(expected)?.fits(columns)) return answer(expected, 0.95, `columns fit the batch: ${sourceType}`)
  const proven = RULES.find((rule) => rule.proves(columns))?.docType
  if (proven !== undefined) return expected === undefined ? answer(proven, 0.9, `columns of a ${proven}`) : answer(proven, 0.8, `columns of a ${proven} in a batch of ${sourceType}`)
  if (expected !== undefined) return answer(expected, LIKELY, `the batch says ${sourceType}; its columns do not`)
  return answer('unknown', 0, 'no known columns')
}

function statedType(row: Row, headers: readonly string[]): DocType | undefined {
  for (const header of headersNaming(headers, type)) {
    const value = row[header]
    const stated = typeof value === 'string' ? docTypeNamed(value) : undefined
    if (stated !== undefined && stated !== 'unknown') return stated
  }
  return undefined
}

function answer(docType: DocType, confidence: number, reason: string): Classification {
  return { docType, confidence, reasons: [reason], needsReview: confidence < SURE }
}
