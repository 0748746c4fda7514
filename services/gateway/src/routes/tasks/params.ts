import { z } from 'zod'
import { SearchText } from '../params.ts'

const Id = z.string().min(1).max(100).regex(/^[^\0]*$/, 'must not contain a NUL character')

export const TaskParams = z.object({ taskId: Id.describe('id of the task') })
export const TypeParams = z.object({ type: Id.describe('name of the task type') })

export const Tenant = SearchText.optional().describe('for those who see every tenant\'s: only those of this one; without effect for others')
/** Of a year that every store and every client can keep. */
const ofOurTime = (text: string): boolean => /^(19[7-9]\d|[2-8]\d{3})-/.test(text)
const OF_OUR_TIME = 'must be in 1970 or later'

export const Day = z.union([z.iso.datetime({ offset: true }), z.iso.date()]).refine(ofOurTime, OF_OUR_TIME)
export const Moment = z.iso.datetime().refine(ofOurTime, OF_OUR_TIME)

/** A query may say a time or a day; a day begins at 00:00 UTC. */
export function momentOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text)
}
