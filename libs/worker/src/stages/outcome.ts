import type { DuplicateLevel } from '@chasqui/contracts'
import type { Fault } from '@chasqui/errors'
import type { ItemFindings } from '@chasqui/mongo/items'

/**
 * What a handler answers: a verdict on its item. One place (verdict.ts) turns it into a move, a fact and what
 * becomes of the message; handlers never touch the message or the state.
 */
export type Outcome =
  | { kind: 'done'; set: ItemFindings; rest: boolean }
  | { kind: 'duplicate'; level: DuplicateLevel; duplicateOf: string; set: ItemFindings }
  | { kind: 'skip'; why: string }
  | { kind: 'retry'; fault: Fault }
  | { kind: 'reject'; fault: Fault; set: ItemFindings }
  | { kind: 'deferred'; afterMs: number; why: string }

type Of<Kind extends Outcome['kind']> = Extract<Outcome, { kind: Kind }>

/** The stage's work is done; the item moves on. */
export function done(set: ItemFindings = {}): Of<'done'> {
  return { kind: 'done', set, rest: false }
}

/** The stage's work is done, and the item rests there until a person acts. */
export function doneAndRests(set: ItemFindings): Of<'done'> {
  return { kind: 'done', set, rest: true }
}

/** The same bytes or the same document is already there: the item ends. */
export function duplicate(level: DuplicateLevel, duplicateOf: string, set: ItemFindings = {}): Of<'duplicate'> {
  return { kind: 'duplicate', level, duplicateOf, set }
}

/** There is nothing to do. */
export function skip(why: string): Of<'skip'> {
  return { kind: 'skip', why }
}

/** It failed, and trying again may help. Uses up a try. */
export function retry(fault: Fault): Of<'retry'> {
  return { kind: 'retry', fault }
}

/** It failed for good: a dead letter, and the item rests as failed. */
export function reject(fault: Fault, set: ItemFindings = {}): Of<'reject'> {
  return { kind: 'reject', fault, set }
}

/** Not now: no room, or the other side is closed. Uses up no try. */
export function deferred(afterMs: number, why: string): Of<'deferred'> {
  return { kind: 'deferred', afterMs, why }
}
