import type { Fault } from '@chasqui/errors'

/** A task of another type that a parent wants done. */
export type Child = {
  type: string
  params: Record<string, unknown>
  /** What it is called among its siblings, such as the name of its company. */
  label?: string
  /** Of a platform task only: whose child it is. Default: the parent's tenant. */
  tenantId?: string
}

/** The work of a parent: its own is done, the rest is its children's. */
export class Children {
  readonly list: readonly Child[]
  constructor(list: readonly Child[]) {
    this.list = list
  }
}

/** Answered by a task's `run`: these are to be done, then its `join` is called. Nobody waits in a slot meanwhile. */
export function children(list: readonly Child[]): Children {
  return new Children(list)
}

/** Not now: thrown from within a task that cannot go on for a reason outside of it. No slot is held meanwhile and no try used up. */
export class NotNow extends Error {
  readonly code: string
  readonly afterMs: number
  constructor(code: string, message: string, afterMs: number) {
    super(message)
    this.name = 'NotNow'
    this.code = code
    this.afterMs = afterMs
  }
}

/** How a run ended. One place (task-verdict.ts) turns it into a write. */
export type TaskOutcome =
  | { kind: 'success'; result: unknown }
  | { kind: 'children'; children: readonly Child[] }
  | { kind: 'failed'; fault: Fault; stack?: string }
  /** Its parameters do not fit, or what it answered cannot be kept: no try can help. */
  | { kind: 'refused'; fault: Fault }
  | { kind: 'revoked' }
  | { kind: 'deferred'; code: string; message: string; afterMs: number }
  | { kind: 'handed back' }
