import type { TaskDue } from '@chasqui/contracts'
import { holdOn, type Hold, type TaskRecord, type TaskStore } from '@chasqui/mongo'
import { msOf, type TaskDefinition } from './task.ts'

/** Whether a task may start now. */
export type TaskTicket =
  | { kind: 'go'; places: string[] }
  /** It waits for a person or a breaker: handed back to wait, and handed over again when the hold ends. */
  | { kind: 'held'; hold: Hold }
  /** A rate or a number at once is used up. */
  | { kind: 'later'; code: string; message: string; afterMs: number }

export type AdmissionOf = { definition: TaskDefinition; due: TaskDue; holder: string; leaseUntil: Date; tenantCap: number; holds: readonly Hold[] }

/** How long a task waits that found every place taken; spread, so that those that wait do not all come back together. */
const PLACE_AGAIN_MS = 500

/** Asks for all that a task needs beside a slot, in an order in which nothing is used up for nothing: what was taken is given back when the rest is not to be had. */
export async function admitTask(store: Pick<TaskStore, 'tasks' | 'places' | 'rates'>, { definition, due, holder, leaseUntil, tenantCap, holds }: AdmissionOf): Promise<TaskTicket> {
  const { tenantId, taskId, type } = due
  const hold = holdOn(holds, { tenantId, lane: definition.lane, type, outside: definition.outside }, new Date())
  if (hold) return { kind: 'held', hold }
  const places: string[] = []
  const giveBack = (): Promise<void> => store.places.giveBack(places.map((place) => ({ place, holder })))
  const ofTenant = await store.places.take(`tenant ${tenantId}`, tenantCap, holder, leaseUntil)
  if (ofTenant === undefined) return busy('TENANT_AT_CAP', `the tenant has ${tenantCap} tasks at work`)
  places.push(ofTenant)
  const { atOnce, rate } = definition
  if (!atOnce && !rate) return { kind: 'go', places }
  const task = needsAccount(definition) ? await store.tasks.find(tenantId, taskId) : undefined
  if (atOnce) {
    const place = await store.places.take(`at-once ${scopeOf(atOnce.by, definition, due, task)}`, atOnce.limit, holder, leaseUntil)
    if (place === undefined) {
      await giveBack()
      return busy('AT_ONCE_LIMIT', `${atOnce.limit} at once by ${atOnce.by}`)
    }
    places.push(place)
  }
  if (rate) {
    const { waitMs } = await store.rates.take(`task ${scopeOf(rate.by, definition, due, task)}`, rate.limit, msOf(rate.window))
    if (waitMs > 0) {
      await giveBack()
      return { kind: 'later', code: 'RATE_LIMIT', message: `${rate.limit} in ${rate.window} by ${rate.by}`, afterMs: waitMs }
    }
  }
  return { kind: 'go', places }
}

function busy(code: string, message: string): TaskTicket {
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
