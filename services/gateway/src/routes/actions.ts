import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { PlainText, Reason, STAGE_NAMES } from '@chasqui/contracts'
import { noteDeed } from '../audit.ts'
import { cancelBatch } from '../batches/cancel.ts'
import { openBatchOf, stillOpen } from '../batches/open-batch.ts'
import { PromotedView, promoteBatch } from '../batches/promote.ts'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { ItemView, itemView } from '../items/item-view.ts'
import { retryItems } from '../items/retry-items.ts'
import { RETRY_MODES, retryStateOf } from '../items/retry-move.ts'
import { approveItem, rejectItem } from '../items/review.ts'
import { itemOf } from '../named.ts'
import { IdempotencyHeaders, once, REPEATABLE } from '../request/once.ts'
import { answerWithTask } from '../tasks/answer-with-task.ts'
import { taskAddress, TaskView } from '../tasks/task-view.ts'
import { BatchParams, ItemParams } from './params.ts'

const Mode = z.enum(RETRY_MODES).default('resume').describe('resume: at the failed step; restart: from the beginning')

const RetryBatch = z.strictObject({
  codes: z.array(PlainText.max(100)).max(100).optional().describe('only items that failed with one of these'),
  stage: z.enum(STAGE_NAMES).optional().describe('only items that failed in this stage'),
  mode: Mode,
}).nullish().meta({ description: 'may be left out', examples: [{ codes: ['OCR_TIMEOUT'], mode: 'resume' }] })

const RetryItem = z.strictObject({
  mode: Mode,
  from: z.enum(STAGE_NAMES).optional().describe('the stage to begin with, instead of a mode: the one that failed, or preprocess'),
}).nullish().meta({ description: 'may be left out', examples: [{ mode: 'resume' }] })

const Reprocess = z.object({
  scope: z.enum(['all', 'errors']).default('errors').describe('errors: what failed; all: whatever is not in the books and not at another end'),
  from: z.enum(STAGE_NAMES).optional().describe('the stage to begin with; default: where each item failed or rests'),
})

const Reject = z.strictObject({ reason: Reason }).meta({ id: 'RejectItem', examples: [{ reason: 'Not ours' }] })

