import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { PlainText, SourceType } from '@chasqui/contracts'
import { ORIGINS } from '@chasqui/mongo/items'
import { noteDeed } from '../audit.ts'
import { pageOfBatches } from '../batches/batch-list.ts'
import { BATCH_STATES } from '../batches/batch-state.ts'
import { BatchView, batchView } from '../batches/batch-view.ts'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { StatusView, statusOf } from '../batches/show-status.ts'
import { IdempotencyHeaders, once, REPEATABLE } from '../request/once.ts'
import { isPlatform } from '../scope.ts'
import { pageOf, paging } from './paging.ts'
import { BatchParams } from './params.ts'

const CreateBatch = z.strictObject({
  source_type: SourceType.describe('what the batch is said to hold; a hint, the content decides'),
  origin: z.enum(ORIGINS).default('api'),
  file_key: PlainText.max(500).optional().describe('a note of the sender'),
  mapping_id: z.null().optional().describe('stored column mappings do not exist yet; columns are recognised by their names'),
}).meta({ id: 'CreateBatch', examples: [{ source_type: 'invoices', origin: 'api' }] })

export function batchRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  return (app, _options, ready) => {
    app.post('/batches', {
      config: { role: 'operator', fails: ['PLATFORM_HAS_NO_BOOKS', ...REPEATABLE] },
      schema: {
        tags: ['Imports'], operationId: 'createBatch', summary: 'Create a batch', headers: IdempotencyHeaders, body: CreateBatch, response: { 201: BatchView },
        description: 'The address of the new batch is in `Location`.',
      },
    }, (request, reply) => once(context, request, reply, async ({ reserve, idOf }) => {
      if (isPlatform(request.principal)) throw errors.fault('PLATFORM_HAS_NO_BOOKS')
      const id = idOf('batchId')
      await reserve({ batchId: id })
      const now = new Date()
      const batch = await context.batches.insert({
        _id: id, tenantId: request.principal.tenantId, sourceType: request.body.source_type, origin: request.body.origin,
        ...(request.body.file_key === undefined ? {} : { fileKey: request.body.file_key }),
        reserved: 0, createdBy: request.principal.keyName, createdAt: now, updatedAt: now,
      })
      await noteDeed(context, request, { action: 'batch.create', target: { kind: 'batch', id }, after: { source_type: batch.sourceType, origin: batch.origin } })
      return { status: 201, headers: { Location: `/api/v1/imports/batches/${id}` }, body: batchView(batch, 'PENDING') }
    }))

    app.get('/batches', {
      config: { role: 'viewer' },
      schema: {
        tags: ['Imports'], operationId: 'listBatches', summary: 'Batches, newest first',
        description: 'A page may hold fewer than `limit` and still have a `next_cursor` when only batches in one state are asked for.',
        querystring: z.object({ status: z.enum(BATCH_STATES).optional(), ...paging(z.uuid(), 50) }),
        response: { 200: pageOf('Batches', BatchView) },
      },
    }, (request) => pageOfBatches(context, request.principal.tenantId, request.query))

    app.get('/batches/:batchId', {
      config: { role: 'viewer', fails: ['BATCH_NOT_FOUND'] },
      schema: { tags: ['Imports'], operationId: 'getBatch', summary: 'One batch', params: BatchParams, response: { 200: BatchView } },
    }, async ({ batch }) => batchView(batch, (await statusOf(context, batch)).status))

    app.get('/batches/:batchId/status', {
      config: { role: 'viewer', fails: ['BATCH_NOT_FOUND'] },
      schema: { tags: ['Imports'], operationId: 'getBatchStatus', summary: 'Progress of a batch', params: BatchParams, response: { 200: StatusView } },
    }, ({ batch }) => statusOf(context, batch))
    ready()
  }
}
