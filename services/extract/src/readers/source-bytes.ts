import { errors } from '../errors.ts'
import type { Source } from '../reader.ts'

/** The bytes of a structured file. Throws NO_CONTENT when it came without any. */
export function bytesOf(source: Source): Buffer {
  if (source.bytes === undefined || source.bytes.length === 0) throw errors.fault('NO_CONTENT', { detail: `kind ${source.kind}` })
  return source.bytes
}
