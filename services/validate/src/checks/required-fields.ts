import type { Canonical, Finding } from '@chasqui/contracts'
import { finding } from '../finding-catalog.ts'
import { isInvoiceLike, isScanned } from './check.ts'

type Field = { path: string; read: (document: Canonical) => string | undefined }

const NUMBER: Field = { path: 'number', read: (document) => document.number }
const ISSUE_DATE: Field = { path: 'issueDate', read: (document) => document.issueDate }
const CURRENCY: Field = { path: 'currency', read: (document) => document.currency }
const TOTAL: Field = { path: 'totals.total', read: (document) => document.totals?.total }
/** A name or a tax id: either tells who it is. */
const VENDOR: Field = { path: 'vendor.name', read: ({ vendor }) => vendor?.name?.trim() || vendor?.taxId || vendor?.name }
const DESCRIPTION: Field = { path: 'expense.description', read: (document) => document.expense?.description ?? document.lines[0]?.description ?? document.vendor?.name }
const EMPLOYEE: Field = { path: 'payroll.employee.name', read: ({ payroll }) => payroll?.employee.name ?? payroll?.employee.taxId }
const NET_PAY: Field = { path: 'payroll.net', read: ({ payroll }) => payroll?.net }
const PERIOD: Field = { path: 'payroll.periodEnd', read: ({ payroll, periodEnd }) => payroll?.periodEnd ?? payroll?.periodStart ?? periodEnd }
const PRODUCTS: Field = { path: 'lines', read: ({ lines }) => (lines.length > 0 ? 'some' : undefined) }
const STATEMENT: Field = { path: 'bankStatement', read: ({ bankStatement }) => (bankStatement && hasContent(bankStatement) ? 'some' : undefined) }

function hasContent(statement: NonNullable<Canonical['bankStatement']>): boolean {
  return statement.transactions.length > 0 || statement.closingBalance !== undefined
}

const INVOICE = [NUMBER, ISSUE_DATE, CURRENCY, VENDOR, TOTAL]
const NOTHING: readonly Field[] = []

const REQUIRED: Readonly<Record<Canonical['docType'], readonly Field[]>> = {
  invoice: INVOICE,
  credit_note: INVOICE,
  debit_note: INVOICE,
  receipt: [ISSUE_DATE, CURRENCY, TOTAL],
  expense: [DESCRIPTION, ISSUE_DATE, CURRENCY, TOTAL],
  bank_statement: [STATEMENT],
  transfer: [ISSUE_DATE, CURRENCY, TOTAL],
  payroll: [EMPLOYEE, PERIOD, CURRENCY, NET_PAY],
  product_list: [PRODUCTS],
  quote: NOTHING,
  order: NOTHING,
  contract: NOTHING,
  unknown: NOTHING,
}

/** The fields without which a document of its type cannot be published, with their paths. */
export function requiredFields(document: Canonical): readonly Field[] {
  // A transfer that came as a movement of an account has its date and amount there.
  return document.docType === 'transfer' && document.bankStatement !== undefined ? [STATEMENT] : REQUIRED[document.docType]
}

/** Every required field is there and is not blank. */
export function checkRequiredFields(document: Canonical): Finding[] {
  const findings: Finding[] = []
  for (const { path, read } of requiredFields(document)) {
    const value = read(document)
    if (value === undefined) findings.push(finding('MISSING_REQUIRED_FIELD', { field: path, detail: path }))
    else if (value.trim() === '') findings.push(finding('EMPTY_VALUE', { field: path, detail: path }))
  }
  if (hasLostItsIssuer(document)) findings.push(finding('MISSING_REQUIRED_FIELD', { severity: 'review', field: 'vendor.taxId', detail: 'vendor.taxId' }))
  return findings
}

/** Without the issuer's id the same invoice could be posted twice; a scan that has none has most likely lost it. */
function hasLostItsIssuer(document: Canonical): boolean {
  return isInvoiceLike(document) && document.vendor?.name !== undefined && document.vendor.taxId === undefined && isScanned(document, 'vendor.taxId')
}

/** Every product of a list has a name and a price. */
export function checkProducts(document: Canonical): Finding[] {
  if (document.docType !== 'product_list') return []
  return document.lines.flatMap((line, index) => {
    const missing = [line.description.trim() === '' ? 'description' : undefined, line.unitPrice === undefined ? 'unitPrice' : undefined]
    return missing.filter((name) => name !== undefined).map((name) => finding('MISSING_REQUIRED_FIELD', { field: `lines.${index}.${name}`, detail: `${name} of line ${line.n}` }))
  })
}

/** A document of no known type goes to a person, never to the books by itself. */
export function checkDocType({ docType }: Canonical): Finding[] {
  return docType === 'unknown' ? [finding('DOC_TYPE_UNKNOWN', { field: 'docType' })] : []
}
