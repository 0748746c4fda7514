import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { SourceType } from '@chasqui/contracts'
import { ORIGINS, type Batch } from '@chasqui/mongo'
import { cancelBatch, retryItems } from '../actions.ts'
import { batchStateOf, BATCH_STATES, countsOf, movingIn } from '../batch-status.ts'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { once } from '../once.ts'
import { BatchView, batchView } from '../views.ts'

const CreateBatch = z.object({
  source_type: SourceType.describe('what the batch is said to hold; a hint, the content decides'),
  origin: z.enum(ORIGINS).default('api'),
  file_key: z.string().max(500).optional(),
  mapping_id: z.null().optional().describe('stored column mappings do not exist yet; columns are recognised by their names'),
}).meta({ id: 'CreateBatch' })

const BatchParams = z.object({ batchId: z.string() })

const StatusView = z.object({
  batch_id: z.string(), status: z.enum(BATCH_STATES),
  total_items: z.int(), completed: z.int(), processing: z.int(), failed: z.int(), pending: z.int(), settled: z.int(),
  needs_review: z.int().describe('documents that wait for a person'),
  moving: z.int().describe('items that something will still happen to without a person'),
  progress: z.number(), failed_ratio: z.number(),
  status_breakdown: z.record(z.string(), z.int()),
  errors_top: z.array(z.object({ code: z.string(), count: z.int() })),
  eta_seconds: z.number().nullable().describe('at the present pace; null when nothing moves or nothing ended yet'),
  server_time: z.iso.datetime(),
}).meta({ id: 'BatchStatus' })
export type StatusView = z.infer<typeof StatusView>

const Retry = z.object({
  codes: z.array(z.string()).optional().describe('only items that failed with one of these'),
  stage: z.string().optional().describe('only items that failed in this stage'),
  mode: z.enum(['resume', 'restart']).default('resume').describe('resume: at the failed step; restart: from the beginning'),
}).nullish()

/** The batch, or 404: of another tenant it is as if it did not exist. */
export async function batchOf({ batches }: GatewayContext, tenantId: string, batchId: string): Promise<Batch> {
  const batch = await batches.find(tenantId, batchId)
  if (!batch) throw errors.fault('BATCH_NOT_FOUND', { detail: batchId })
  return batch
}

/** Counts and state of a batch, from its items. */
export async function statusOf({ lists }: GatewayContext, batch: Batch): Promise<StatusView> {
  const { breakdown, review, errorsTop } = await lists.summary(batch.tenantId, batch._id)
  const counts = countsOf(breakdown)
  const moving = movingIn(breakdown, review)
  const ended = counts.total_items - moving
  const elapsedMs = Date.now() - batch.updatedAt.getTime()
  return {
    batch_id: batch._id, ...counts, moving, needs_review: review,
    status: batchStateOf(breakdown, { cancelled: batch.cancelledAt !== undefined, hasIngested: batch.reserved > 0, review }),
    status_breakdown: breakdown, errors_top: errorsTop,
    eta_seconds: moving > 0 && ended > 0 ? Math.round((elapsedMs / ended) * moving / 100) / 10 : null,
    server_time: new Date().toISOString(),
  }
}

export function batchRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  return (app, _options, ready) => {
    app.post('/batches', {
      config: { role: 'operator' },
      schema: { tags: ['Imports'], summary: 'Create a batch', body: CreateBatch, response: { 201: BatchView } },
    }, (request, reply) => once(context.keys, request, reply, request.principal.tenantId, async ({ reserve, reserved }) => {
      const now = new Date()
      const batch: Batch = {
        _id: String(reserved?.['batchId'] ?? uuidv7()), tenantId: request.principal.tenantId, sourceType: request.body.source_type, origin: request.body.origin,
        ...(request.body.file_key === undefined ? {} : { fileKey: request.body.file_key }),
        reserved: 0, createdBy: request.principal.keyId, createdAt: now, updatedAt: now,
      }
      await reserve({ batchId: batch._id })
      await context.batches.insert(batch)
      reply.header('Location', `/api/v1/imports/batches/${batch._id}`)
      return { status: 201, body: batchView(batch, 'PENDING') }
    }))

    app.get('/batches', {
      config: { role: 'viewer' },
      schema: {
        tags: ['Imports'], summary: 'Batches, newest first',
        querystring: z.object({ status: z.enum(BATCH_STATES).optional(), cursor: z.string().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
        response: { 200: z.object({ items: z.array(BatchView), next_cursor: z.string().nullable() }) },
      },
    }, async (request) => {
      const { status, cursor, limit } = request.query
      const page = await context.batches.list(request.principal.tenantId, { limit, ...(cursor === undefined ? {} : { before: cursor }) })
      const views = await Promise.all(page.map(async (batch) => batchView(batch, (await statusOf(context, batch)).status)))
      return { items: views.filter((view) => status === undefined || view.status === status), next_cursor: page.length === limit ? page.at(-1)?._id ?? null : null }
    })

    app.get('/batches/:batchId', {
      config: { role: 'viewer' },
      schema: { tags: ['Imports'], summary: 'One batch', params: BatchParams, response: { 200: BatchView } },
    }, async (request) => {
      const batch = await batchOf(context, request.principal.tenantId, request.params.batchId)
      return batchView(batch, (await statusOf(context, batch)).status)
    })

    app.get('/batches/:batchId/status', {
      config: { role: 'viewer' },
      schema: { tags: ['Imports'], summary: 'Progress of a batch', params: BatchParams, response: { 200: StatusView } },
    }, async (request) => statusOf(context, await batchOf(context, request.principal.tenantId, request.params.batchId)))

    app.post('/batches/:batchId/retry', {
      config: { role: 'operator' },
      schema: { tags: ['Imports'], summary: 'Send the failed items of a batch round again', params: BatchParams, body: Retry, response: { 200: z.object({ retried: z.int(), batch_id: z.string(), skipped: z.int() }) } },
    }, (request, reply) => once(context.keys, request, reply, request.principal.tenantId, async () => {
      const batch = await batchOf(context, request.principal.tenantId, request.params.batchId)
      if (batch.cancelledAt) throw errors.fault('BATCH_CANCELLED', { detail: batch._id })
      const failed = await context.lists.failed(batch.tenantId, batch._id, request.body?.codes)
      const wanted = failed.filter((item) => request.body?.stage === undefined || item.failure?.stage === request.body.stage)
      const retried = await retryItems(context, wanted, request.body?.mode ?? 'resume', request.principal.keyId)
      return { status: 200, body: { retried, batch_id: batch._id, skipped: failed.length - retried } }
    }))

    app.post('/batches/:batchId/cancel', {
      config: { role: 'operator' },
      schema: { tags: ['Imports'], summary: 'Stop a batch; what is in the books stays', params: BatchParams, response: { 200: z.object({ batch_id: z.string(), cancelled: z.int() }) } },
    }, async (request) => {
      const batch = await batchOf(context, request.principal.tenantId, request.params.batchId)
      const cancelled = await cancelBatch(context, (tenantId, batchId) => context.lists.cancel(tenantId, batchId), batch.tenantId, batch._id)
      return { batch_id: batch._id, cancelled }
    })
    ready()
  }
}
