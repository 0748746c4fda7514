import { setTimeout as delay } from 'node:timers/promises'

export type WaitOptions = {
  /** Named in the error when it does not come. */
  what?: string
  /** 10 s when absent. */
  limitMs?: number
  /** How long between two looks; never less than 20 ms. */
  pollMs?: number
  /** What there is instead when the limit is reached; it ends the error. */
  instead?: () => unknown
}

const SHORTEST_POLL_MS = 20
const DEFAULT_LIMIT_MS = 10_000

/**
 * Looks until the signal gives something (neither undefined, null nor false), and answers it. A look that throws counts as "not yet";
 * when the limit is reached, the error carries the last throw as its cause.
 */
export async function waitFor<T>(signal: () => T | Promise<T>, options: WaitOptions = {}): Promise<Exclude<T, undefined | null | false>> {
  const { what = 'a signal', limitMs = DEFAULT_LIMIT_MS, pollMs = SHORTEST_POLL_MS, instead } = options
  const limit = Date.now() + limitMs
  for (;;) {
    let cause: unknown
    try {
      const seen = await signal()
      if (seen !== undefined && seen !== null && seen !== false) return seen as Exclude<T, undefined | null | false>
    } catch (thrown) {
      cause = thrown
    }
    if (Date.now() >= limit) {
      const last = cause instanceof Error ? `; the last look said: ${cause.message}` : ''
      throw new Error(`waited ${limitMs} ms for ${what}${last}${instead ? `; there is ${JSON.stringify(await instead())}` : ''}`, { cause })
    }
    await delay(Math.max(SHORTEST_POLL_MS, pollMs))
  }
}
