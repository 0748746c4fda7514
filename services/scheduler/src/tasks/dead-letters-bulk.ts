import { z } from 'zod'
import { Fault } from '@chasqui/errors'
import { LETTER_KINDS, type DeadLetter, type ListedLetter } from '@chasqui/mongo'
import { discardDeadLetter, retryDeadLetter, task, type TaskContext } from '@chasqui/worker'
import { errors } from '../errors.ts'
import { audited, launchedBy } from '../task-support/audited.ts'
import { Rate } from '../task-support/rate.ts'
import { whose } from '../task-support/whose.ts'

/** A time, or a day, which begins at 00:00 UTC. */
const Moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()])

export const deadLettersBulk = task({
  type: 'dead_letters.bulk', lane: 'default', softLimit: '4h', hardLimit: '5h', atOnce: { limit: 1, by: 'tenant' },
  description: 'Retry or discard all open dead letters that a filter names, no faster than a rate. Tasks that only admins may launch are not retried in bulk, but one by one',
  params: z.object({
    action: z.enum(['retry', 'discard']).describe('retry: as it was given up; discard: what failed stays as it is'),
    filter: z.strictObject({
      kind: z.enum(LETTER_KINDS).optional(), service: z.string().max(200).optional().describe('that gave up'), stage: z.string().max(200).optional().describe('the stage, or the type of the task'),
      code: z.string().max(200).optional().describe('what it failed with'), from: Moment.optional().describe('given up at or after'), to: Moment.optional().describe('given up before'),
      tenant: z.string().max(200).optional().describe('of those who see every tenant\'s: only those of this one'),
    }).default({}).describe('all that is named must fit; nothing named: every open letter'),
    rate_per_second: z.int().min(1).max(100).default(10),
    reason: z.string().max(500).optional().describe('kept in the audit; a launch needs one'),
  }),
  async run(ctx, { action, filter: { from, to, tenant, ...named }, rate_per_second: rate, reason }) {
    const { deps, store, tenantId, taskId, signal, progress } = ctx
    if (action === 'discard' && !reason?.trim()) throw errors.fault('REASON_MISSING')
    // Whatever fails again meanwhile is a new letter, and not asked for.
    const launchedAt = (await store.tasks.find(tenantId, taskId))?.createdAt ?? new Date()
    const filter = { ...named, tenantId: whose(ctx) ?? tenant, from: from === undefined ? undefined : new Date(from), to: new Date(Math.min(launchedAt.getTime(), to === undefined ? Infinity : Date.parse(to))) }
    const by = await launchedBy(ctx)
    const counts = { matched: 0, retried: 0, discarded: 0, refused: {} as Record<string, number> }
    const pace = new Rate(rate)
    let cursor: string | undefined
    try {
      do {
        const { records, next } = await deps.deadLetters.list(filter, { cursor, limit: 100 })
        for (const letter of records) {
          await pace.turn(signal)
          counts.matched++
          const refusal = await refusalOf(() => dealWith(ctx, letter, { action, by, reason: reason ?? '' }))
          if (refusal === undefined) counts[action === 'retry' ? 'retried' : 'discarded']++
          else counts.refused[refusal] = (counts.refused[refusal] ?? 0) + 1
          progress(counts.matched)
        }
        cursor = next
      } while (cursor !== undefined)
    } finally {
      // Also of one that was stopped: what it dealt with is dealt with.
      await audited(ctx, `dead_letter.bulk_${action}`, reason, counts)
    }
    return { success: Object.keys(counts.refused).length === 0, action, ...counts }
  },
})

/** Why a letter could not be dealt with, as a code; undefined when it was. When the broker or the store is away it throws, and the task is tried again. */
async function refusalOf(deal: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await deal()
  } catch (error) {
    if (!(error instanceof Fault) || error.retry) throw error
    return error.code
  }
}

async function dealWith(ctx: TaskContext, listed: ListedLetter, { action, by, reason }: { action: 'retry' | 'discard'; by: string; reason: string }): Promise<'FORBIDDEN' | 'DEAD_LETTER_GONE' | undefined> {
  const { deps, store } = ctx
  const letter = await deps.deadLetters.find(listed.tenantId, listed._id)
  // Removed since it was listed, because it was old.
  if (!letter) return 'DEAD_LETTER_GONE'
  if (action === 'discard') await discardDeadLetter(deps, letter, by, reason)
  else if (await needsMore(ctx, letter)) return 'FORBIDDEN'
  else await retryDeadLetter({ ...deps, taskStore: store }, letter, { by })
  return undefined
}

/** Whether only others than operators of this tenant may launch what the letter is about: the task says who launched it by name, and not with which role. */
async function needsMore({ store, isPlatform }: TaskContext, { kind, type, stage }: DeadLetter): Promise<boolean> {
  if (kind !== 'task') return false
  const found = await store.types.find(type ?? stage)
  return found?.role === 'admin' || (found?.scope === 'platform' && !isPlatform)
}
