import type { Canonical } from '@chasqui/contracts'
import { errors } from '../errors.ts'
import type { Source } from '../reader.ts'
import type { Sheet } from './page/sheet.ts'

/** What a layout found on one reading of a document, before it is a canonical document. */
export type Draft = Omit<Canonical, 'schemaVersion' | 'source' | 'confidence'> & {
  /** How well the figures agree with each other: tells which of two readings to believe. */
  agreement: number
}

/** The fields that decide how sure a whole document is, by type; `a|b`: either will do. */
const KEY_FIELDS: Readonly<Partial<Record<Canonical['docType'], readonly string[]>>> = {
  invoice: ['number', 'issueDate', 'vendor.taxId|vendor.name', 'totals.total', 'totals.subtotal|totals.tax'],
  credit_note: ['number', 'issueDate', 'vendor.taxId|vendor.name', 'totals.total'],
  debit_note: ['number', 'issueDate', 'vendor.taxId|vendor.name', 'totals.total'],
  receipt: ['issueDate', 'vendor.taxId|vendor.name', 'totals.total'],
  payroll: ['payroll.gross', 'payroll.totalDeductions', 'payroll.net', 'periodEnd'],
  bank_statement: ['bankStatement.account', 'bankStatement.transactions'],
  transfer: ['bankStatement.transactions'],
}
const USUAL_KEYS = ['issueDate', 'vendor.taxId|vendor.name', 'totals.total'] as const

/** Throws NO_TEXT when there is nothing on the pages, before any rule looks for something. */
export function textOf(source: Source): NonNullable<Source['text']> {
  const { text } = source
  if (text === undefined) throw errors.fault('NO_CONTENT')
  if (!text.pages.some((page) => page.words.length > 0 || page.text.trim() !== '')) throw errors.fault('NO_TEXT')
  return text
}

/** The finished document; its confidence is the mean over the key fields of its type, where a missing one counts as nothing. */
export function finished(draft: Draft, sheet: Sheet, isTruncated: boolean): Canonical {
  const { agreement: _, ...fields } = draft
  const findings = [...fields.findings]
  if (isTruncated) findings.push({ code: 'PAGES_TRUNCATED', severity: 'review', field: 'pages', message: 'The file has more pages than are read; what stands on the later ones is missing' })
  return { ...fields, findings, schemaVersion: 1, source: sheet.source, confidence: confidenceOf(draft) }
}

function confidenceOf(draft: Draft): number {
  const keys = KEY_FIELDS[draft.docType] ?? USUAL_KEYS
  const total = keys.reduce((sum, key) => sum + Math.max(...key.split('|').map((path) => draft.fieldMeta[path]?.confidence ?? 0)), 0)
  return Math.round((total / keys.length) * 1000) / 1000
}
