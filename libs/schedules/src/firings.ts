import { clockChanges, type ClockChange } from './clock-changes.ts'
import { patternOf, type Pattern } from './patterns.ts'

/** No zone sets its clocks by more. */
const LONGEST_CHANGE_MS = 3 * 3_600_000
const SECOND_MS = 1_000
/** Clocks are changed twice a year: so many firings in a row cannot be repetitions. */
const MOST_REPEATED = 2 * LONGEST_CHANGE_MS / SECOND_MS

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
    const next = nextFiring(pattern, zone, at, upTo)
    if (!next || next > upTo) break
    firings.push(next)
    at = next
  }
  return firings
}

/**
 * A time of the day that a clock change skips fires at the first minute after it, and one that it repeats fires the first time only. What fires every so
 * often (`*` for the hour) goes on at its pace. What is after `upTo` may be told too late.
 */
function nextFiring(pattern: Pattern, zone: string, after: Date, upTo: Date): Date | undefined {
  if (pattern.isOfEveryHour) return pattern.next(after)
  let next = pattern.next(after)
  for (let tries = 0; next && tries < MOST_REPEATED && isRepeated(zone, next); tries++) next = pattern.next(next)
  const skipped = next && clockChanges(zone, after.getTime(), Math.min(next.getTime(), upTo.getTime())).find((change) => wouldFireIn(pattern, change))
  return skipped ? new Date(skipped.at) : next
}

/** Whether the clocks have shown this time before, on the same night. */
function isRepeated(zone: string, firing: Date): boolean {
  const at = firing.getTime()
  return clockChanges(zone, at - LONGEST_CHANGE_MS, at).some((change) => at < change.at + change.fromMs - change.toMs)
}

/** Whether a firing is among the times that this change skips. */
function wouldFireIn(pattern: Pattern, { at, fromMs, toMs }: ClockChange): boolean {
  if (toMs <= fromMs) return false
  const first = at + fromMs
  const next = pattern.nextOnTheWall(first - SECOND_MS)
  return next !== undefined && next < first + toMs - fromMs
}
