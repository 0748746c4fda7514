import type { TaskDue } from '@chasqui/contracts'
import { atOnceScope, holdOn, limitOf, type Hold, type TaskRecord, type TaskStore } from '@chasqui/mongo/tasks'
import type { DeferralCode } from './deferrals.ts'
import { placeAgainMs, PlaceInLine, type WaitsFor } from './place-in-line.ts'
import type { HeldPlace, PlacePool } from './place-pool.ts'
import { msOf, type TaskDefinition } from './task.ts'

/** A place and what it is a place of. */
export type TakenPlace = HeldPlace & { scope: string }

/** Whether a task may start now. */
export type TaskTicket =
  | { kind: 'go'; places: TakenPlace[] }
  /** It waits for a person or a breaker: handed back to wait, and handed over again when the hold ends. */
  | { kind: 'held'; hold: Hold }
  /** A rate or a number at once is used up. */
  | { kind: 'later'; code: DeferralCode; message: string; afterMs: number; waitsFor?: WaitsFor }

export type AdmissionOf = { definition: TaskDefinition; due: TaskDue; tenantCap: number; holds: readonly Hold[] }

/**
 * Asks for all that a task needs beside a slot, in an order in which nothing is used up for nothing: what was taken is given back when the rest is not to be had. Nobody takes a place,
 * or starts by a rate, before those of its lane that wait for that longer.
 */
export async function admitTask(store: Pick<TaskStore, 'tasks' | 'rates' | 'lines'>, pool: Pick<PlacePool, 'take' | 'giveBack' | 'isWanted' | 'free'>, { definition, due, tenantCap, holds }: AdmissionOf): Promise<TaskTicket> {
  const { tenantId, type } = due
  const hold = holdOn(holds, { tenantId, lane: definition.lane, type, outside: definition.outside }, new Date())
  if (hold) return { kind: 'held', hold }
  const line = new PlaceInLine(store, due, definition.lane)
  const places: TakenPlace[] = []
  const giveBack = (): void => { for (const place of places) pool.giveBack(place.scope, place) }
  /** @returns undefined when it has the place */
  const take = async (scope: string, limit: number): Promise<WaitsFor | undefined> => {
    // Looked for only where others found none: it costs as much as a short task does.
    const { ahead, isWaiting } = pool.isWanted(scope) ? await line.look(scope) : { ahead: 0, isWaiting: false }
    const held = ahead > 0 && ahead >= await pool.free(scope, limit) ? undefined : await pool.take(scope, limit)
    if (!held) return line.waitsFor(scope)
    places.push({ ...held, scope })
    if (isWaiting) await line.leave(scope)
    return undefined
  }
  /** @returns undefined when it may start */
  const start = async ({ limit, window, by }: NonNullable<TaskDefinition['rate']>, scope: string): Promise<TaskTicket | undefined> => {
    const { ahead, isWaiting } = await line.look(scope)
    const behindMs = ahead > 0 || isWaiting ? await store.rates.roomBehindMs(ahead, scope, limit, msOf(window)) : 0
    // It leaves before it takes: those that come with it would count it twice, and wait for a window in which nobody starts.
    if (isWaiting && behindMs === 0) await line.leave(scope)
    const afterMs = behindMs > 0 ? behindMs : (await store.rates.take(scope, limit, msOf(window))).waitMs
    return afterMs > 0 ? { kind: 'later', code: 'RATE_LIMIT', message: `${limit} in ${window} by ${by}`, afterMs, waitsFor: await line.waitsFor(scope) } : undefined
  }
  const ask = async (): Promise<TaskTicket> => {
    const ofTenant = await take(`tenant ${tenantId}`, tenantCap)
    if (ofTenant) return busy('TENANT_AT_CAP', `the tenant has ${tenantCap} tasks at work`, ofTenant)
    const { atOnce, rate } = definition
    if (!atOnce && !rate) return { kind: 'go', places }
    const task = needsAccount(definition) ? await line.onRecord() : undefined
    const ofLimit = atOnce && await take(atOnceScope(scopeOf(atOnce.by, definition, due, task)), atOnce.limit)
    if (ofLimit) return busy('AT_ONCE_LIMIT', `${atOnce?.limit} at once by ${atOnce?.by}`, ofLimit)
    return (rate && await start(rate, `task ${scopeOf(rate.by, definition, due, task)}`)) ?? { kind: 'go', places }
  }
  try {
    const ticket = await ask()
    if (ticket.kind !== 'go') giveBack()
    return ticket
  } catch (error) {
    giveBack()
    throw error
  }
}

function busy(code: DeferralCode, message: string, waitsFor: WaitsFor): TaskTicket {
  return { kind: 'later', code, message, afterMs: placeAgainMs(), waitsFor }
}

function needsAccount({ atOnce, rate }: TaskDefinition): boolean {
  return atOnce?.by === 'account' || rate?.by === 'account'
}

function scopeOf(by: 'type' | 'tenant' | 'account', { type, account, outside, params }: TaskDefinition, { tenantId }: TaskDue, task: TaskRecord | null | undefined): string {
  // An account is shared by all types that speak to the same service.
  return by === 'account' ? `${outside ?? type} ${account && task ? account(params.safeParse(task.params).data ?? {}, tenantId) : tenantId}` : limitOf(by, type, tenantId)
}
