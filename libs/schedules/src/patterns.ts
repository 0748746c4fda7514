import { Cron } from 'croner'

/** A cron that was read: for the maths alone, nothing runs by it. */
export type Pattern = {
  /** When it fires next, strictly after. */
  next: (after: Date) => Date | undefined
}

const KEPT = 500
const patterns = new Map<string, Pattern>()

/**
 * A time of the day that a clock change skips fires at the first minute after it, and one that it repeats fires the first time only. What fires every so
 * often (`*` for the hour) goes on at its pace.
 * @throws what croner says about a cron or a zone that it cannot read
 */
export function patternOf(cron: string, zone: string): Pattern {
  const key = `${zone} ${cron}`
  const known = patterns.get(key)
  if (known) return known
  const read = new Cron(written(cron), { timezone: zone, paused: true, fixedTimeRule: 'no-wildcard' })
  const pattern: Pattern = { next: (after) => read.nextRun(after) ?? undefined }
  if (patterns.size >= KEPT) patterns.clear()
  patterns.set(key, pattern)
  return pattern
}

export function fieldsOf(cron: string): string[] {
  return cron.trim().split(/\s+/)
}

/** Values of the second, the minute and the hour. */
const SIZES = [60, 60, 24] as const

/**
 * The same cron as croner takes it for times of the day: no wildcard and no step in the second, minute and hour, unless the hour is `*`. What cannot be
 * spelled out stays, and croner says why. Pure.
 */
export function written(cron: string): string {
  const fields = fieldsOf(cron)
  if (/^\*(\/1)?$/.test(fields.at(-4) ?? '')) return cron
  return fields.map((field, n) => spelledOut(field, SIZES[n + 6 - fields.length])).join(' ')
}

function spelledOut(field: string, size: number | undefined): string {
  if (size === undefined) return field
  return field.split(',').map((part) => {
    const read = /^(?:[*?]|(\d+)-(\d+))(?:\/(\d+))?$/.exec(part)
    if (!read || /^\d+-\d+$/.test(part)) return part
    const [first, last, step] = [Number(read[1] ?? 0), Number(read[2] ?? size - 1), Number(read[3] ?? 1)]
    const isSound = step > 0 && step <= size && first <= last && last < size
    return isSound ? Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, n) => first + n * step).join(',') : part
  }).join(',')
}
