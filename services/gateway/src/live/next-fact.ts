import type { ServerEvent } from '@chasqui/http'
import type { Facts } from './facts-of.ts'

/** Asks for the next fact; undefined when the broker ended it. The answer may be waited for again and again, or by nobody. */
export function nextFact(facts: Pick<Facts, 'next'>): Promise<ServerEvent | undefined> {
  const next = facts.next()
  // It may fail when nobody waits for it any more.
  next.catch(() => undefined)
  return next
}
