import type { DuplicateLevel, ItemIds, ItemStatus, Stage } from '@chasqui/contracts'
import type { Fault } from '@chasqui/errors'
import { CLAIM_FIELDS, FLIGHT_FIELDS, STAGE_FIELDS, type Attempt, type Failure, type ItemFindings, type Move } from '@chasqui/mongo/items'
import { retryDelayMs, type RetryPolicy } from '../backoff.ts'
import { textOf } from '../error-text.ts'
import type { Outcome } from './outcome.ts'

/** What is to be done about a message, as data: the move of the item, and what becomes of the message. */
export type Verdict = {
  move: Move
  /** What the next fact is made of, beside what the message brought. */
  view: { status: ItemStatus; failure?: Failure; level?: DuplicateLevel } & ItemFindings
  message: { kind: 'ack' } | { kind: 'nak'; afterMs: number }
  /** Written before the message is let go. */
  deadLetter?: Fault
}

export type AttemptFacts = { startedAt: Date; endedAt: Date; worker: string; msgSeq: number }

export type VerdictContext = {
  stage: Stage
  ids: ItemIds
  /** The claim under which the work was done, where the stage claims. */
  owner: string | undefined
  /** Nobody has looked at the item before. */
  isUnseen?: true | undefined
  /** Tries of this stage that failed before this one. */
  tries: number
  retries: RetryPolicy
  attempt: AttemptFacts
  random: number
}

const MESSAGE_KEPT = 500

/** Outcome → verdict: a pure function. `skip` and `deferred` move nothing and are not asked here. */
export function verdictOf(outcome: Exclude<Outcome, { kind: 'skip' | 'deferred' }>, context: VerdictContext): Verdict {
  switch (outcome.kind) {
    case 'done': return doneVerdict(outcome, context)
    case 'duplicate': return endVerdict(outcome, context)
    case 'reject': return failedVerdict(outcome.fault, context, outcome.set)
    case 'retry': return context.tries >= context.retries.maxRetries ? failedVerdict(outcome.fault, context) : laterVerdict(outcome.fault, context)
  }
}

function doneVerdict(outcome: Extract<Outcome, { kind: 'done' }>, context: VerdictContext): Verdict {
  const to = context.stage.states.done
  const rests = outcome.rest || to === 'published'
  return {
    move: moveTo(to, context, {
      set: { ...outcome.set, tries: 0, crashes: 0, ...(rests ? {} : { inFlight: true as const }) },
      unset: [...(rests ? FLIGHT_FIELDS : STAGE_FIELDS), 'failure'],
      attempt: attemptOf(context, true),
    }),
    view: { ...outcome.set, status: to },
    message: { kind: 'ack' },
  }
}

function endVerdict(outcome: Extract<Outcome, { kind: 'duplicate' }>, context: VerdictContext): Verdict {
  const set = { ...outcome.set, duplicateOf: outcome.duplicateOf }
  return {
    move: moveTo('duplicate', context, { set: { ...set, tries: 0, crashes: 0 }, unset: [...FLIGHT_FIELDS, 'failure'], attempt: attemptOf(context, true) }),
    view: { ...set, status: 'duplicate', level: outcome.level },
    message: { kind: 'ack' },
  }
}

function failedVerdict(fault: Fault, context: VerdictContext, set: ItemFindings = {}): Verdict {
  const to = context.stage.states.failed
  const failure = failureOf(fault, context)
  return {
    move: moveTo(to, context, { set: { ...set, failure, tries: context.tries + 1 }, unset: [...FLIGHT_FIELDS], attempt: attemptOf(context, false, fault) }),
    view: { ...set, status: to, failure },
    message: { kind: 'ack' },
    deadLetter: fault,
  }
}

/** Back to the resting state before the stage: `*_failed` is written only when the tries are used up. */
function laterVerdict(fault: Fault, context: VerdictContext): Verdict {
  const n = context.tries + 1
  const afterMs = fault.retryAfterMs ?? retryDelayMs(n, context.retries, context.random)
  const from = context.stage.states.from
  return {
    move: moveTo(from, context, {
      set: { tries: n, nextRetryAt: new Date(context.attempt.endedAt.getTime() + afterMs), failure: failureOf(fault, context) },
      unset: [...CLAIM_FIELDS, 'inFlight'],
      attempt: attemptOf(context, false, fault),
    }),
    view: { status: from },
    message: { kind: 'nak', afterMs },
  }
}

function moveTo(to: ItemStatus, { stage, ids, owner, isUnseen }: VerdictContext, rest: Pick<Move, 'set' | 'unset' | 'attempt'>): Move {
  return {
    ids, to,
    expect: owner === undefined ? { status: stage.states.from, ...(isUnseen ? { noRetryNoted: true } : {}) } : { status: stage.states.working, owner },
    ...rest,
  }
}

function failureOf(fault: Fault, { stage, attempt }: VerdictContext): Failure {
  return { stage: stage.name, code: fault.code, message: textOf(fault.message, MESSAGE_KEPT), hint: fault.hint, retryable: fault.retry, at: attempt.endedAt }
}

function attemptOf({ stage, tries, attempt }: VerdictContext, ok: boolean, fault?: Fault): Attempt {
  return {
    stage: stage.name, n: tries + 1, ok, ...attempt,
    durationMs: attempt.endedAt.getTime() - attempt.startedAt.getTime(),
    ...(fault ? { errorCode: fault.code, errorMessage: textOf(fault.message, MESSAGE_KEPT), retryable: fault.retry } : {}),
  }
}
