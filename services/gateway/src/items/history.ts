import { z } from 'zod'
import type { DeadLetter } from '@chasqui/mongo'
import type { Item } from '@chasqui/mongo/items'

export const HistoryEntry = z.object({
  at: z.iso.datetime(),
  what: z.enum(['received', 'attempt', 'dead_letter', 'retried', 'approved', 'rejected', 'cancelled', 'duplicate', 'published']),
  stage: z.string().nullable(),
  ok: z.boolean().nullable(),
  code: z.string().nullable(),
  message: z.string().nullable(),
  duration_ms: z.number().nullable(),
  worker: z.string().nullable().describe('the worker that tried it, or the key of the person'),
}).meta({ id: 'HistoryEntry' })
export type HistoryEntry = z.infer<typeof HistoryEntry>

type Told = Pick<Item, 'status' | 'createdAt' | 'movedAt' | 'attempts' | 'approvedAt' | 'approvedBy' | 'rejection' | 'duplicateOf' | 'promotedAt' | 'promotedTo' | 'promotedId'>
type Letter = Pick<DeadLetter, 'stage' | 'errorCode' | 'errorMessage' | 'lastFailedAt' | 'resolved'>

function entry(at: Date, what: HistoryEntry['what'], rest: Partial<HistoryEntry> = {}): HistoryEntry {
  return { stage: null, ok: null, code: null, message: null, duration_ms: null, worker: null, ...rest, at: at.toISOString(), what }
}

/** What happened to an item, oldest first: arrival, the last tries of the stages, what was given up, what people did, how it ended. Pure. */
export function historyOf(item: Told, letters: readonly Letter[]): HistoryEntry[] {
  const entries = [
    entry(item.createdAt, 'received'),
    ...item.attempts.map((attempt) => entry(attempt.endedAt, 'attempt', {
      stage: attempt.stage, ok: attempt.ok, code: attempt.errorCode ?? null, message: attempt.errorMessage ?? null, duration_ms: attempt.durationMs, worker: attempt.worker,
    })),
    ...letters.flatMap(ofLetter),
    ...(item.approvedAt ? [entry(item.approvedAt, 'approved', { worker: item.approvedBy ?? null })] : []),
    ...(item.rejection ? [entry(item.rejection.at, 'rejected', { message: item.rejection.reason, worker: item.rejection.by })] : []),
    ...endOf(item),
  ]
  // Stable: what has the same time stays in the order it was noted.
  return entries.sort((a, b) => a.at.localeCompare(b.at))
}

function ofLetter({ stage, errorCode, errorMessage, lastFailedAt, resolved }: Letter): HistoryEntry[] {
  const given = entry(lastFailedAt, 'dead_letter', { stage, ok: false, code: errorCode, message: errorMessage })
  return resolved?.how === 'requeued' ? [given, entry(resolved.at, 'retried', { stage, worker: resolved.by })] : [given]
}

function endOf({ status, movedAt, duplicateOf, promotedAt, promotedTo, promotedId }: Told): HistoryEntry[] {
  // The record is made inside the last try; that the item is published is written after it.
  if (promotedAt) return [entry(status === 'published' ? movedAt : promotedAt, 'published', { message: `${promotedTo ?? ''} ${promotedId ?? ''}` })]
  if (status === 'cancelled') return [entry(movedAt, 'cancelled')]
  if (status === 'duplicate') return [entry(movedAt, 'duplicate', { message: duplicateOf ?? null })]
  return []
}
