import type { Places } from '@chasqui/mongo/tasks'
import { grouped } from '../grouped.ts'
import { PLACE_AGAIN_MS } from './place-in-line.ts'

/** A place under a name of its own, so that nobody else can give it back. */
export type HeldPlace = { place: string; holder: string }

export type PlacePoolSettings = {
  /** Of this process. */
  name: string
  leaseMs: number
  /** Asks all processes to give back the places of this scope that they keep for no task. */
  askForIdle: (scope: string) => void
}

type Idle = HeldPlace & { usableUntil: number; timer: NodeJS.Timeout }

/** A place that came free waits so long for the next task of its scope in this process, which saves both their writes: a crowd of short tasks needs hardly any. */
const IDLE_MS = 1_000
/** So long after the others were asked for what they keep for no task, it is on the record. */
const AGAIN_AFTER_MS = 50
/** Who found none asks again within less: after one and a half of PLACE_AGAIN_MS at most, and the time that its hand-over takes. */
const WANTED_MS = 4 * PLACE_AGAIN_MS
/** Used again only while nearly all of its lease is left, so that a place never ends before the task in it. */
const USABLE_SHARE = 0.1

/**
 * The places of one process. A place that comes free is kept for a moment for the next task of its scope, unless another process has none. The record says all the while that it is
 * held: a cap is never passed.
 */
export class PlacePool {
  readonly #places: Pick<Places, 'take' | 'giveBack' | 'free'>
  readonly #settings: PlacePoolSettings
  readonly #idle = new Map<string, Idle[]>()
  readonly #usableUntil = new Map<string, number>()
  readonly #wantedUntil = new Map<string, number>()
  readonly #return: (held: HeldPlace) => Promise<void>
  #taken = 0

  constructor(places: Pick<Places, 'take' | 'giveBack' | 'free'>, settings: PlacePoolSettings) {
    this.#places = places
    this.#settings = settings
    this.#return = grouped(async (held: HeldPlace[]) => {
      await places.giveBack(held)
      return held.map(() => undefined)
    }, { max: 100 })
  }

  /** @returns a place, or undefined when all `limit` are held */
  async take(scope: string, limit: number): Promise<HeldPlace | undefined> {
    return this.#kept(scope) ?? await this.#fresh(scope, limit) ?? await this.#later(scope, limit)
  }

  /** Gives a place back, or keeps it for a moment. What cannot be given back ends with its lease. */
  giveBack(scope: string, { place, holder }: HeldPlace): void {
    const usableUntil = this.#usableUntil.get(holder) ?? 0
    if (Date.now() >= usableUntil) return this.#letGo({ place, holder })
    const idle: Idle = { place, holder, usableUntil, timer: setTimeout(() => { this.#forget(scope, idle); this.#letGo(idle) }, IDLE_MS) }
    const list = this.#idle.get(scope)
    if (list) list.push(idle)
    else this.#idle.set(scope, [idle])
  }

  /** How many of `limit` places a task could have here. */
  async free(scope: string, limit: number): Promise<number> {
    return (this.#idle.get(scope)?.length ?? 0) + await this.#places.free(scope, limit)
  }

  /** Somebody, here or elsewhere, found every place of a scope taken: what is kept for nobody is given back. */
  wanted(scope: string): Promise<void> {
    this.#noteWanted(scope)
    return this.release(scope)
  }

  /** Whether tasks wait for a place of this scope, as far as is known. */
  isWanted(scope: string): boolean {
    return (this.#wantedUntil.get(scope) ?? 0) > Date.now()
  }

  /** Gives back what it keeps of a scope. */
  async release(scope: string): Promise<void> {
    const idle = this.#idle.get(scope) ?? []
    this.#idle.delete(scope)
    for (const { timer, holder } of idle) {
      clearTimeout(timer)
      this.#usableUntil.delete(holder)
    }
    // What cannot be given back ends with its lease.
    await Promise.allSettled(idle.map(({ place, holder }) => this.#return({ place, holder })))
  }

  /** Gives back all that it keeps. */
  async stop(): Promise<void> {
    await Promise.all([...this.#idle.keys()].map((scope) => this.release(scope)))
  }

  #kept(scope: string): HeldPlace | undefined {
    for (let idle = this.#idle.get(scope)?.at(-1); idle; idle = this.#idle.get(scope)?.at(-1)) {
      clearTimeout(idle.timer)
      this.#forget(scope, idle)
      if (Date.now() < idle.usableUntil) return { place: idle.place, holder: idle.holder }
      this.#letGo(idle)
    }
    return undefined
  }

  async #fresh(scope: string, limit: number): Promise<HeldPlace | undefined> {
    const { name, leaseMs } = this.#settings
    const holder = `${name}/p${++this.#taken}`
    const at = Date.now()
    const place = await this.#places.take(scope, limit, holder, new Date(at + leaseMs))
    if (place === undefined) return undefined
    this.#usableUntil.set(holder, at + leaseMs * USABLE_SHARE)
    return { place, holder }
  }

  async #later(scope: string, limit: number): Promise<HeldPlace | undefined> {
    this.#noteWanted(scope)
    this.#settings.askForIdle(scope)
    await new Promise((resolve) => { setTimeout(resolve, AGAIN_AFTER_MS) })
    return this.#kept(scope) ?? this.#fresh(scope, limit)
  }

  #noteWanted(scope: string): void {
    const now = Date.now()
    for (const [one, until] of this.#wantedUntil) if (until <= now) this.#wantedUntil.delete(one)
    this.#wantedUntil.set(scope, now + WANTED_MS)
  }

  #forget(scope: string, idle: Idle): void {
    const left = (this.#idle.get(scope) ?? []).filter((one) => one !== idle)
    if (left.length > 0) this.#idle.set(scope, left)
    else this.#idle.delete(scope)
  }

  #letGo({ place, holder }: HeldPlace): void {
    this.#usableUntil.delete(holder)
    this.#return({ place, holder }).catch(() => undefined)
  }
}
