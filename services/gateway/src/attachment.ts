import { create } from 'content-disposition'
import { cleanFilename } from './ingest/filename.ts'

/** `Content-Disposition` of a download (RFC 6266), whatever the name holds. Pure. */
export function attachment(filename: string): string {
  return create(cleanFilename(filename))
}
