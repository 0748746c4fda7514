import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { CalendarDay, Instant, Reason } from '@chasqui/contracts'
import { DayOrInstant, UtcInstant } from './params.ts'

const said = (schema: z.ZodType, value: string): string | undefined => schema.safeParse(value).error?.issues[0]?.message

describe('a day or a time', () => {
  it.each<[string, z.ZodType, string]>([
    ['2026-02-30', CalendarDay, 'must be a day of the calendar, as 2026-03-31'], ['2026-03-31T25:00:00Z', Instant, 'must be a time with its zone, as 2026-03-31T14:30:00Z'], ['soon', UtcInstant, 'must be a time with its zone, as 2026-03-31T14:30:00Z'],
    ['31/03/2026', DayOrInstant, 'must be a day of the calendar, as 2026-03-31, or a time, as 2026-03-31T14:30:00Z'], ['1815-03-31', DayOrInstant, 'must be in 1970 or later'], ['9999-12-31', DayOrInstant, 'must be before the year 9000'], ['9000-01-01T00:00:00Z', UtcInstant, 'must be before the year 9000'],
  ])('that is %s is refused with what one looks like, and no pattern', (value, schema, message) => expect(said(schema, value)).toBe(message))

  it.each(['2026-03-31', '2026-03-31T14:30:00Z', '2026-03-31T14:30:00-05:00'])('may be %s', (value) => expect(said(DayOrInstant, value)).toBeUndefined())
})

describe('a reason', () => {
  it.each([[' ', false], ['a\0b', false], ['x'.repeat(501), false], [' mended ', true]])('may be %j: %s', (text, isOne) => expect(Reason.safeParse(text).success).toBe(isOne))
})
