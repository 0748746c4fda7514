import { z } from 'zod'
import { SearchText } from '../params.ts'

const Id = z.string().min(1).max(100).regex(/^[^\0]*$/, 'must not contain a NUL character')

export const TaskParams = z.object({ taskId: Id.describe('id of the task') })
export const TypeParams = z.object({ type: Id.describe('name of the task type') })

export const Tenant = SearchText.optional().describe('for those who see every tenant\'s: only those of this one; without effect for others')
export const Day = z.union([z.iso.datetime({ offset: true }), z.iso.date()])

/** A query may say a time or a day; a day begins at 00:00 UTC. */
export function momentOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text)
}
