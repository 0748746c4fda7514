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
  | { kind: 'later'; code: DeferralCode; message: string; afterMs: number }

export type AdmissionOf = { definition: TaskDefinition; due: TaskDue; tenantCap: number; holds: readonly Hold[] }

/** How long a task waits that found every place taken; spread, so that those that wait do not all come back together. */
const PLACE_AGAIN_MS = 500

/** Asks for all that a task needs beside a slot, in an order in which nothing is used up for nothing: what was taken is given back when the rest is not to be had. */
export async function admitTask(store: Pick<TaskStore, 'tasks' | 'rates'>, pool: Pick<PlacePool, 'take' | 'giveBack'>, { definition, due, tenantCap, holds }: AdmissionOf): Promise<TaskTicket> {
  const { tenantId, taskId, type } = due
  const hold = holdOn(holds, { tenantId, lane: definition.lane, type, outside: definition.outside }, new Date())
  if (hold) return { kind: 'held', hold }
  const places: TakenPlace[] = []
  const giveBack = (): void => { for (const place of places) pool.giveBack(place.scope, place) }
  const take = async (scope: string, limit: number): Promise<boolean> => {
    const held = await pool.take(scope, limit)
    if (held) places.push({ ...held, scope })
    return held !== undefined
  }
  const ask = async (): Promise<TaskTicket> => {
    if (!await take(`tenant ${tenantId}`, tenantCap)) return busy('TENANT_AT_CAP', `the tenant has ${tenantCap} tasks at work`)
    const { atOnce, rate } = definition
    if (!atOnce && !rate) return { kind: 'go', places }
    const task = needsAccount(definition) ? await store.tasks.find(tenantId, taskId) : undefined
    if (atOnce && !await take(`at-once ${scopeOf(atOnce.by, definition, due, task)}`, atOnce.limit)) return busy(AT_ONCE_LIMIT, `${atOnce.limit} at once by ${atOnce.by}`)
    if (!rate) return { kind: 'go', places }
    const { waitMs } = await store.rates.take(`task ${scopeOf(rate.by, definition, due, task)}`, rate.limit, msOf(rate.window))
    return waitMs > 0 ? { kind: 'later', code: 'RATE_LIMIT', message: `${rate.limit} in ${rate.window} by ${rate.by}`, afterMs: waitMs } : { kind: 'go', places }
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

function busy(code: DeferralCode, message: string): TaskTicket {
  return { kind: 'later', code, message, afterMs: Math.round(PLACE_AGAIN_MS * (0.5 + Math.random())) }
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
