import { z } from 'zod'
import { ALARM_IN_WORDS, SOURCE_TYPES } from '@chasqui/contracts'
import { ORIGINS, type Batch } from '@chasqui/mongo/items'
import { BATCH_STATES, type BatchState } from './batch-state.ts'

export const alarmSince = z.iso.datetime().nullable().describe(`since when its alarm stands: ${ALARM_IN_WORDS.raised}; null again when ${ALARM_IN_WORDS.lowered}`)

/** A batch as clients read it. Names are those of the old routes; times are ISO 8601 in UTC. */
export const BatchView = z.object({
  id: z.string(),
  tenant_id: z.string(),
  source_type: z.enum(SOURCE_TYPES),
  origin: z.enum(ORIGINS),
  status: z.enum(BATCH_STATES).describe('PENDING: nothing was sent yet; EMPTY: what was sent had no items; processing; PROMOTED: all is in the books or needs nothing; PARTIAL: some is, some waits for a person; VALIDATED: all waits for approval; ERROR; CANCELLED'),
  alarm_since: alarmSince,
  mapping_id: z.string().nullable(),
  original_filename: z.string().nullable(),
  created_by: z.string(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime().describe('when something was last sent into it or done to it'),
}).meta({ id: 'Batch', examples: [{
  id: '01970f3e-7c1a-7b3c-9d2e-0a1b2c3d4e5f', tenant_id: 't1', source_type: 'invoices', origin: 'api', status: 'PENDING', alarm_since: null, mapping_id: null,
  original_filename: null, created_by: 'erp', created_at: '2025-04-15T10:00:00.000Z', updated_at: '2025-04-15T10:00:00.000Z',
}] })
export type BatchView = z.infer<typeof BatchView>

export function batchView(batch: Batch, status: BatchState): BatchView {
  return {
    id: batch._id, tenant_id: batch.tenantId, source_type: batch.sourceType, origin: batch.origin, status, alarm_since: batch.alarmedAt?.toISOString() ?? null,
    mapping_id: batch.mappingId ?? null, original_filename: batch.originalFilename ?? null,
    created_by: batch.createdBy, created_at: batch.createdAt.toISOString(), updated_at: batch.updatedAt.toISOString(),
  }
}
