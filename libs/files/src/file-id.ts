import { createHash } from 'node:crypto'

const ID_HEX_DIGITS = 32

/** The id of these bytes at this company: the same for every upload, and of no use to guess at another company's files. */
export function fileIdOf(tenantId: string, sha256: string): string {
  return createHash('sha256').update(JSON.stringify(['file', tenantId, sha256])).digest('hex').slice(0, ID_HEX_DIGITS)
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
