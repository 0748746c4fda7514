import { z } from 'zod'
import { control, pipeline, STAGE_NAMES } from '@chasqui/contracts'
import { ItemLists } from '@chasqui/mongo/items'
import { task } from '@chasqui/worker'
import { errors } from '../errors.ts'
import { REPROCESS_SCOPES, reprocessMove } from '../items/reprocess-move.ts'
import { audited, launchedBy } from '../task-support/audited.ts'
import { whose } from '../task-support/whose.ts'

const AT_ONCE = 200

export const reprocessBatch = task({
  type: 'imports.reprocess_batch', lane: 'default', softLimit: '10m', hardLimit: '12m',
  description: 'Send items of a batch round again in a new run, from a stage on; what is in the books stays, and so does every other end',
  params: z.object({
    batch_id: z.string().min(1).max(100).describe('id of the batch'),
    from: z.enum(STAGE_NAMES).optional().describe('the stage to begin with; none is skipped. Default: where each item failed or rests'),
    scope: z.enum(REPROCESS_SCOPES).default('failed').describe('failed: what failed; review: what waits for a person; all_not_published: both, and with `from` what is on its way'),
    reason: z.string().max(500).optional().describe('kept in the audit'),
  }),
  async run(ctx, { batch_id: batchId, from, scope, reason }) {
    const { deps, signal, progress } = ctx
    const batch = await deps.batches.find(whose(ctx), batchId)
    if (!batch) throw errors.fault('REPROCESS_UNKNOWN_BATCH', { detail: batchId })
    if (batch.cancelledAt) throw errors.fault('REPROCESS_CANCELLED_BATCH', { detail: batchId })
    const { tenantId } = batch
    const by = await launchedBy(ctx)
    const lists = new ItemLists(deps.store.db)
    const counts = { sent: 0, moved_meanwhile: 0, stayed: {} as Record<string, number>, by_stage: {} as Record<string, number> }
    try {
      for (let afterIdx = 0; ;) {
        signal.throwIfAborted()
        const items = await lists.page(tenantId, batchId, { afterIdx, limit: AT_ONCE })
        const last = items.at(-1)
        if (!last) break
        afterIdx = last.idx
        const answers = items.map((item) => reprocessMove(item, { scope, from }))
        for (const answer of answers) if (answer.kind === 'stays') counts.stayed[answer.why] = (counts.stayed[answer.why] ?? 0) + 1
        const moves = answers.flatMap((answer) => answer.kind === 'move' ? [answer.move] : [])
        if (moves.length > 0) await deps.batches.touch(tenantId, batchId)
        const results = await deps.items.apply(moves, deps.processName)
        const sent = moves.filter((_, n) => results[n]?.kind === 'moved')
        for (const { to } of sent) counts.by_stage[stageOf(to)] = (counts.by_stage[stageOf(to)] ?? 0) + 1
        counts.sent += sent.length
        counts.moved_meanwhile += moves.length - sent.length
        if (sent.length > 0) await deps.deadLetters.resolveItems(sent.map(({ ids }) => ids.itemId), by)
        deps.bus.hint(control.release(tenantId))
        progress(afterIdx, batch.reserved, undefined, 'sending')
      }
    } finally {
      // Also of one that was stopped: what it sent is on its way.
      await audited(ctx, 'batch.reprocess', reason, { batch_id: batchId, from, scope, ...counts })
    }
    return { success: true, batch_id: batchId, ...counts }
  },
})

function stageOf(state: string): string {
  return pipeline.find(({ states }) => states.from === state)?.name ?? state
}
