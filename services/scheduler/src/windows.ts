/** A window never gets smaller: enough for every stage and engine to have something in hand. */
export const LEAST = 16
/** A window holds what its tenant's items need this long for: more would only wait inside instead of outside. */
const HOLD_S = 0.3
/** A tenant with at most so much to do is light: it is let through at once. */
export const LIGHT = 50
/** What the others keep on their way meanwhile, so that light ones without end cannot stop them. */
export const ASIDE = 4

/** How long heavy tenants stay aside after a light one was seen: the next one is probably on its way. */
const COURTESY_MS = 2_000

const MEASURE_EVERY_MS = 100
const SMOOTHING = 0.4

type Pace = { at: number; released: number; ended: number; perSecond: number }

export type Load = { tenantId: string; waiting: number; inFlight: number }

/**
 * How many items each tenant may have on their way. A window follows the pace at which the tenant's items end, so that
 * a newcomer never waits behind more than a fraction of a second of somebody else's work; and while a light tenant is
 * on its way, heavy ones stand aside.
 */
export class Windows {
  readonly #most: number
  readonly #paces = new Map<string, Pace>()
  #lightSeenAt = -COURTESY_MS

  /** @param most the largest window, however fast its tenant's items end */
  constructor(most: number) {
    this.#most = most
  }

  /** Notes that items of a tenant were released. */
  released(tenantId: string, count: number): void {
    const pace = this.#paces.get(tenantId)
    if (pace) pace.released += count
  }

  /**
   * Places to fill by tenant, for those who have something waiting; not above 0 where the window is full.
   * @param loads every tenant with something waiting or on its way; `waiting` need only be exact up to LIGHT + 1
   */
  room(loads: readonly Load[], now: number): Map<string, number> {
    const seen = new Set(loads.map((load) => load.tenantId))
    for (const tenantId of this.#paces.keys()) if (!seen.has(tenantId)) this.#paces.delete(tenantId)
    for (const load of loads) this.#measure(load, now)
    if (loads.some(isLight)) this.#lightSeenAt = now
    const isLightOneThere = now - this.#lightSeenAt < COURTESY_MS
    return new Map(loads.filter((load) => load.waiting > 0).map((load) => {
      const window = isLightOneThere && !isLight(load) ? ASIDE : this.#windowOf(load)
      return [load.tenantId, Math.min(load.waiting, window - load.inFlight)]
    }))
  }

  #windowOf(load: Load): number {
    if (isLight(load)) return LIGHT
    const { perSecond } = this.#paces.get(load.tenantId) ?? { perSecond: 0 }
    return Math.max(LEAST, Math.min(this.#most, Math.ceil(perSecond * HOLD_S)))
  }

  #measure({ tenantId, inFlight }: Load, now: number): void {
    const pace = this.#paces.get(tenantId)
    if (!pace) {
      this.#paces.set(tenantId, { at: now, released: inFlight, ended: 0, perSecond: 0 })
      return
    }
    const elapsedMs = now - pace.at
    if (elapsedMs < MEASURE_EVERY_MS) return
    const ended = Math.max(pace.ended, pace.released - inFlight)
    const perSecond = ((ended - pace.ended) * 1000) / elapsedMs
    pace.perSecond = pace.perSecond === 0 ? perSecond : pace.perSecond * (1 - SMOOTHING) + perSecond * SMOOTHING
    pace.ended = ended
    pace.at = now
  }
}

function isLight({ waiting, inFlight }: Load): boolean {
  return waiting + inFlight <= LIGHT
}
