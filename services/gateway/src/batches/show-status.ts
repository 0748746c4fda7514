import { z } from 'zod'
import type { Batch, BatchSummary } from '@chasqui/mongo/items'
import { metrics } from '@chasqui/telemetry'
import { BATCH_STATES, batchStateOf, countsOf, ENDED_STATES, etaSeconds, movingIn, type BatchState } from './batch-state.ts'
import { alarmSince } from './batch-view.ts'
import type { GatewayContext } from '../context.ts'

/** The pace of a batch is that of this time. */
const PACE_MS = 60_000
/** An action on a batch has long ended by then, so what was seen at rest stays at rest. */
const SETTLED_AFTER_MS = 60_000

export const StatusView = z.object({
  batch_id: z.string(), status: z.enum(BATCH_STATES),
  total_items: z.int(), completed: z.int().describe('published'), processing: z.int(), failed: z.int(), pending: z.int(),
  settled: z.int().describe('published, duplicate, rejected, cancelled or reverted'),
  needs_review: z.int().describe('documents that wait for a person'),
  moving: z.int().describe('items that something will still happen to without a person; also a duplicate of bytes that are on their way as another item, as long as that one may fail'),
  pages: z.int().describe('pages that were read so far; a row, or a file that has no pages, counts as one when it rests'),
  progress: z.number().describe('percent that is in the books'), failed_ratio: z.number(), alarm_since: alarmSince,
  status_breakdown: z.record(z.string(), z.int()).describe('items by state'),
  errors_top: z.array(z.object({ code: z.string(), count: z.int() })),
  eta_seconds: z.number().nullable().describe('at the pace of the last minute; null when nothing moves or nothing ended in it'),
  server_time: z.iso.datetime(),
}).meta({ id: 'BatchStatus' })
export type StatusView = z.infer<typeof StatusView>

/** Counts and state of a batch, from its items. */
export async function statusOf({ lists, batches }: GatewayContext, batch: Batch, now = new Date()): Promise<StatusView> {
  const windowMs = Math.min(PACE_MS, Math.max(1_000, now.getTime() - batch.updatedAt.getTime()))
  const summary = await lists.summary(batch.tenantId, batch._id, new Date(now.getTime() - windowMs))
  const { breakdown, review, undecided, errorsTop, endedLately, pages } = summary
  const state = stateFrom(batch, summary)
  const moving = movingIn(breakdown, { review, undecided })
  const memory = isSettled(batch, state, now) ? state : undefined
  if (memory !== batch.settled) await batches.noteSettled(batch, memory)
  const counts = countsOf(breakdown)
  metrics('gateway').imports.batchProgress({ batchId: batch._id, tenantId: batch.tenantId, percent: counts.progress, isSettled: ENDED_STATES.has(state) })
  return {
    batch_id: batch._id, ...counts, moving, pages, needs_review: review, status: state, alarm_since: batch.alarmedAt?.toISOString() ?? null, status_breakdown: breakdown, errors_top: errorsTop,
    eta_seconds: etaSeconds(moving, endedLately, windowMs), server_time: now.toISOString(),
  }
}

/**
 * The states of many batches. Items are looked at only of those that are not known to be at rest, all in one pass, and
 * what is found at rest is remembered: a page of old, large batches costs one read.
 */
export async function statesOf({ lists, batches }: GatewayContext, tenantId: string, many: readonly Batch[], now = new Date()): Promise<Map<string, BatchState>> {
  const states = new Map<string, BatchState>()
  const unknown: Batch[] = []
  for (const batch of many) {
    const known = knownState(batch)
    if (known) states.set(batch._id, known)
    else unknown.push(batch)
  }
  const summaries = await lists.summaries(tenantId, unknown.map((batch) => batch._id), now)
  for (const batch of unknown) {
    const state = stateFrom(batch, summaries.get(batch._id))
    states.set(batch._id, state)
    if (isSettled(batch, state, now)) await batches.noteSettled(batch, state)
  }
  return states
}

/** The state of a batch that can be told without its items. */
function knownState(batch: Batch): BatchState | undefined {
  if (batch.cancelledAt) return 'CANCELLED'
  if (batch.reserved === 0) return stateFrom(batch, undefined)
  return BATCH_STATES.find((state) => state === batch.settled)
}

function stateFrom(batch: Batch, summary: Pick<BatchSummary, 'breakdown' | 'review' | 'undecided'> = { breakdown: {}, review: 0, undecided: 0 }): BatchState {
  return batchStateOf(summary.breakdown, { cancelled: batch.cancelledAt !== undefined, wasSent: batch.reserved > 0 || (batch.changes ?? 0) > 0, review: summary.review, undecided: summary.undecided })
}

function isSettled(batch: Batch, state: BatchState, now: Date): boolean {
  return ENDED_STATES.has(state) && now.getTime() - batch.updatedAt.getTime() > SETTLED_AFTER_MS
}