/** What people do to batches and items. */
export function actionRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  return (app, _options, ready) => {
    app.post('/batches/:batchId/retry', {
      config: { role: 'operator', fails: ['BATCH_NOT_FOUND', 'BATCH_CANCELLED', ...REPEATABLE] },
      schema: {
        tags: ['Imports'], operationId: 'retryBatch', summary: 'Send the failed items of a batch round again', params: BatchParams, headers: IdempotencyHeaders, body: RetryBatch,
        response: { 200: z.object({ retried: z.int(), batch_id: z.string(), skipped: z.int().describe('failed items that were not asked for, or moved meanwhile') }).meta({ id: 'Retried' }) },
      },
    }, (request, reply) => once(context, request, reply, async () => {
      const batch = stillOpen(request.batch)
      const { codes, stage, mode = 'resume' } = request.body ?? {}
      const failed = await context.lists.failed(batch.tenantId, batch._id)
      const wanted = failed.filter(({ failure }) => (!codes || codes.includes(failure?.code ?? '')) && (!stage || failure?.stage === stage))
      const retried = await retryItems(context, batch, wanted, { mode }, request.principal.keyName)
      await noteDeed(context, request, { action: 'batch.retry', target: { kind: 'batch', id: batch._id }, after: { mode, retried, ...(codes ? { codes } : {}), ...(stage ? { stage } : {}) } })
      return { status: 200, body: { retried, batch_id: batch._id, skipped: failed.length - retried } }
    }))

    app.post('/batches/:batchId/reprocess', {
      config: { role: 'operator', fails: ['BATCH_NOT_FOUND', 'BATCH_CANCELLED', ...REPEATABLE] },
      schema: {
        tags: ['Imports'], operationId: 'reprocessBatch', summary: 'Work through a batch anew: a task', params: BatchParams, headers: IdempotencyHeaders, querystring: Reprocess, response: { 202: TaskView },
        description: 'What is in the books stays. The task (its address is in `Location`) shows how far it is, and its result what became of the items.',
      },
    }, (request, reply) => {
      const { _id: batchId } = request.batch
      const { scope, from } = request.query
      return answerWithTask(context, request, reply, {
        type: 'imports.reprocess_batch', params: { batch_id: batchId, scope: scope === 'all' ? 'all_not_published' : 'failed', ...(from ? { from } : {}) },
        deed: { action: 'batch.reprocess', target: { kind: 'batch', id: batchId } }, address: taskAddress,
        assertPossible: () => stillOpen(request.batch),
      })
    })

    app.post('/batches/:batchId/promote', {
      config: { role: 'operator', fails: ['BATCH_NOT_FOUND', 'BATCH_CANCELLED', ...REPEATABLE] },
      schema: {
        tags: ['Imports'], operationId: 'promoteBatch', summary: 'Publish all documents of a batch that wait for review', params: BatchParams, headers: IdempotencyHeaders,
        response: { 200: PromotedView },
      },
    }, (request, reply) => once(context, request, reply, async () => {
      const batch = stillOpen(request.batch)
      const counts = await promoteBatch(context, batch, request.principal.keyName)
      await noteDeed(context, request, { action: 'batch.promote', target: { kind: 'batch', id: batch._id }, after: counts })
      return { status: 200, body: counts }
    }))

    app.post('/batches/:batchId/cancel', {
      config: { role: 'operator', fails: ['BATCH_NOT_FOUND'] },
      schema: {
        tags: ['Imports'], operationId: 'cancelBatch', summary: 'Stop a batch; what is in the books stays', params: BatchParams,
        response: { 200: z.object({ batch_id: z.string(), cancelled: z.int().describe('items that were stopped') }).meta({ id: 'Cancelled' }) },
      },
    }, async (request) => {
      const cancelled = await cancelBatch(context, request.batch)
      await noteDeed(context, request, { action: 'batch.cancel', target: { kind: 'batch', id: request.batch._id }, after: { cancelled } })
      return { batch_id: request.batch._id, cancelled }
    })

    app.post('/items/:itemId/retry', {
      config: { role: 'operator', fails: ['ITEM_NOT_FOUND', 'BATCH_NOT_FOUND', 'BATCH_CANCELLED', 'ILLEGAL_MOVE', ...REPEATABLE] },
      schema: { tags: ['Imports'], operationId: 'retryItem', summary: 'Send a failed item round again', params: ItemParams, headers: IdempotencyHeaders, body: RetryItem, response: { 200: ItemView } },
    }, (request, reply) => once(context, request, reply, async ({ reserve, reserved }) => {
      const { item, principal: { tenantId, keyName } } = request
      if (reserved !== undefined && item.run > Number(reserved['run'])) return { status: 200, body: itemView(item) }
      const options = { mode: request.body?.mode ?? 'resume', from: request.body?.from }
      retryStateOf(item.status, options)
      const batch = await openBatchOf(context, item)
      await reserve({ run: item.run })
      const retried = await retryItems(context, batch, [item], options, keyName)
      if (retried === 0) throw errors.fault('ILLEGAL_MOVE', { detail: 'it has moved meanwhile' })
      const after = await itemOf(context, tenantId, item._id)
      await noteDeed(context, request, { action: 'item.retry', target: { kind: 'item', id: item._id }, before: { status: item.status, run: item.run }, after: { status: after.status, run: after.run } })
      return { status: 200, body: itemView(after) }
    }))

    app.post('/items/:itemId/approve', {
      config: { role: 'operator', fails: ['ITEM_NOT_FOUND', 'ILLEGAL_MOVE'] },
      schema: { tags: ['Imports'], operationId: 'approveItem', summary: 'Publish a document that waits for review', params: ItemParams, response: { 200: ItemView } },
    }, async (request) => {
      const { item, principal: { tenantId, keyName } } = request
      await approveItem(context, item, keyName)
      const after = await itemOf(context, tenantId, item._id)
      await noteDeed(context, request, { action: 'item.approve', target: { kind: 'item', id: item._id }, before: { status: item.status }, after: { status: after.status } })
      return itemView(after)
    })

    app.post('/items/:itemId/reject', {
      config: { role: 'operator', fails: ['ITEM_NOT_FOUND', 'ILLEGAL_MOVE'] },
      schema: { tags: ['Imports'], operationId: 'rejectItem', summary: 'Discard an item', params: ItemParams, body: Reject, response: { 200: ItemView } },
    }, async (request) => {
      const { item, principal: { tenantId, keyName } } = request
      await rejectItem(context, item, keyName, request.body.reason)
      const after = await itemOf(context, tenantId, item._id)
      await noteDeed(context, request, { action: 'item.reject', target: { kind: 'item', id: item._id }, reason: request.body.reason, before: { status: item.status }, after: { status: after.status } })
      return itemView(after)
    })
    ready()
  }
}
