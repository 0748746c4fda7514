import { firingsBetween } from '@chasqui/schedules'
import type { ScheduleRecord } from '@chasqui/mongo/tasks'

/** Nominal times of one schedule that are to be dealt with now, in order. */
export type FiringPlan = {
  firings: { nominalAt: Date; isSkipped: boolean }[]
  /** More are due already: they are dealt with next. */
  isMore: boolean
}

/** Firings that are dealt with in one go, and missed ones that are kept in the history when they are skipped. */
const MOST = 200
const MINUTE_MS = 60_000
/** How far back the last missed firings are looked for, step by step: a schedule that fires every second may have missed millions. */
const LOOK_BACK_MS = [MINUTE_MS, 60 * MINUTE_MS, 24 * 60 * MINUTE_MS, 31 * 24 * 60 * MINUTE_MS, 366 * 24 * 60 * MINUTE_MS, Infinity] as const
const LOOK_BACK_MOST = 20_000

/**
 * What is to be fired, and what is passed over because it was missed while no scheduler ran: of the missed ones, `latest` fires the last unless one that is on time
 * stands for it. Pure.
 * @param missedAfterMs a firing that is later than this was missed
 */
export function firingPlan({ cron, zone, misfire, firedUpTo }: Pick<ScheduleRecord, 'cron' | 'zone' | 'misfire' | 'firedUpTo'>, now: Date, missedAfterMs: number): FiringPlan {
  if (misfire === 'all') {
    const due = firingsBetween(cron, zone, firedUpTo, now, MOST)
    return { firings: due.map((nominalAt) => ({ nominalAt, isSkipped: false })), isMore: due.length === MOST }
  }
  const border = new Date(Math.max(firedUpTo.getTime(), now.getTime() - missedAfterMs - 1))
  const missed = lastFirings(cron, zone, firedUpTo, border)
  const onTime = firingsBetween(cron, zone, border, now, MOST)
  const fired = misfire === 'latest' && onTime.length === 0 ? missed.at(-1) : undefined
  return {
    firings: [...missed.map((nominalAt) => ({ nominalAt, isSkipped: nominalAt !== fired })), ...onTime.map((nominalAt) => ({ nominalAt, isSkipped: false }))],
    isMore: onTime.length === MOST,
  }
}

/** The last firings after one moment and up to another, in order. */
function lastFirings(cron: string, zone: string, after: Date, upTo: Date): Date[] {
  let found: Date[] = []
  for (const backMs of LOOK_BACK_MS) {
    const from = new Date(Math.max(after.getTime(), upTo.getTime() - backMs))
    found = firingsBetween(cron, zone, from, upTo, LOOK_BACK_MOST)
    if (found.length >= MOST || from.getTime() === after.getTime()) break
  }
  return found.slice(-MOST)
}
