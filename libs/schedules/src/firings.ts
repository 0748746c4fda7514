import { patternOf } from './patterns.ts'

/** Whoever asks what is next does not ask for a time that nobody lives to see, and every year in between costs time. */
const FORESEEN_YEARS = 50

/** The next `n` firings after a moment, in order; fewer when there are no more in the 50 years after it. Pure. */
export function nextFirings(cron: string, zone: string, after: Date, n: number): Date[] {
  const upTo = new Date(after)
  upTo.setUTCFullYear(after.getUTCFullYear() + FORESEEN_YEARS)
  return take(cron, zone, after, upTo, n)
}

/** The firings after one moment and up to and with another, in order, at most `max`. Pure. */
export function firingsBetween(cron: string, zone: string, after: Date, upTo: Date, max: number): Date[] {
  return take(cron, zone, after, upTo, max)
}

function take(cron: string, zone: string, after: Date, upTo: Date, max: number): Date[] {
  const pattern = patternOf(cron, zone)
  const firings: Date[] = []
  for (let at = after; firings.length < max;) {
    const next = pattern.next(at)
    if (!next || next > upTo) break
    firings.push(next)
    at = next
  }
  return firings
}
