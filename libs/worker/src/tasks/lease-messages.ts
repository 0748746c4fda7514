import type { HeldPlace } from './place-pool.ts'

/** What the main thread and the lease thread say to each other. */

export type LeaseThreadData = { mongoUrl: string; database: string; leaseMs: number; stuckAfterMs: number }

/** One claim of one task: tasks that were claimed together have the same owner, and a task that was claimed again has another one. */
export type Claim = { taskId: string; owner: string }

/** A claim with the places that are held for it: in hand, or sent to the record and not answered yet, without a `hardUntil`. */
export type Held = Claim & { hardUntil?: number; places: readonly HeldPlace[] }

export type ToLeaseThread = { kind: 'add'; held: Held } | { kind: 'remove'; claim: string } | { kind: 'stop' }
export type FromLeaseThread = { kind: 'ready' } | { kind: 'lost'; claim: string } | { kind: 'revoke'; claim: string; terminate: boolean }

/** The name of a claim. */
export function claimOf({ taskId, owner }: Claim): string {
  return `${taskId} ${owner}`
}
