import { z } from 'zod'
import { flattened } from '@chasqui/book-tables'
import { Canonical, canonicalExample, DocType, FAILED_STATES, FINAL_STATES, Finding, ITEM_STATES, Row } from '@chasqui/contracts'
import { LINEAGE_MAX, type LineageRow } from '@chasqui/mongo/books'
import type { Item } from '@chasqui/mongo/items'
import { OriginalView } from './original-view.ts'

const FailureView = z.object({ stage: z.string(), code: z.string(), message: z.string(), hint: z.string(), retryable: z.boolean() })

const LineageView = z.object({
  promoted_to: z.string().describe('the book'), promoted_id: z.string(), posting_key: z.string(),
  created_at: z.iso.datetime(), reverted_at: z.iso.datetime().nullable(),
})
export type LineageView = z.infer<typeof LineageView>

/** An item as clients read it. Names are those of the old routes; times are ISO 8601 in UTC. */
export const ItemView = z.object({
  id: z.string(),
  batch_id: z.string(),
  idx: z.int().describe('place in the batch, from 1'),
  status: z.enum(ITEM_STATES),
  filename: z.string().nullable(),
  kind: z.string().nullable().describe('what the file is by its content'),
  doc_type: DocType.nullable(),
  confidence: z.number().nullable(),
  raw: Row.describe('the row as it was sent'),
  normalized: z.record(z.string(), z.string()).describe('of a row: what was read from it, flat, by dotted path'),
  canonical: Canonical.partial().meta({ description: 'the document that was read; empty until extract is done', examples: [canonicalExample] }),
  needs_review: z.boolean(),
  review_reasons: z.array(z.string()),
  errors: z.array(Finding),
  warnings: z.array(Finding),
  failure: FailureView.nullable().describe('why it failed, or why its last try did'),
  attempts: z.int().describe('tries of the stage that was last at work on it: 1 when it did it, or gave up, at the first; every try of every stage is in the history'),
  duplicate_of: z.string().nullable(),
  original: OriginalView.nullable().describe('of a duplicate: the item of `duplicate_of`, what became of it and what that means; in the answers to an action null'),
  posted: z.record(z.string(), z.int()).nullable().describe('records in the books that this item made, by book; duplicates = lines that were there already'),
  promoted_to: z.string().nullable(),
  promoted_id: z.string().nullable(),
  promoted_at: z.iso.datetime().nullable(),
  lineage: z.array(LineageView).describe(`at most ${LINEAGE_MAX} of the records it made; in lists only with=lineage`),
  last_correction: z.null().describe('of old clients; fields cannot be corrected yet'),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
}).meta({ id: 'Item' })
export type ItemView = z.infer<typeof ItemView>

export function itemView(item: Item, { lineage = [], original }: { lineage?: readonly LineageRow[] | undefined; original?: OriginalView | undefined } = {}): ItemView {
  return {
    id: item._id, batch_id: item.batchId, idx: item.idx, status: item.status,
    filename: item.file?.filename ?? null, kind: item.kind ?? null,
    doc_type: item.docType ?? null, confidence: item.canonical?.confidence ?? item.docTypeConfidence ?? null,
    raw: item.row ?? {}, normalized: normalizedOf(item), canonical: item.canonical ?? {},
    ...findingsOf(item), needs_review: item.needsReview ?? false,
    failure: failureOf(item), attempts: item.attempts.at(-1)?.n ?? 0,
    duplicate_of: item.duplicateOf ?? null, original: original ?? null, posted: item.posted ?? null,
    promoted_to: item.promotedTo ?? null, promoted_id: item.promotedId ?? null, promoted_at: item.promotedAt?.toISOString() ?? null,
    lineage: lineage.map(lineageView), last_correction: null,
    created_at: item.createdAt.toISOString(), updated_at: item.updatedAt.toISOString(),
  }
}

/** What the checks said; before them, what the stages noticed. */
export function findingsOf({ findings, notes }: Pick<Item, 'findings' | 'notes'>): { errors: Finding[]; warnings: Finding[]; review_reasons: string[] } {
  const found = findings ?? notes ?? []
  return {
    errors: found.filter((one) => one.severity === 'error'),
    warnings: found.filter((one) => one.severity !== 'error'),
    review_reasons: found.filter((one) => one.severity === 'review').map((one) => one.code),
  }
}

function failureOf({ failure, status }: Item): ItemView['failure'] {
  if (!failure || (FINAL_STATES.has(status) && !FAILED_STATES.has(status))) return null
  const { stage, code, message, hint, retryable } = failure
  return { stage, code, message, hint, retryable }
}

function normalizedOf({ row, canonical }: Item): Record<string, string> {
  if (!row || !canonical) return {}
  const { fieldMeta: _, findings: __, ...fields } = canonical
  return flattened(fields)
}

function lineageView(row: LineageRow): LineageView {
  return {
    promoted_to: row.promotedTo, promoted_id: row.promotedId, posting_key: row.postingKey,
    created_at: row.createdAt.toISOString(), reverted_at: row.revertedAt?.toISOString() ?? null,
  }
}
