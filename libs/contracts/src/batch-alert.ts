import { z } from 'zod'

/** Too many items of a batch have failed. Said once a crossing; said again only after the batch had recovered. */
export const BatchAlert = z.object({
  tenantId: z.string().min(1),
  batchId: z.string().min(1),
  failed: z.int().min(1).describe('items that rest in a failed state'),
  total: z.int().min(1).describe('items of the batch'),
  ratio: z.number().min(0).max(1).describe('failed / total'),
  topCodes: z.array(z.object({ code: z.string(), count: z.int() })).describe('what most of them failed with'),
})
export type BatchAlert = z.infer<typeof BatchAlert>

const RAISED_ABOVE = 0.1
const LOWERED_BELOW = 0.05
/** In a small batch one bad document is many percent, and no reason to call anybody. */
const ENOUGH_ITEMS = 10
const ENOUGH_FAILED = 3

/** When the alarm of a batch is raised and lowered, for whatever describes it: "it" is the batch. */
export const ALARM_IN_WORDS = {
  raised: `more than ${RAISED_ABOVE * 100} % of it has failed (of at least ${ENOUGH_ITEMS} items, or at least ${ENOUGH_FAILED} of them)`,
  lowered: `less than ${LOWERED_BELOW * 100} % of it has failed`,
} as const

/** Whether the alarm of a batch stands. Between the two bounds it stays as it was, so that a batch at the edge does not call again and again. Pure. */
export function isAlarmed({ failed, total }: { failed: number; total: number }, wasAlarmed: boolean): boolean {
  if (total === 0) return false
  if (wasAlarmed) return failed / total >= LOWERED_BELOW
  return failed / total > RAISED_ABOVE && (total >= ENOUGH_ITEMS || failed >= ENOUGH_FAILED)
}
