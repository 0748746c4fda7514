import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Row } from '@chasqui/contracts'
import { InvalidInput, textOfBody } from '@chasqui/http'
import { noteDeed } from '../audit.ts'
import { stillOpen } from '../batches/open-batch.ts'
import { admitIngest } from '../ingest/admit-ingest.ts'
import { MIB } from '../config.ts'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { ingest } from '../ingest/ingest.ts'
import { faultsOfRows } from '../ingest/rows.ts'
import { parseRows } from '../ingest/rows-json.ts'
import { IdempotencyHeaders, once, REPEATABLE } from '../request/once.ts'
import { BatchParams } from './params.ts'

const Ingest = z.strictObject({
  rows: z.array(Row).describe('one document or one movement each: names and values as they stand in the source; amounts best as text'),
  defaults: Row.optional().describe('values for the columns that a row lacks'),
  mapping_id: z.null().optional().describe('stored column mappings do not exist yet; columns are recognised by their names'),
  transforms: z.record(z.string(), z.unknown()).optional().describe('accepted for old clients; dates and amounts are recognised as they are written'),
}).meta({ id: 'Ingest', examples: [{ rows: [{ numero: 'F001-123', fecha: '2025-04-15', ruc: '20600000013', base: '380.00', igv: '68.40', total: '448.40' }], defaults: { moneda: 'PEN' } }] })

const IngestView = z.object({
  batch_id: z.string(), items_ingested: z.int(), pipeline_enqueued: z.boolean(), group_id: z.string().describe('batch and place of the first row'),
  items: z.array(z.object({ id: z.string(), idx: z.int(), status: z.string(), errors: z.array(z.string()) })),
}).meta({ id: 'Ingested' })

export function ingestRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  const { importsMaxItemsPerBatch, importsMaxBodyMb, importsMaxRowKb } = context.config
  const bodyLimit = Math.floor(importsMaxBodyMb * MIB)
  return (app, _options, ready) => {
    app.removeContentTypeParser('application/json')
    app.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit }, async (_request: unknown, bytes: Buffer) => parseRows(textOfBody(bytes)))

    app.post('/batches/:batchId/ingest', {
      config: { role: 'operator', fails: ['BATCH_NOT_FOUND', 'BATCH_CANCELLED', 'BATCH_FULL', 'TOO_MANY_INGESTS', ...REPEATABLE] },
      bodyLimit,
      schema: {
        tags: ['Imports'], operationId: 'ingestRows', summary: 'Send rows into a batch', params: BatchParams, headers: IdempotencyHeaders, body: Ingest, response: { 202: IngestView },
        description: `All rows or none. A batch holds at most ${importsMaxItemsPerBatch} items, a row at most ${importsMaxRowKb} KiB. How many more ingests are let in is in the RateLimit headers.`,
      },
    }, async (request, reply) => {
      const { tenantId } = request.principal
      const { defaults } = request.body
      if (request.body.rows.length > importsMaxItemsPerBatch) throw errors.fault('BATCH_FULL', { detail: `${request.body.rows.length} > ${importsMaxItemsPerBatch}` })
      const rows = request.body.rows.map((row) => defaults ? { ...defaults, ...row } : row)
      const faults = faultsOfRows(rows, importsMaxRowKb * 1024)
      if (faults.length > 0) throw new InvalidInput(faults)
      return once(context, request, reply, async (attempt) => {
        const batch = stillOpen(request.batch)
        // Only now: what a cancelled batch refuses has no place in the minute.
        if (attempt.reserved === undefined) await admitIngest(context, reply, tenantId)
        const { firstIdx, items } = await ingest(context, batch, rows.map((row) => ({ row })), attempt, request.trace.traceparent)
        await noteDeed(context, request, { action: 'batch.ingest', target: { kind: 'batch', id: batch._id }, after: { rows: items.length } })
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
