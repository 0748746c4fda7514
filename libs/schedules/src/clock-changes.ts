/** A moment at which the clocks of a zone are set: forward, and an hour is skipped; back, and one is repeated. */
export type ClockChange = { at: number; fromMs: number; toMs: number }

const WEEK_MS = 7 * 86_400_000
const MINUTE_MS = 60_000

const formats = new Map<string, Intl.DateTimeFormat>()
/** Years of zones; a few of each are asked for again and again. */
const KEPT = 5_000
const changes = new Map<string, ClockChange[]>()

/** Milliseconds that the clocks of a zone are ahead of UTC. */
function offsetMs(zone: string, at: number): number {
  let format = formats.get(zone)
  if (!format) formats.set(zone, format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }))
  const whole = Math.floor(at / 1_000) * 1_000
  const part = Object.fromEntries(format.formatToParts(whole).map(({ type, value }) => [type, Number(value)])) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) - whole
}

/** The clock changes of a zone after one moment and up to another, in order. Pure, but for what it remembers. */
export function clockChanges(zone: string, after: number, upTo: number): ClockChange[] {
  const found: ClockChange[] = []
  for (let year = new Date(after).getUTCFullYear(); year <= new Date(upTo).getUTCFullYear(); year++) {
    found.push(...changesOfYear(zone, year).filter(({ at }) => at > after && at <= upTo))
  }
  return found
}

function changesOfYear(zone: string, year: number): ClockChange[] {
  const key = `${zone} ${year}`
  const known = changes.get(key)
  if (known) return known
  const found: ClockChange[] = []
  const end = Date.UTC(year + 1, 0, 1)
  let fromMs = offsetMs(zone, Date.UTC(year, 0, 1))
  // No zone sets its clocks twice in a week.
  for (let at = Date.UTC(year, 0, 1); at < end; at += WEEK_MS) {
    const next = Math.min(at + WEEK_MS, end)
    const toMs = offsetMs(zone, next)
    if (toMs !== fromMs) found.push({ at: firstMinuteWith(zone, toMs, at, next), fromMs, toMs })
    fromMs = toMs
  }
  if (changes.size >= KEPT) changes.clear()
  changes.set(key, found)
  return found
}

function firstMinuteWith(zone: string, offset: number, before: number, after: number): number {
  let [low, high] = [before, after]
  while (high - low > MINUTE_MS) {
    const middle = Math.floor((low + high) / 2 / MINUTE_MS) * MINUTE_MS
    if (offsetMs(zone, middle) === offset) high = middle
    else low = middle
  }
  return high
}
