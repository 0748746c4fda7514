/** A window holds what its tenant's work needs this long for: more would only wait inside instead of outside. */
export const HOLD_S = 0.3
/** A heavy tenant is let in when so much of its window is free: what starts together stays together. */
const CONVOY = 0.25
/** A tenant with at most so much to do is light: it is let through at once. */
export const LIGHT = 50
/** What the others keep on their way meanwhile, so that light ones without end cannot stop them. */
export const ASIDE = 1

/** How long heavy tenants stay aside after a light one was seen: the next one is probably on its way. */
const COURTESY_MS = 2_000

/** The longest that one light tenant keeps others aside: its work may take minutes. */
const PATIENCE_MS = 30_000

const MEASURE_EVERY_MS = 100
const SMOOTHING = 0.4

/** How wide the windows of one kind of work may be. */
export type WindowRules = {
  /** The largest window, however fast its tenant's work ends. */
  most: number
  /** The least window of a light tenant, and of a heavy one, however slowly its work ends. */
  light: number
  heavy: number
  /** For how long the window of one that is alone holds work, in seconds. */
  holdAloneS: number
  /** The window of a heavy one while light ones are about, who have so much to do. */
  aside: (ofLightOnes: number) => number
}

type Pace = { at: number; released: number; ended: number; perSecond: number }

export type Load = { tenantId: string; waiting: number; inFlight: number }

/**
 * How much work each tenant may have on its way. A window follows the pace at which the tenant's work ends, so that
 * a newcomer never waits behind more than a fraction of a second of somebody else's work; and while a light tenant is
 * on its way, heavy ones stand aside.
 */
export class Windows {
  readonly #rules: () => WindowRules
  readonly #paces = new Map<string, Pace>()
  /** Light tenants: since when they are here without a break, and when they were last seen. */
  readonly #lights = new Map<string, { since: number; seenAt: number }>()

  /** @param rules asked at every look */
  constructor(rules: () => WindowRules) {
    this.#rules = rules
  }

  /** Notes that work of a tenant was released. */
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
    const isLightOneThere = this.#noteLights(loads, now)
    const rules = this.#rules()
    const aside = rules.aside(loads.filter(isLight).reduce((sum, { waiting, inFlight }) => sum + waiting + inFlight, 0))
    return new Map(loads.filter((load) => load.waiting > 0).map((load) => {
      const window = isLightOneThere && !isLight(load) ? aside : this.#windowOf(load, rules, loads.length === 1 ? rules.holdAloneS : HOLD_S)
      const free = window - load.inFlight
      return [load.tenantId, !isLight(load) && free < (window - rules.heavy) * CONVOY ? 0 : Math.min(load.waiting, free)]
    }))
  }

  /** Whether somebody light is here, or was a moment ago, who has not kept the others waiting for too long. */
  #noteLights(loads: readonly Load[], now: number): boolean {
    for (const { tenantId } of loads.filter(isLight)) this.#lights.set(tenantId, { since: this.#lights.get(tenantId)?.since ?? now, seenAt: now })
    for (const [tenantId, { seenAt }] of this.#lights) if (now - seenAt >= COURTESY_MS) this.#lights.delete(tenantId)
    return [...this.#lights.values()].some(({ since }) => now - since < PATIENCE_MS)
  }

  #windowOf(load: Load, { most, light, heavy }: WindowRules, holdS: number): number {
    const { perSecond } = this.#paces.get(load.tenantId) ?? { perSecond: 0 }
    const paced = Math.min(most, Math.ceil(perSecond * holdS))
    return Math.max(isLight(load) ? light : Math.min(most, heavy), paced)
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
