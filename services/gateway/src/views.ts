import { z } from 'zod'
import { Canonical, DocType, Finding, Row, SOURCE_TYPES } from '@chasqui/contracts'
import { ORIGINS, type Batch, type Item } from '@chasqui/mongo'
import { BATCH_STATES, type BatchState } from './batch-status.ts'

/** The shapes that clients read. Names are those of the old routes; times are ISO 8601 in UTC. */

export const BatchView = z.object({
  id: z.string(),
  tenant_id: z.string(),
  source_type: z.enum(SOURCE_TYPES),
  origin: z.enum(ORIGINS),
  status: z.enum(BATCH_STATES),
  mapping_id: z.string().nullable(),
  original_filename: z.string().nullable(),
  created_by: z.string(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
})

export function batchView(batch: Batch, status: BatchState): z.infer<typeof BatchView> {
  return {
    id: batch._id, tenant_id: batch.tenantId, source_type: batch.sourceType, origin: batch.origin, status,
    mapping_id: batch.mappingId ?? null, original_filename: batch.originalFilename ?? null,
    created_by: batch.createdBy, created_at: batch.createdAt.toISOString(), updated_at: batch.updatedAt.toISOString(),
  }
}

const FailureView = z.object({ stage: z.string(), code: z.string(), message: z.string(), hint: z.string(), retryable: z.boolean() })

export const ItemView = z.object({
  id: z.string(),
  batch_id: z.string(),
  idx: z.int(),
  status: z.string(),
  filename: z.string().nullable(),
  kind: z.string().nullable(),
  doc_type: DocType.nullable(),
  confidence: z.number().nullable(),
  raw: Row,
  canonical: Canonical.partial(),
  needs_review: z.boolean(),
  review_reasons: z.array(z.string()),
  errors: z.array(Finding),
  warnings: z.array(Finding),
  failure: FailureView.nullable(),
  attempts: z.int(),
  duplicate_of: z.string().nullable(),
  posted: z.record(z.string(), z.int()).nullable().describe('records in the books that this item made, by book; duplicates = lines that were there already'),
  promoted_to: z.string().nullable(),
  promoted_id: z.string().nullable(),
  promoted_at: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
})
export type ItemView = z.infer<typeof ItemView>

export function itemView(item: Item): ItemView {
  const findings = [...item.findings ?? item.notes ?? []]
  return {
    id: item._id, batch_id: item.batchId, idx: item.idx, status: item.status,
    filename: item.file?.filename ?? null, kind: item.kind ?? null,
    doc_type: item.docType ?? null, confidence: item.canonical?.confidence ?? item.docTypeConfidence ?? null,
    raw: item.row ?? {}, canonical: item.canonical ?? {},
    needs_review: item.needsReview ?? false,
    review_reasons: findings.filter((f) => f.severity === 'review').map((f) => f.code),
    errors: findings.filter((f) => f.severity === 'error'),
    warnings: findings.filter((f) => f.severity !== 'error'),
    failure: item.failure ? { stage: item.failure.stage, code: item.failure.code, message: item.failure.message, hint: item.failure.hint, retryable: item.failure.retryable } : null,
    attempts: item.attemptCount,
    duplicate_of: item.duplicateOf ?? null,
    posted: item.posted ?? null,
    promoted_to: item.promotedTo ?? null, promoted_id: item.promotedId ?? null, promoted_at: item.promotedAt?.toISOString() ?? null,
    created_at: item.createdAt.toISOString(), updated_at: item.updatedAt.toISOString(),
  }
}
