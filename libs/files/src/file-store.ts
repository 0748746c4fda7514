import type { Readable } from 'node:stream'

/** What is known of a file. The name and the MIME type are those of its first upload and were only claimed by the sender. */
export type StoredFile = FileNotes & {
  fileId: string
  tenantId: string
  /** Of the bytes, lower-case hex. */
  sha256: string
  /** In bytes. */
  size: number
  filename?: string
  mimeType?: string
  createdAt: Date
}

/** What later stages find out about a file. */
export type FileNotes = {
  detectedMime?: string
  avStatus?: 'clean' | 'infected' | 'off'
  /** The name of the virus. */
  avSignature?: string
  pages?: number
  /** The first item that was made of this file. */
  firstItemId?: string
}

export type PutOptions = {
  filename?: string
  mimeType?: string
  /** Refused with `FILE_TOO_LARGE` as soon as one byte more has come; no limit when absent. */
  maxBytes?: number
}

export type PutResult = {
  fileId: string
  sha256: string
  size: number
  /** False when the company had these bytes already: of puts that race, exactly one is new. */
  isNew: boolean
}

/** From `start` up to, not including, `end` (the size when absent), as in `Buffer.subarray`. */
export type ByteRange = { start: number; end?: number }

/**
 * The bytes of files, each kept once a company, addressed by their content. Ids are opaque and say nothing about the content; the
 * id of another company's file is not found (`FILE_NOT_FOUND`), like one that never was.
 */
export type FileStore = {
  ensureIndexes: () => Promise<void>
  /**
   * Stores the bytes, hashing while they come. A file is visible whole or not at all: a put that fails or is killed half-way leaves
   * nothing that anybody can see. Errors: `FILE_TOO_LARGE`, `FILE_UPLOAD_TOO_SLOW`, and whatever the source fails with.
   */
  put: (tenantId: string, source: Readable | Buffer, options?: PutOptions) => Promise<PutResult>
  /** The bytes as a stream. Errors: `FILE_NOT_FOUND`, `FILE_RANGE_INVALID`. */
  open: (tenantId: string, fileId: string, range?: ByteRange) => Promise<Readable>
  /** All bytes at once, compared with their hash. Errors: `FILE_NOT_FOUND`, `FILE_TOO_LARGE`, `FILE_DAMAGED`. */
  read: (tenantId: string, fileId: string, options: { maxBytes: number }) => Promise<Buffer>
  /** Errors: `FILE_NOT_FOUND`. */
  stat: (tenantId: string, fileId: string) => Promise<StoredFile>
  /** Adds to what is known of the file; a field given again is replaced. Errors: `FILE_NOT_FOUND`. */
  annotate: (tenantId: string, fileId: string, notes: FileNotes) => Promise<void>
  /** Removes the file and its bytes. Errors: `FILE_NOT_FOUND`. */
  delete: (tenantId: string, fileId: string) => Promise<void>
  /**
   * Removes the file and its bytes unless they came, or came again, at or after `before`: then somebody may be about to refer to them.
   * @returns whether it is gone
   */
  deleteUnused: (tenantId: string, fileId: string, before: Date) => Promise<boolean>
  /** Removes what killed uploads and killed deletions left behind; returns how many. Runs by itself about once an hour. */
  removeUnfinished: () => Promise<number>
}
