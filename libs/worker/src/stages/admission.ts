import type { JsMsg } from '@nats-io/jetstream'
import { isRestated, type Stage } from '@chasqui/contracts'
import type { Items, Move, MoveResult, Standing } from '@chasqui/mongo/items'
import type { Received } from './received.ts'

/** Whether a message may be worked on, and under which claim. */
export type Ticket =
  | {
    kind: 'mine'; owner: string | undefined; tries: number
    /** Nobody looked at the item: what is written must find that no retry of it was noted, or its tries would begin anew. */
    isUnseen?: true
  }
  /** The item is not where this message believes it to be. */
  | { kind: 'stale'; standing: Standing | undefined }
  | { kind: 'wait'; afterMs: number }
  /** A worker died with it in hand; whether because of it is not known. Ask again when nothing else of its sort runs. */
  | { kind: 'suspect' }
  /** Its workers died too often. */
  | { kind: 'lost'; standing: Standing; owner: string | undefined }

export type AdmissionContext = {
  stage: Stage
  /** Whether this message's work lasts: then its working state is written, which is also the lease. */
  lasts: boolean
  items: Items
  apply: (move: Move) => Promise<MoveResult>
  /** A name for the claim that nobody else uses. */
  claimName: () => string
  leaseMs: number
  crashBudget: number
  /** No other suspect runs in this process, so the next crash can be blamed on this item. */
  alone: boolean
}

/**
 * Lets a message in. The first delivery of quick work is let in without a read or a write: its result is written under
 * the condition that nobody was faster. Work that lasts is claimed first. Whatever comes again is looked at.
 */
export async function admit(message: JsMsg, received: Received, context: AdmissionContext): Promise<Ticket> {
  const isFirst = message.info.deliveryCount === 1
  // What the reconciler says again is new to the broker, but its item has a past.
  const isAgain = isFirst && isRestated(message.headers?.get('ce-id') ?? '')
  if (isFirst && !isAgain && !context.lasts) return { kind: 'mine', owner: undefined, tries: 0, isUnseen: true }
  if (isFirst && !isAgain) return claimFresh(received, context)
  const standing = await context.items.standing(received.ids.itemId)
  if (!standing || !isSameItem(standing, received)) return { kind: 'stale', standing: standing ?? undefined }
  const waitMs = retryWaitMs(standing)
  if (waitMs > EARLY_MS) return { kind: 'wait', afterMs: waitMs }
  if (context.lasts) return claimAgain(received, standing, context)
  if (isAgain && standing.status === context.stage.states.from) return { kind: 'mine', owner: undefined, tries: standing.tries }
  return admitQuickAgain(received, standing, context)
}

/** A retry that comes this much before its time is in time. */
const EARLY_MS = 100

function retryWaitMs({ nextRetryAt }: Standing): number {
  return nextRetryAt ? nextRetryAt.getTime() - Date.now() : 0
}

function isSameItem(standing: Standing, { ids }: Received): boolean {
  return standing.tenantId === ids.tenantId && standing.run === ids.run
}

/**
 * Quick work that comes again without having asked for it: a worker died with it in hand, perhaps because of a
 * neighbour. The crash is counted before it is run again, alone: if the process dies now, this item is to blame.
 */
async function admitQuickAgain({ ids }: Received, standing: Standing, context: AdmissionContext): Promise<Ticket> {
  const { from } = context.stage.states
  if (standing.status !== from) return { kind: 'stale', standing }
  if (standing.nextRetryAt) return { kind: 'mine', owner: undefined, tries: standing.tries }
  if (!context.alone) return { kind: 'suspect' }
  if (standing.crashes + 1 >= context.crashBudget) return { kind: 'lost', standing, owner: undefined }
  const result = await context.apply({ ids, expect: { status: from }, to: from, count: { crashes: 1 } })
  if (result.kind !== 'moved') return { kind: 'stale', standing: result.kind === 'refused' ? result.standing : undefined }
  return { kind: 'mine', owner: undefined, tries: standing.tries }
}

async function claimFresh(received: Received, context: AdmissionContext): Promise<Ticket> {
  const owner = context.claimName()
  const result = await context.apply(claimMove(received, context, owner, { status: context.stage.states.from, noRetryNoted: true }))
  if (result.kind === 'moved') return { kind: 'mine', owner, tries: 0 }
  if (result.kind === 'unknown' || !isSameItem(result.standing, received)) return { kind: 'stale', standing: result.kind === 'refused' ? result.standing : undefined }
  const waitMs = retryWaitMs(result.standing)
  return waitMs > EARLY_MS ? { kind: 'wait', afterMs: waitMs } : claimAgain(received, result.standing, context)
}

/** The item was tried before, or is in somebody's hands: a live lease is respected, a dead one is taken over. */
async function claimAgain(received: Received, standing: Standing, context: AdmissionContext): Promise<Ticket> {
  const { from, working } = context.stage.states
  const owner = context.claimName()
  if (standing.status === from) {
    const result = await context.apply(claimMove(received, context, owner, { status: from }))
    return result.kind === 'moved' ? { kind: 'mine', owner, tries: standing.tries } : { kind: 'wait', afterMs: context.leaseMs }
  }
  if (standing.status !== working) return { kind: 'stale', standing }
  const leftMs = (standing.leaseUntil?.getTime() ?? 0) - Date.now()
  if (leftMs > 0) return { kind: 'wait', afterMs: leftMs + EARLY_MS }
  if (!context.alone) return { kind: 'suspect' }
  const takeOver = claimMove(received, context, owner, { status: working, leaseBefore: new Date() })
  const result = await context.apply({ ...takeOver, count: { epoch: 1, crashes: 1 } })
  if (result.kind !== 'moved') return { kind: 'wait', afterMs: context.leaseMs }
  // The crash that made it a suspect counts too.
  return standing.crashes + 1 >= context.crashBudget ? { kind: 'lost', standing, owner } : { kind: 'mine', owner, tries: standing.tries }
}

function claimMove({ ids }: Received, context: AdmissionContext, owner: string, expect: Move['expect']): Move {
  return {
    ids, expect, to: context.stage.states.working,
    set: { owner, leaseUntil: new Date(Date.now() + context.leaseMs), inFlight: true },
    unset: ['nextRetryAt'],
    count: { epoch: 1 },
  }
}
