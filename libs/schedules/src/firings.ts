import { patternOf } from './patterns.ts'

/** The next `n` firings after a moment, in order; fewer when there are no more. Pure. */
export function nextFirings(cron: string, zone: string, after: Date, n: number): Date[] {
  return take(cron, zone, after, undefined, n)
}

/** The firings after one moment and up to and with another, in order, at most `max`. Pure. */
export function firingsBetween(cron: string, zone: string, after: Date, upTo: Date, max: number): Date[] {
  return take(cron, zone, after, upTo, max)
}

function take(cron: string, zone: string, after: Date, upTo: Date | undefined, max: number): Date[] {
  const pattern = patternOf(cron, zone)
  const firings: Date[] = []
  for (let at = after; firings.length < max;) {
    const next = pattern.next(at)
    if (!next || (upTo && next > upTo)) break
    firings.push(next)
    at = next
  }
  return firings
}
