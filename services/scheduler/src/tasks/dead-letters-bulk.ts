import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { pipeline, type StageName } from '@chasqui/contracts'
import { Fault } from '@chasqui/errors'
import { LETTER_KINDS, type DeadLetter } from '@chasqui/mongo'
import { discardDeadLetter, retryDeadLetter, task, type TaskContext } from '@chasqui/worker'
import { errors } from '../errors.ts'
import { audited, launchedBy, whose } from './whose.ts'

const STAGES = pipeline.map(({ name }) => name) as [StageName, ...StageName[]]

export const deadLettersBulk = task({
  type: 'dead_letters.bulk', lane: 'default', softLimit: '4h', hardLimit: '5h', atOnce: { limit: 1, by: 'tenant' },
  description: 'Retry or discard all open dead letters that a filter names, no faster than a rate',
  params: z.object({
    action: z.enum(['retry', 'discard']).describe('retry: as it was given up; discard: what failed stays as it is'),
    filter: z.strictObject({
      service: z.string().max(100).optional(), kind: z.enum(LETTER_KINDS).optional(), stage: z.enum(STAGES).optional().describe('of an item'),
      type: z.string().max(100).optional().describe('of a task'), code: z.string().max(100).optional().describe('the code of its error'),
      older_than_minutes: z.int().min(0).max(525_600).optional().describe('given up at least so long ago'),
    }).default({}).describe('all that is named must fit; nothing named: every open letter'),
    rate_per_second: z.int().min(1).max(100).default(10),
    reason: z.string().max(500).optional().describe('kept in the audit; a discard needs one'),
  }),
  async run(ctx, { action, filter: { service, kind, stage, type, code, older_than_minutes: minutes = 0 }, rate_per_second: rate, reason }) {
    const { deps, store, tenantId, taskId, signal, progress } = ctx
    if (action === 'discard' && !reason?.trim()) throw errors.fault('REASON_MISSING')
    // Whatever fails again meanwhile is a new letter, and not asked for.
    const launchedAt = (await store.tasks.find(tenantId, taskId))?.createdAt ?? new Date()
    const filter = { tenantId: whose(ctx), service, kind, stage: type ?? stage, code, to: new Date(launchedAt.getTime() - minutes * 60_000) }
    const by = await launchedBy(ctx)
    const counts = { matched: 0, retried: 0, discarded: 0, refused: {} as Record<string, number> }
    const startedAt = performance.now()
    let cursor: string | undefined
    do {
      const { records, next } = await deps.deadLetters.list(filter, { cursor, limit: 100 })
      for (const letter of records) {
        await delay(Math.max(0, startedAt + counts.matched * 1_000 / rate - performance.now()), undefined, { signal })
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
    await audited(ctx, `dead_letters.${action}`, reason, counts)
    return { success: Object.keys(counts.refused).length === 0, action, ...counts }
  },
})

async function dealWith({ deps, store }: TaskContext, letter: DeadLetter, { action, by, reason }: { action: 'retry' | 'discard'; by: string; reason: string }): Promise<void> {
  if (action === 'retry') await retryDeadLetter(deps, store, letter, by)
  else await discardDeadLetter(deps, letter, by, reason)
}
