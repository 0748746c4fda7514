import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { httpErrors } from '@chasqui/http'
import type { Batch } from '@chasqui/mongo/items'
import { noteDeed } from '../audit.ts'
import { stillOpen } from '../batches/open-batch.ts'
import { admitIngest } from '../ingest/admit-ingest.ts'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { ingest } from '../ingest/ingest.ts'
import { contentsOf, takeFiles } from '../ingest/upload.ts'
import { IdempotencyHeaders, once, REPEATABLE } from '../request/once.ts'
import { BatchParams } from './params.ts'

const UploadView = z.object({
  batch_id: z.string(),
  accepted: z.array(z.object({ file: z.string(), itemId: z.string(), idx: z.int() })),
  rejected: z.array(z.object({ file: z.string(), code: z.string(), message: z.string() })).describe('files that were refused at the door; the others are accepted all the same'),
}).meta({ id: 'Uploaded' })

/** Read part by part in the handler: to validation the body is not there yet. This only describes it. */
const UploadForm = z.unknown().meta({ type: 'object', properties: { files: { type: 'array', items: { type: 'string', format: 'binary' }, minItems: 1 } }, required: ['files'] })

export function fileRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  const { importsMaxFilesPerRequest, importsMaxUploadMb, importsMaxItemsPerBatch } = context.config
  /** Before anything is read: most uploads that cannot be taken are refused here. */
  const roomIn = (batch: Batch): void => {
    if (stillOpen(batch).reserved >= importsMaxItemsPerBatch) throw errors.fault('BATCH_FULL', { detail: `${batch.reserved + 1} > ${importsMaxItemsPerBatch}` })
  }
  return (app, _options, ready) => {
    app.post('/batches/:batchId/files', {
      config: { role: 'operator', isUpload: true, fails: ['BATCH_NOT_FOUND', 'BATCH_CANCELLED', 'BATCH_FULL', 'TOO_MANY_INGESTS', 'NO_FILES', 'TOO_MANY_FILES', 'MALFORMED_UPLOAD', 'FILE_UPLOAD_TOO_SLOW', ...REPEATABLE] },
      schema: {
        tags: ['Imports'], operationId: 'uploadFiles', summary: 'Upload files into a batch', consumes: ['multipart/form-data'], params: BatchParams, headers: IdempotencyHeaders, body: UploadForm,
        description: `One or many parts with a file, whatever their names; at most ${importsMaxFilesPerRequest} files of ${importsMaxUploadMb} MiB. A ZIP is unpacked into one item an entry. Under an Idempotency-Key the same files, by name and content, are taken once.`,
        response: { 202: UploadView },
      },
    }, async (request, reply) => {
      const { tenantId } = request.principal
      if (!request.isMultipart()) throw httpErrors.fault('UNSUPPORTED_MEDIA_TYPE', { detail: `${request.headers['content-type'] ?? 'no content type'}; send multipart/form-data` })
      // Under a key the files come first: what was answered already is answered again, whatever became of the batch since.
      if (request.headers['idempotency-key'] === undefined) roomIn(request.batch)
      // A repetition is read to be compared, and so has its place in the minute too.
      await admitIngest(context, reply, tenantId)
      const taken = await takeFiles(context, request)
      const files = taken.flatMap((one) => 'file' in one ? [one] : [])
      return once(context, request, reply, async (attempt) => {
        const { batch } = request
        const { items } = await ingest(context, batch, files, attempt, request.trace.traceparent)
        await noteDeed(context, request, { action: 'batch.upload', target: { kind: 'batch', id: batch._id }, after: { accepted: items.length, rejected: taken.length - files.length } })
        return {
          status: 202,
          body: {
            batch_id: batch._id,
            accepted: items.map((item) => ({ file: item.file?.filename ?? '', itemId: item._id, idx: item.idx })),
            rejected: taken.flatMap((one) => 'refused' in one ? [{ file: one.filename, code: one.refused.code, message: one.refused.message }] : []),
          },
        }
      }, contentsOf(taken))
    })
    ready()
  }
}
