import { z } from 'zod'
import { CalendarDay, FORMS, Instant, LANES, PlainText } from '@chasqui/contracts'

/** Ids that are not of the form of ours are looked up all the same: they are not found, like any other. */
const Id = PlainText.min(1).max(100)

export const BatchParams = z.object({ batchId: Id.describe('id of the batch') })
export const ItemParams = z.object({ itemId: Id.describe('id of the item') })
export const TaskParams = z.object({ taskId: Id.describe('id of the task') })
export const TypeParams = z.object({ type: Id.describe('name of the task type') })
export const LaneParams = z.object({ lane: z.enum(LANES) })
export const TenantParams = z.object({ tenant: Id.describe('id of the tenant') })
export const ScheduleParams = z.object({ scheduleId: Id.describe('id of the schedule') })
export const ReplayParams = z.object({ replayId: Id.describe('id of the replay') })
export const LetterParams = z.object({ letterId: PlainText.min(1).max(200).describe('id of the dead letter') })
export const AccountParams = z.object({ accountId: Id.describe('id of the bank account') })
export const KeyParams = z.object({ keyId: Id.describe('id of the key') })

/** Text that is searched for. */
export const SearchText = PlainText.max(200)

/** Narrows a list; `listScopeOf` refuses another tenant's to those who may not see it. */
export const Tenant = SearchText.optional().describe('only those of this tenant: the own one, or any for those who run the installation')

/** Of a year that every store and every client can keep. */
const ofOurTime = <S extends z.ZodType<string>>(schema: S): S => schema
  .refine((text) => Number(text.slice(0, 4)) >= 1970, 'must be in 1970 or later')
  .refine((text) => Number(text.slice(0, 4)) < 9000, 'must be before the year 9000')

export const DayOrInstant = ofOurTime(z.union([Instant, CalendarDay], { error: `${FORMS.date}, or a time, as 2026-03-31T14:30:00Z` }))
/** A time as our own cursors have it. */
export const UtcInstant = ofOurTime(z.iso.datetime(FORMS['date-time']))

/** A filter with `from` and `to`: one that ends before it begins is refused, since an empty list would look like an answer. */
export function inOrder<S extends z.ZodObject>(filter: S): S {
  return filter.superRefine((asked, refusing) => {
    const { from, to } = asked as { from?: string | undefined; to?: string | undefined }
    if (from !== undefined && to !== undefined && Date.parse(from) > Date.parse(to)) refusing.addIssue({ code: 'too_small', origin: 'date', minimum: Date.parse(from), path: ['to'], message: 'must not be before from', input: to })
  })
}

/** A query may say a time or a day; a day begins at 00:00 UTC. */
export function momentOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text)
}

export const LastEventHeaders = z.looseObject({ 'last-event-id': z.string().optional().describe('the id of the last event that came') })
