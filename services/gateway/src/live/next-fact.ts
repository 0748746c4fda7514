import type { ServerEvent } from '@chasqui/http'
import type { Facts } from './facts-of.ts'

export const NOTHING = Symbol('nothing came')

/** Asks for the next fact; undefined when the broker ended it. The answer may be waited for again and again, or by nobody. */
export function nextFact(facts: Pick<Facts, 'next'>): Promise<ServerEvent | undefined> {
  const next = facts.next()
  // It may fail when nobody waits for it any more.
  next.catch(() => undefined)
  return next
}

/** What the promise gives, or NOTHING after a while or when the signal fires. */
export async function within<T>(promise: Promise<T>, ms: number, signal: AbortSignal): Promise<T | typeof NOTHING> {
  const over = Promise.withResolvers<typeof NOTHING>()
  const stop = (): void => over.resolve(NOTHING)
  const timer = setTimeout(stop, ms)
  signal.addEventListener('abort', stop, { once: true })
  try {
    return signal.aborted ? NOTHING : await Promise.race([promise, over.promise])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}
