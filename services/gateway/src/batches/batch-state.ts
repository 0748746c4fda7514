import { itemCountsOf, type Breakdown } from '@chasqui/mongo/items'

export const BATCH_STATES = ['PENDING', 'EMPTY', 'processing', 'PROMOTED', 'PARTIAL', 'VALIDATED', 'ERROR', 'CANCELLED'] as const
export type BatchState = (typeof BATCH_STATES)[number]

/** States in which nothing happens any more until a person acts. */
export const ENDED_STATES: ReadonlySet<BatchState> = new Set<BatchState>(['PROMOTED', 'PARTIAL', 'VALIDATED', 'ERROR', 'CANCELLED'])

export type BatchCounts = {
  total_items: number
  completed: number
  processing: number
  failed: number
  pending: number
  /** Items that need nothing more: published, duplicate, rejected, cancelled or reverted. */
  settled: number
  /** Percent of the items that are in the books, one decimal; 0 for an empty batch. */
  progress: number
  failed_ratio: number
}

/** The counts that clients of the status route read. What is settled without being published is not "processing". */
export function countsOf(breakdown: Breakdown): BatchCounts {
  const { total, pending, published, failed, settled } = itemCountsOf(breakdown)
  return {
    total_items: total, completed: published, failed, pending, settled,
    processing: total - failed - pending - settled,
    progress: total === 0 ? 0 : Math.round((published / total) * 1000) / 10,
    failed_ratio: total === 0 ? 0 : Math.round((failed / total) * 1000) / 1000,
  }
}

/**
 * The state of a batch follows from its items and is never set by hand.
 * @param options.wasSent whether anything was ever sent into it: an ingest of no rows makes it EMPTY, before it is PENDING
 * @param options.review items that rest at `validated` until a person approves them
 * @param options.undecided copies that end as another item will, which is still on its way
 */
export function batchStateOf(breakdown: Breakdown, options: { cancelled: boolean; wasSent: boolean; review: number; undecided: number }): BatchState {
  if (options.cancelled) return 'CANCELLED'
  const { total, published, failed } = itemCountsOf(breakdown)
  if (total === 0) return options.wasSent ? 'EMPTY' : 'PENDING'
  if (movingIn(breakdown, options) > 0) return 'processing'
  if (failed === 0 && options.review === 0) return 'PROMOTED'
  if (published > 0) return 'PARTIAL'
  return failed === 0 ? 'VALIDATED' : 'ERROR'
}

/** Items that something will still happen to without a person. */
export function movingIn(breakdown: Breakdown, { review, undecided }: { review: number; undecided: number }): number {
  const { total, failed, settled } = itemCountsOf(breakdown)
  return total - failed - settled - review + undecided
}

/** Seconds until what moves has ended, at the pace of the last `windowMs`; null when nothing moves or nothing ended in it. */
export function etaSeconds(moving: number, endedLately: number, windowMs: number): number | null {
  if (moving === 0 || endedLately === 0) return null
  return Math.round((moving / endedLately) * windowMs / 100) / 10
}
