import { z } from 'zod'

/** What is said of a value that is not of its form; a pattern would tell a person nothing. */
export const FORMS = {
  'date': 'must be a day of the calendar, as 2026-03-31',
  'date-time': 'must be a time with its zone, as 2026-03-31T14:30:00Z',
  'uuid': 'must be a uuid',
} as const

/** What people write: names, descriptions, keys of their own. The record store cannot search for NUL. */
export const PlainText = z.string().regex(/^[^\u0000]*$/, 'must not contain a NUL character')

/** Why a person does something; the audit keeps it. */
export const Reason = PlainText.trim().min(1).max(500)

export const CalendarDay = z.iso.date(FORMS.date)
export const Instant = z.iso.datetime({ offset: true, error: FORMS['date-time'] })
