import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { v5 as uuidv5 } from 'uuid'
import { z } from 'zod'
import { Row } from '@chasqui/contracts'
import { admitIngest } from '../admit-ingest.ts'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { ingest, reserve } from '../ingest.ts'
import { once } from '../once.ts'
import { batchOf } from './batches.ts'

/** Ids of items made by a request with an Idempotency-Key: the same request makes the same ones. */
const REPEATABLE = '6f2b8f4e-7d51-5c0a-9a43-2f6d1f0c9b11'

const Ingest = z.object({
  rows: z.array(Row).describe('one document or one movement each: names and values as they stand in the source'),
  defaults: Row.optional().describe('values for the columns that a row lacks'),
  mapping_id: z.null().optional().describe('stored column mappings do not exist yet; columns are recognised by their names'),
  transforms: z.record(z.string(), z.string()).optional().describe('accepted for old clients; dates and amounts are recognised as they are written'),
}).meta({ id: 'Ingest' })

const IngestView = z.object({
  batch_id: z.string(), items_ingested: z.int(), pipeline_enqueued: z.boolean(), group_id: z.string(),
  items: z.array(z.object({ id: z.string(), idx: z.int(), status: z.string(), errors: z.array(z.string()) })),
}).meta({ id: 'Ingested' })

export function ingestRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  return (app, _options, ready) => {
    app.post('/batches/:batchId/ingest', {
      config: { role: 'operator' },
      schema: { tags: ['Imports'], summary: 'Send rows into a batch', params: z.object({ batchId: z.string() }), body: Ingest, response: { 202: IngestView } },
    }, async (request, reply) => {
      const { tenantId } = request.principal
      const batch = await batchOf(context, tenantId, request.params.batchId)
      const { rows, defaults } = request.body
      const max = context.config.importsMaxItemsPerBatch
      if (rows.length > max) throw errors.fault('BATCH_FULL', { detail: `${rows.length} > ${max}` })
      const tenant = await context.tenants.getCached(tenantId)
      return once(context.keys, request, reply, tenantId, async ({ key, reserved, reserve: note }) => {
        if (reserved === undefined) await admitIngest(context, tenantId)
        const firstIdx = reserved === undefined ? await reserve(context, tenant, batch, rows.length, max) : Number(reserved['firstIdx'])
        await note({ firstIdx })
        const items = await ingest(context, tenant, batch, rows.map((row) => ({ row: defaults ? { ...defaults, ...row } : row })), {
          maxItems: max, firstIdx,
          ...(request.trace.traceparent ? { traceparent: request.trace.traceparent } : {}),
          ...(key === undefined ? {} : { idOf: (place: number) => uuidv5(`${key} ${place}`, REPEATABLE) }),
        })
        return {
          status: 202,
          body: {
            batch_id: batch._id, items_ingested: items.length, pipeline_enqueued: items.length > 0, group_id: `${batch._id}:${firstIdx}`,
            items: items.map((item) => ({ id: item._id, idx: item.idx, status: 'pending', errors: [] })),
          },
        }
      })
    })
    ready()
  }
}
