import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { TaskFiles } from '@chasqui/files'
import type { GatewayContext } from '../../context.ts'
import { attachment } from '../../download.ts'
import { errors } from '../../errors.ts'
import { TaskParams } from '../params.ts'

const Bytes = z.unknown().meta({ type: 'string', format: 'binary' })

/** What the result of a task that made a file says of it. */
const FileResult = z.object({ file_id: z.string(), run: z.int(), filename: z.string(), mime_type: z.string(), bytes: z.int(), sha256: z.string() })

/** The files that tasks made. */
export function taskFileRoutes({ store }: GatewayContext): FastifyPluginCallbackZod {
  const files = new TaskFiles(store.db)
  return (app, _options, ready) => {
    app.get('/:taskId/result-file', {
      config: { role: 'viewer', fails: ['TASK_NOT_FOUND', 'RESULT_FILE_NOT_FOUND', 'RESULT_FILE_GONE'] },
      schema: {
        tags: ['Tasks'], operationId: 'getTaskResultFile', summary: 'The file that a task made, such as an export', params: TaskParams,
        description: 'The `link` of the result leads here. `ETag` and `Content-Length` are those of the result.',
        response: { 200: { description: 'The file', content: { 'text/csv': { schema: Bytes }, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { schema: Bytes } } } },
      },
    }, async ({ task, params: { taskId } }, reply) => {
      const result = FileResult.safeParse(task.state === 'SUCCESS' ? task.result : undefined)
      if (!result.success) throw errors.fault('RESULT_FILE_NOT_FOUND', { detail: taskId })
      const { file_id: fileId, run: epoch, filename, mime_type: mimeType, bytes, sha256 } = result.data
      const file = await files.open({ tenantId: task.tenantId, taskId, epoch }, fileId).catch((error: unknown) => {
        if ((error as { code?: string }).code === 'FILE_NOT_FOUND') throw errors.fault('RESULT_FILE_GONE', { detail: filename })
        throw error
      })
      reply.headers({ 'Content-Type': mimeType, 'Content-Length': bytes, 'Content-Disposition': attachment(filename), 'ETag': `"${sha256}"`, 'X-Content-Type-Options': 'nosniff' })
      return reply.send(file)
    })
    ready()
  }
}
