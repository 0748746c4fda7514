import type { TaskDue } from '@chasqui/contracts'
import { atOnceScope, holdOn, limitOf, type Hold, type TaskStore } from '@chasqui/mongo/tasks'
import { deferral, type DeferralCode } from './deferrals.ts'
import { placeAgainMs, PlaceInLine, type WaitsFor } from './place-in-line.ts'
import type { HeldPlace, PlacePool } from './place-pool.ts'
import { msOf, type TaskDefinition } from './task.ts'

/** A place and what it is a place of. */
export type TakenPlace = HeldPlace & { scope: string; /** Those that find none stand in line for it. */ hasLine: boolean }

/** Whether a task may start now. */
export type TaskTicket =
  | { kind: 'go'; places: TakenPlace[] }
  /** It waits for a person or a breaker: handed back to wait, and handed over again when the hold ends. */
  | { kind: 'held'; hold: Hold }
  | Later

/** Why it may not. */
export type NotYet = Exclude<TaskTicket, { kind: 'go' }>

/** A rate or a number at once is used up. */
type Later = { kind: 'later'; code: DeferralCode; message: string; afterMs: number; waitsFor?: WaitsFor }

export type AdmissionOf = { definition: TaskDefinition; due: TaskDue; tenantCap: number; holds: readonly Hold[] }

type Store = Pick<TaskStore, 'tasks' | 'rates' | 'lines'>
type Pool = Pick<PlacePool, 'take' | 'giveBack' | 'isWanted' | 'free'>

/**
 * Asks for all that a task needs beside a slot, in an order in which nothing is used up for nothing: what was taken is given back when the rest is not to be had. Nobody takes a place
 * of a limit, or starts by a rate, before those of its lane that wait for that longer.
 */
export async function admitTask(store: Store, pool: Pool, { definition, due, tenantCap, holds }: AdmissionOf): Promise<TaskTicket> {
  const hold = holdOn(holds, { tenantId: due.tenantId, lane: definition.lane, type: definition.type, outside: definition.outside }, new Date())
  if (hold) return { kind: 'held', hold }
  const admission = new Admission(store, pool, definition, due)
  try {
    return await admission.placeOfTenant(tenantCap) ?? await admission.placeOfLimit() ?? await admission.startByRate() ?? admission.go()
  } finally {
    admission.giveBack()
  }
}

/** What one task asks for, and the places that it has so far. Each question is answered with undefined when it has what it asked for. */
class Admission {
  readonly #rates: Store['rates']
  readonly #pool: Pool
  readonly #definition: TaskDefinition
  readonly #tenantId: string
  readonly #line: PlaceInLine
  readonly #places: TakenPlace[] = []

  constructor(store: Store, pool: Pool, definition: TaskDefinition, due: Pick<TaskDue, 'tenantId' | 'taskId'>) {
    this.#rates = store.rates
    this.#pool = pool
    this.#definition = definition
    this.#tenantId = due.tenantId
    this.#line = new PlaceInLine(store, due, definition.lane)
  }

  /** Without a line: the scheduler hands over about as many as the cap lets in, in order, and thousands would be counted to set right the few that meet it. */
  async placeOfTenant(limit: number): Promise<Later | undefined> {
    const scope = `tenant ${this.#tenantId}`
    const held = await this.#pool.take(scope, limit)
    if (!held) return { kind: 'later', ...deferral('TENANT_AT_CAP', `${limit}`), afterMs: placeAgainMs() }
    this.#places.push({ ...held, scope, hasLine: false })
    return undefined
  }

  async placeOfLimit(): Promise<Later | undefined> {
    const { atOnce } = this.#definition
    if (!atOnce) return undefined
    const { limit, by } = atOnce
    const scope = atOnceScope(await this.#whatOf(by))
    // Looked for only where others found none: it costs as much as a short task does.
    const { ahead, isWaiting } = this.#pool.isWanted(scope) ? await this.#line.look(scope) : { ahead: 0, isWaiting: false }
    const held = ahead > 0 && ahead >= await this.#pool.free(scope, limit) ? undefined : await this.#pool.take(scope, limit)
    if (!held) return { kind: 'later', ...deferral('AT_ONCE_LIMIT', `${limit} by ${by}`), afterMs: placeAgainMs(), waitsFor: await this.#line.waitsFor(scope) }
    this.#places.push({ ...held, scope, hasLine: true })
    if (isWaiting) await this.#line.leave(scope)
    return undefined
  }

  async startByRate(): Promise<Later | undefined> {
    const { rate } = this.#definition
    if (!rate) return undefined
    const { limit, window, by } = rate
    const scope = `task ${await this.#whatOf(by)}`
    const { ahead, isWaiting } = await this.#line.look(scope)
    const behindMs = ahead > 0 || isWaiting ? await this.#rates.roomBehindMs(ahead, scope, limit, msOf(window)) : 0
    // It leaves before it takes: those that come with it would count it twice, and wait for a window in which nobody starts.
    if (isWaiting && behindMs === 0) await this.#line.leave(scope)
    const afterMs = behindMs > 0 ? behindMs : (await this.#rates.take(scope, limit, msOf(window))).waitMs
    return afterMs > 0 ? { kind: 'later', ...deferral('RATE_LIMIT', `${limit} in ${window} by ${by}`), afterMs, waitsFor: await this.#line.waitsFor(scope) } : undefined
  }

  /** The places are the run's from here on. */
  go(): TaskTicket {
    return { kind: 'go', places: this.#places.splice(0) }
  }

  /** What no run has. */
  giveBack(): void {
    for (const place of this.#places) this.#pool.giveBack(place.scope, place)
  }

  /** What a limit is for, by name. An account is shared by all types that speak to the same service, and has its name from the parameters. */
  async #whatOf(by: 'type' | 'tenant' | 'account'): Promise<string> {
    const { type, account, outside, params } = this.#definition
    if (by !== 'account') return limitOf(by, type, this.#tenantId)
    const task = account && await this.#line.onRecord()
    return `${outside ?? type} ${account && task ? account(params.safeParse(task.params).data ?? {}, this.#tenantId) : this.#tenantId}`
  }
}
