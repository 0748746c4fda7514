import { Readable } from 'node:stream'
import { rangeWithin } from './byte-range.ts'
import { fileErrors } from './errors.ts'
import { fileIdOf } from './file-id.ts'
import type { FileStore, StoredFile } from './file-store.ts'
import { Meter, tooLarge } from './meter.ts'

/** A file store in memory, for tests without a server. */
export function createMemoryFileStore(): FileStore {
  const usedAgain = new Map<string, Date>()
  const files = new Map<string, { file: StoredFile; bytes: Buffer }>()

  function found(tenantId: string, fileId: string) {
    const kept = files.get(fileId)
    if (kept === undefined || kept.file.tenantId !== tenantId) throw fileErrors.fault('FILE_NOT_FOUND', { detail: fileId })
    return kept
  }

  return {
    ensureIndexes: async () => undefined,
    put: async (tenantId, source, { maxBytes, ...named } = {}) => {
      const meter = new Meter(maxBytes)
      const chunks: Buffer[] = []
      for await (const chunk of Buffer.isBuffer(source) ? [source] : source) {
        const bytes = Buffer.from(chunk)
        meter.pass(bytes)
        chunks.push(bytes)
      }
      const { sha256, size } = meter.result()
      const fileId = fileIdOf(tenantId, sha256)
      const isNew = !files.has(fileId)
      if (isNew) files.set(fileId, { file: { fileId, tenantId, sha256, size, ...named, createdAt: new Date() }, bytes: Buffer.concat(chunks) })
      else usedAgain.set(fileId, new Date())
      return { fileId, sha256, size, isNew }
    },
    open: async (tenantId, fileId, range) => {
      const { bytes } = found(tenantId, fileId)
      const { start, end } = rangeWithin(bytes.length, range)
      return Readable.from([bytes.subarray(start, end)], { objectMode: false })
    },
    read: async (tenantId, fileId, { maxBytes }) => {
      const { bytes } = found(tenantId, fileId)
      if (bytes.length > maxBytes) throw tooLarge(maxBytes)
      return Buffer.from(bytes)
    },
    stat: async (tenantId, fileId) => ({ ...found(tenantId, fileId).file }),
    annotate: async (tenantId, fileId, notes) => { Object.assign(found(tenantId, fileId).file, notes) },
    delete: async (tenantId, fileId) => {
      found(tenantId, fileId)
      files.delete(fileId)
    },
    deleteUnused: async (tenantId, fileId, before) => {
      const kept = files.get(fileId)
      if (kept?.file.tenantId !== tenantId) return true
      if ((usedAgain.get(fileId) ?? kept.file.createdAt) >= before) return false
      return files.delete(fileId)
    },
    removeUnfinished: async () => 0,
  }
}
