import { LRUCache } from 'lru-cache'
import type { Principal } from './role.ts'

export type FindKey = (hash: string) => Promise<Principal | undefined>

export type KeyCacheOptions = {
  /** How long a key that was found is trusted; a revoked key works at most so long. */
  ttlMs?: number
  maxKeys?: number
  /** How long an unknown key is refused without asking. */
  unknownTtlMs?: number
  now?: () => number
}

const MAX_UNKNOWN = 1_000

/**
 * Remembers for a short time whom a key stands for. Known and unknown keys have separate room, so that a flood of
 * made-up keys cannot push the real ones out. Many requests with one key at once ask once. Failures are not remembered.
 */
export function cachedKeys(find: FindKey, { ttlMs = 15_000, maxKeys = 10_000, unknownTtlMs = 5_000, now = () => performance.now() }: KeyCacheOptions = {}): FindKey {
  // Exact to the call: lru-cache would otherwise look at the clock once a millisecond, by a timer.
  const clock = { perf: { now }, ttlResolution: 0 }
  const known = new LRUCache<string, Principal>({ max: maxKeys, ttl: ttlMs, ...clock })
  const unknown = new LRUCache<string, true>({ max: MAX_UNKNOWN, ttl: unknownTtlMs, ...clock })
  const asked = new Map<string, Promise<Principal | undefined>>()

  async function ask(hash: string): Promise<Principal | undefined> {
    try {
      const principal = await find(hash)
      if (principal) known.set(hash, principal)
      else unknown.set(hash, true)
      return principal
    } finally {
      asked.delete(hash)
    }
  }

  return async (hash) => {
    const principal = known.get(hash)
    if (principal || unknown.get(hash)) return principal
    let answer = asked.get(hash)
    if (!answer) asked.set(hash, (answer = ask(hash)))
    return answer
  }
}
