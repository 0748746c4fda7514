import type { TaskDue } from '@chasqui/contracts'
import { AT_ONCE_LIMIT, holdOn, type Hold, type TaskRecord, type TaskStore } from '@chasqui/mongo'
import type { DeferralCode } from './deferrals.ts'
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
  | { kind: 'later'; code: DeferralCode; message: string; afterMs: number; waitsFor?: WaitsForPlace }

/** What it found no place of, and since when. */
type WaitsForPlace = Pick<NonNullable<TaskRecord['waitsFor']>, 'scope' | 'since'>

export type AdmissionOf = { definition: TaskDefinition; due: TaskDue; tenantCap: number; holds: readonly Hold[] }

/** How long a task waits that found every place taken; spread, so that those that wait do not all come back together. */
const PLACE_AGAIN_MS = 500

/**
 * Asks for all that a task needs beside a slot, in an order in which nothing is used up for nothing: what was taken is given back when the rest is not to be had. Nobody takes a place,
 * or starts by a rate, before those of its lane that wait for that longer.
 */
export async function admitTask(store: Pick<TaskStore, 'tasks' | 'rates' | 'placeQueues'>, pool: Pick<PlacePool, 'take' | 'giveBack' | 'isWanted' | 'free'>, { definition, due, tenantCap, holds }: AdmissionOf): Promise<TaskTicket> {
  const { tenantId, taskId, type } = due
  const hold = holdOn(holds, { tenantId, lane: definition.lane, type, outside: definition.outside }, new Date())
  if (hold) return { kind: 'held', hold }
  const askedAt = new Date()
  const places: TakenPlace[] = []
  const giveBack = (): void => { for (const place of places) pool.giveBack(place.scope, place) }
  let read: Promise<TaskRecord | null> | undefined
  const onRecord = (): Promise<TaskRecord | null> => read ??= store.tasks.find(tenantId, taskId)
  /** @returns undefined when it has the place */
  const take = async (scope: string, limit: number): Promise<WaitsForPlace | undefined> => {
    // Looked for only where others found none: it costs as much as a short task does.
    const isWanted = pool.isWanted(scope)
    const held = isWanted && await isBehindOthers(scope, limit) ? undefined : await pool.take(scope, limit)
    if (!held) return { scope, since: await sinceWhen(scope) }
    places.push({ ...held, scope })
    if (isWanted) await leave(scope)
    return undefined
  }
  /** @returns undefined when it may start */
  const start = async ({ limit, window, by }: NonNullable<TaskDefinition['rate']>, scope: string): Promise<TaskTicket | undefined> => {
    const later = async (afterMs: number): Promise<TaskTicket> => ({ kind: 'later', code: 'RATE_LIMIT', message: `${limit} in ${window} by ${by}`, afterMs, waitsFor: { scope, since: await sinceWhen(scope) } })
    // A newcomer that finds nobody, as most do, need not be looked up.
    if (await store.placeQueues.ahead(scope, definition.lane, askedAt) > 0) {
      const ahead = await store.placeQueues.ahead(scope, definition.lane, await sinceWhen(scope))
      const behindMs = await store.rates.roomBehindMs(ahead, scope, limit, msOf(window))
      if (behindMs > 0) return later(behindMs)
      // Before it takes: those that come with it would count it twice, and wait for a window in which nobody starts.
      await leave(scope)
    }
    const { waitMs } = await store.rates.take(scope, limit, msOf(window))
    return waitMs > 0 ? later(waitMs) : undefined
  }
  const sinceWhen = async (scope: string): Promise<Date> => {
    const waits = (await onRecord())?.waitsFor
    return waits?.scope === scope ? waits.since : askedAt
  }
  /** There is no place but for those that wait longer. */
  const isBehindOthers = async (scope: string, limit: number): Promise<boolean> => {
    const ahead = await store.placeQueues.ahead(scope, definition.lane, await sinceWhen(scope))
    return ahead > 0 && ahead >= await pool.free(scope, limit)
  }
  const leave = async (scope: string): Promise<void> => {
    if ((await onRecord())?.waitsFor?.scope === scope) await store.placeQueues.leave(taskId, scope)
  }
  const ask = async (): Promise<TaskTicket> => {
    const ofTenant = await take(`tenant ${tenantId}`, tenantCap)
    if (ofTenant) return busy('TENANT_AT_CAP', `the tenant has ${tenantCap} tasks at work`, ofTenant)
    const { atOnce, rate } = definition
    if (!atOnce && !rate) return { kind: 'go', places }
    const task = needsAccount(definition) ? await onRecord() : undefined
    const ofLimit = atOnce && await take(`at-once ${scopeOf(atOnce.by, definition, due, task)}`, atOnce.limit)
    if (ofLimit) return busy(AT_ONCE_LIMIT, `${atOnce?.limit} at once by ${atOnce?.by}`, ofLimit)
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

function busy(code: DeferralCode, message: string, waitsFor: WaitsForPlace): TaskTicket {
  return { kind: 'later', code, message, afterMs: Math.round(PLACE_AGAIN_MS * (0.5 + Math.random())), waitsFor }
}

function needsAccount({ atOnce, rate }: TaskDefinition): boolean {
  return atOnce?.by === 'account' || rate?.by === 'account'
}

function scopeOf(by: 'type' | 'tenant' | 'account', { type, account, outside, params }: TaskDefinition, { tenantId }: TaskDue, task: TaskRecord | null | undefined): string {
  switch (by) {
    case 'type': return type
    case 'tenant': return `${type} ${tenantId}`
    // Shared by all types that speak to the same service.
    case 'account': return `${outside ?? type} ${account && task ? account(params.safeParse(task.params).data ?? {}, tenantId) : tenantId}`
  }
}
