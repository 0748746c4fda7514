import { z } from 'zod'
import type { DeadLetter, Item } from '@chasqui/mongo'

export const HistoryEntry = z.object({
  at: z.iso.datetime(),
  what: z.enum(['received', 'attempt', 'dead_letter', 'approved', 'rejected', 'published']),
  stage: z.string().nullable(),
  ok: z.boolean().nullable(),
  code: z.string().nullable(),
  message: z.string().nullable(),
  duration_ms: z.number().nullable(),
  worker: z.string().nullable(),
})
export type HistoryEntry = z.infer<typeof HistoryEntry>

const plain = { stage: null, ok: null, code: null, message: null, duration_ms: null, worker: null }

/** What happened to an item, oldest first: arrival, every try of every stage, what was given up, what people did. */
export function historyOf(item: Item, letters: readonly DeadLetter[]): HistoryEntry[] {
  const entries: HistoryEntry[] = [
    { ...plain, at: item.createdAt.toISOString(), what: 'received' },
    ...item.attempts.map((attempt): HistoryEntry => ({
      at: attempt.endedAt.toISOString(), what: 'attempt', stage: attempt.stage, ok: attempt.ok,
      code: attempt.errorCode ?? null, message: attempt.errorMessage ?? null, duration_ms: attempt.durationMs, worker: attempt.worker,
    })),
    ...letters.map((letter): HistoryEntry => ({ ...plain, at: letter.lastFailedAt.toISOString(), what: 'dead_letter', stage: letter.stage, ok: false, code: letter.errorCode, message: letter.errorMessage })),
    ...(item.approvedAt ? [{ ...plain, at: item.approvedAt.toISOString(), what: 'approved' as const, worker: item.approvedBy ?? null }] : []),
    ...(item.rejection ? [{ ...plain, at: item.rejection.at.toISOString(), what: 'rejected' as const, message: item.rejection.reason, worker: item.rejection.by }] : []),
    ...(item.promotedAt ? [{ ...plain, at: item.promotedAt.toISOString(), what: 'published' as const, message: `${item.promotedTo ?? ''} ${item.promotedId ?? ''}` }] : []),
  ]
  // Stable: what has the same time stays in the order it was noted.
  return entries.sort((a, b) => a.at.localeCompare(b.at))
}
