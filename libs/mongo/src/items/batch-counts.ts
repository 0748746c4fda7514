import { FAILED_STATES, FINAL_STATES } from '@chasqui/contracts'

/** How many items of a batch are in each state. */
export type Breakdown = Readonly<Record<string, number>>

export type ItemCounts = {
  total: number
  pending: number
  published: number
  failed: number
  /** Need nothing more: published, duplicate, rejected, cancelled or reverted. */
  settled: number
}

/** What the states of a batch's items come to. Pure. */
export function itemCountsOf(breakdown: Breakdown): ItemCounts {
  return {
    total: itemsIn(breakdown, () => true), pending: breakdown['pending'] ?? 0, published: breakdown['published'] ?? 0,
    failed: itemsIn(breakdown, (state) => FAILED_STATES.has(state)), settled: itemsIn(breakdown, (state) => FINAL_STATES.has(state)),
  }
}

function itemsIn(breakdown: Breakdown, counts: (state: string) => boolean): number {
  return Object.entries(breakdown).reduce((n, [state, count]) => (counts(state) ? n + count : n), 0)
}
