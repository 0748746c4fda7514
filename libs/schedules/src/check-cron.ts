import { fieldsOf, patternOf } from './patterns.ts'

/** What is wrong with a schedule's time, in words for the person who wrote it. */
export type CronProblem = { field: 'cron' | 'zone'; why: string; code: 'invalid_format' | 'never_fires' }

/** A cron without years repeats itself, so any beginning will do. */
const SOME_DAY = new Date('2024-01-01T00:00:00Z')

/** What is wrong with a cron or its zone; undefined when nothing is. Pure. */
export function checkCron(cron: string, zone: string): CronProblem | undefined {
  if (!isZone(zone)) return { field: 'zone', code: 'invalid_format', why: `there is no time zone "${zone}"; write an IANA name such as America/Lima` }
  const fields = fieldsOf(cron)
  if (fields.length !== 5 && fields.length !== 6) return { field: 'cron', code: 'invalid_format', why: 'it must have five fields (minute, hour, day, month, weekday), or six with the second before them' }
  try {
    if (patternOf(cron, zone).next(SOME_DAY) !== undefined) return undefined
    return { field: 'cron', code: 'never_fires', why: 'it never fires: no day of any year is like that' }
  } catch (error) {
    return { field: 'cron', code: 'invalid_format', why: reasonOf(error) }
  }
}

/** By name alone: an offset such as +05:00 knows no clock changes, and is easily taken for the zone it is not. */
function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/^Cron\w+: /, '') : String(error)
}
