import type { MultipartFile } from '@fastify/multipart'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { asFault, Fault } from '@chasqui/errors'
import type { ItemFile } from '@chasqui/mongo'
import { admitIngest } from '../admit-ingest.ts'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { ingest } from '../ingest.ts'
import { batchOf } from './batches.ts'

const UploadView = z.object({
  batch_id: z.string(),
  accepted: z.array(z.object({ file: z.string(), itemId: z.string(), idx: z.int() })),
  rejected: z.array(z.object({ file: z.string(), code: z.string(), message: z.string() })),
}).meta({ id: 'Uploaded' })

type Taken = { file: ItemFile } | { refused: Fault; filename: string }

export function fileRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  return (app, _options, ready) => {
    app.post('/batches/:batchId/files', {
      config: { role: 'operator' },
      schema: {
        tags: ['Imports'], summary: 'Upload files into a batch', consumes: ['multipart/form-data'], params: z.object({ batchId: z.string() }),
        description: 'One or many parts with a file, whatever their names. A ZIP is unpacked into one item an entry.',
        response: { 202: UploadView },
      },
    }, async (request, reply) => {
      const { tenantId } = request.principal
      const batch = await batchOf(context, tenantId, request.params.batchId)
      if (batch.cancelledAt) throw errors.fault('BATCH_CANCELLED', { detail: batch._id })
      if (!request.isMultipart()) throw errors.fault('NO_FILES', { detail: `the content type is ${request.headers['content-type'] ?? 'absent'}` })
      await admitIngest(context, tenantId)
      const tenant = await context.tenants.getCached(tenantId)
      const taken: Taken[] = []
      for await (const part of request.files({ limits: { files: context.config.importsMaxFilesPerRequest, fileSize: context.config.importsMaxUploadBytes + 1 } })) {
        taken.push(await take(context, tenantId, part))
      }
      if (taken.length === 0) throw errors.fault('NO_FILES')
      const files = taken.flatMap((one) => 'file' in one ? [one] : [])
      const items = files.length === 0 ? [] : await ingest(context, tenant, batch, files, {
        maxItems: context.config.importsMaxItemsPerBatch, ...(request.trace.traceparent ? { traceparent: request.trace.traceparent } : {}),
      })
      reply.code(202)
      return {
        batch_id: batch._id,
        accepted: items.map((item) => ({ file: item.file?.filename ?? '', itemId: item._id, idx: item.idx })),
        rejected: taken.flatMap((one) => 'refused' in one ? [{ file: one.filename, code: one.refused.code, message: one.refused.message }] : []),
      }
    })
    ready()
  }
}

/** Streams one part into the file store. One that is too large is refused; its neighbours are not. */
async function take({ files, config }: GatewayContext, tenantId: string, part: MultipartFile): Promise<Taken> {
  const filename = part.filename === '' ? 'unnamed' : part.filename
  try {
    const { fileId, sha256, size } = await files.put(tenantId, part.file, { filename, mimeType: part.mimetype, maxBytes: config.importsMaxUploadBytes })
    return { file: { fileId, filename, size, mimeType: part.mimetype, sha256 } }
  } catch (error) {
    // The rest of the part must be read away, or the next one never comes.
    part.file.resume()
    if (error instanceof Fault && !error.retry) return { refused: error, filename }
    throw asFault(error)
  }
}
