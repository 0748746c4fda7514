import type { Canonical } from '@chasqui/contracts'
import { categoryOf } from './categories.ts'
import { directionOf } from './direction.ts'
import { errors } from './errors.ts'
import type { ReaderContext, Source } from './reader.ts'
import { readers } from './readers.ts'

/**
 * Reads a document into its canonical form, with the direction and the category that follow from it.
 * Throws a Fault of `errors.ts` (NO_READER, NO_CONTENT, NO_USABLE_FIELD, XML_MALFORMED …) and nothing else.
 */
export function readDocument(source: Source, context: ReaderContext): Canonical {
  const reader = readers.find((one) => one.reads(source))
  if (reader === undefined) throw errors.fault('NO_READER', { detail: `kind ${source.kind}` })
  return withCategory(withDirection(reader.read(source, context), context))
}

function withDirection(document: Canonical, { tenant }: ReaderContext): Canonical {
  if (document.direction !== undefined || document.bankStatement !== undefined) return document
  const direction = directionOf(document, tenant)
  if (direction === undefined) return document
  document.fieldMeta['direction'] = { source: 'derived', rule: 'tax ids of the tenant', confidence: 0.99 }
  return { ...document, direction }
}

const SPENT: ReadonlySet<string> = new Set(['receipt', 'expense', 'payroll'])

/** What is spent has a category; by its own words first, then by who sold it, then by what was bought. */
function withCategory(document: Canonical): Canonical {
  if (!SPENT.has(document.docType) || document.expense?.category !== undefined) return document
  if (document.docType === 'payroll') return categorised(document, 'PAYROLL', 'payroll')
  const found = categoryOf(document.expense?.description ?? '')
    ?? categoryOf(`${document.vendor?.name ?? ''} ${document.vendor?.tradeName ?? ''}`)
    ?? categoryOf(document.lines.map((line) => line.description).join(' '))
  return found === undefined ? document : categorised(document, found.category, `word ${found.word}`)
}

function categorised(document: Canonical, category: string, rule: string): Canonical {
  document.fieldMeta['expense.category'] = { source: 'derived', rule, confidence: 0.7 }
  return { ...document, expense: { ...document.expense, category } }
}
