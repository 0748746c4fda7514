import { finished, PassThrough } from 'node:stream'
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { Fault } from '@chasqui/errors'
import type { ItemFile } from '@chasqui/mongo/items'
import { MIB } from '../config.ts'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { cleanFilename } from './filename.ts'

/** One part of an upload: a file that is in the file store now, or why it is not. */
export type Taken = { file: ItemFile } | { refused: Fault; filename: string }

/**
 * Reads all files of a multipart request into the file store. One that is too large is refused; its neighbours are not.
 * @throws NO_FILES, TOO_MANY_FILES, MALFORMED_UPLOAD
 */
export async function takeFiles(context: GatewayContext, request: FastifyRequest): Promise<Taken[]> {
  const files = context.config.importsMaxFilesPerRequest
  const maxBytes = Math.floor(context.config.importsMaxUploadMb * MIB)
  const taken: Taken[] = []
  try {
    // One byte more than is allowed: the store sees that it is too much, and the parser goes on with the next part.
    for await (const part of request.files({ throwFileSizeLimit: false, limits: { files, fileSize: maxBytes + 1 } })) {
      taken.push(await take(context, request.principal.tenantId, part, maxBytes))
    }
  } catch (error) {
    throw refusalOf(error, files)
  }
  if (taken.length === 0) throw errors.fault('NO_FILES')
  return taken
}

/** What tells an upload from another one: the files in it by their bytes, those that were refused by what was said of them. The boundary between the parts differs each time. Pure. */
export function contentsOf(taken: readonly Taken[]): unknown {
  return taken.map((one) => 'file' in one ? [one.file.filename, one.file.mimeType, one.file.sha256] : [one.filename, one.refused.code])
}

async function take({ files }: GatewayContext, tenantId: string, part: MultipartFile, maxBytes: number): Promise<Taken> {
  const filename = cleanFilename(part.filename)
  const mimeType = part.mimetype.slice(0, 255)
  // Through a stream of our own: the store ends its source when it refuses it, and the parser would end with that.
  const bytes = part.file.pipe(new PassThrough())
  let broken: Error | undefined
  // Also when it was broken before we came to it: then it never says so again by an event.
  finished(part.file, (error) => {
    if (!error) return
    broken = error
    bytes.destroy(error)
  })
  try {
    const { fileId, sha256, size } = await files.put(tenantId, bytes, { filename, mimeType, maxBytes })
    return { file: { fileId, filename, size, mimeType, sha256 } }
  } catch (error) {
    part.file.unpipe(bytes)
    part.file.resume()
    if (broken) throw errors.fault('MALFORMED_UPLOAD', { detail: filename, cause: broken })
    if (error instanceof Fault && !error.retry && error.status < 500) return { refused: error, filename }
    throw new StoreFailed(error)
  }
}

/** Tells what the file store threw from what the parser did: the one is ours, the other the sender's. */
class StoreFailed extends Error {
  constructor(cause: unknown) {
    super('the file store did not take it', { cause })
  }
}

function refusalOf(error: unknown, maxFiles: number): unknown {
  if (error instanceof StoreFailed) return error.cause
  if (error instanceof Fault) return error
  const { code } = error as { code?: unknown }
  if (code === 'FST_FILES_LIMIT' || code === 'FST_PARTS_LIMIT') return errors.fault('TOO_MANY_FILES', { detail: `at most ${maxFiles}`, cause: error })
  if (typeof code === 'string' && code.startsWith('FST_') && code !== 'FST_MP_PREMATURE_CLOSE') return error
  return errors.fault('MALFORMED_UPLOAD', { cause: error, ...(error instanceof Error ? { detail: error.message } : {}) })
}
