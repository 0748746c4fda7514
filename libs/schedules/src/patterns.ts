import { Cron } from 'croner'

/** A cron that was read: for the maths alone, nothing runs by it. */
export type Pattern = {
  /** When it fires next, strictly after. */
  next: (after: Date) => Date | undefined
  /** When it would fire next if clocks never changed: local times are written as if they were UTC. */
  nextOnTheWall: (after: number) => number | undefined
  /** Its hour field is `*`: it means "every so often", not "at this time of the day". */
  isOfEveryHour: boolean
}

const KEPT = 500
const patterns = new Map<string, Pattern>()

/** @throws what croner says about a cron or a zone that it cannot read */
export function patternOf(cron: string, zone: string): Pattern {
  const key = `${zone} ${cron}`
  const known = patterns.get(key)
  if (known) return known
  const inZone = new Cron(cron, { timezone: zone, paused: true })
  const onTheWall = new Cron(cron, { timezone: 'UTC', paused: true })
  const pattern: Pattern = {
    next: (after) => inZone.nextRun(after) ?? undefined,
    nextOnTheWall: (after) => onTheWall.nextRun(new Date(after))?.getTime(),
    isOfEveryHour: /^\*(\/1)?$/.test(fieldsOf(cron).at(-4) ?? ''),
  }
  if (patterns.size >= KEPT) patterns.clear()
  patterns.set(key, pattern)
  return pattern
}

export function fieldsOf(cron: string): string[] {
  return cron.trim().split(/\s+/)
}
