import { z } from 'zod'
import { Fault } from '@chasqui/errors'
import { LETTER_KINDS, type DeadLetter } from '@chasqui/mongo'
import { discardDeadLetter, retryDeadLetter, task, type TaskContext } from '@chasqui/worker'
import { errors } from '../errors.ts'
import { Rate } from '../rate.ts'
import { audited, launchedBy, whose } from './whose.ts'

/** A time, or a day, which begins at 00:00 UTC. */
const Moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()])

export const deadLettersBulk = task({
  type: 'dead_letters.bulk', lane: 'default', softLimit: '4h', hardLimit: '5h', atOnce: { limit: 1, by: 'tenant' },
  description: 'Retry or discard all open dead letters that a filter names, no faster than a rate',
  params: z.object({
    action: z.enum(['retry', 'discard']).describe('retry: as it was given up; discard: what failed stays as it is'),
    filter: z.strictObject({
      kind: z.enum(LETTER_KINDS).optional(), service: z.string().max(200).optional().describe('that gave up'), stage: z.string().max(200).optional().describe('the stage, or the type of the task'),
      code: z.string().max(200).optional().describe('what it failed with'), from: Moment.optional().describe('given up at or after'), to: Moment.optional().describe('given up before'),
      tenant: z.string().max(200).optional().describe('of those who see every tenant\'s: only those of this one'),
    }).default({}).describe('all that is named must fit; nothing named: every open letter'),
    rate_per_second: z.int().min(1).max(100).default(10),
    reason: z.string().max(500).optional().describe('kept in the audit; a discard needs one'),
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
          try {
            await dealWith(ctx, letter, { action, by, reason: reason ?? '' })
            counts[action === 'retry' ? 'retried' : 'discarded']++
          } catch (error) {
            // One that cannot be dealt with is told; when the broker or the store is away, the task is tried again.
            if (!(error instanceof Fault) || error.retry) throw error
            counts.refused[error.code] = (counts.refused[error.code] ?? 0) + 1
          }
          progress(counts.matched)
        }
        cursor = next
      } while (cursor !== undefined)
    } finally {
      // Also of one that was stopped: what it dealt with is dealt with.
      await audited(ctx, `dead_letters.${action}`, reason, counts)
    }
    return { success: Object.keys(counts.refused).length === 0, action, ...counts }
  },
})

async function dealWith({ deps, store }: TaskContext, letter: DeadLetter, { action, by, reason }: { action: 'retry' | 'discard'; by: string; reason: string }): Promise<void> {
  if (action === 'retry') await retryDeadLetter(deps, store, letter, by)
  else await discardDeadLetter(deps, letter, by, reason)
}
