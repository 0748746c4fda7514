import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { FileStore } from './file-store.ts'

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** In pieces of 64 KiB, as a socket gives them. */
function streamOf(bytes: Buffer): Readable {
  const pieces = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, i) => bytes.subarray(i * 65_536, (i + 1) * 65_536))
  return Readable.from(pieces)
}

async function* endingBadly(bytes: Buffer) {
  yield bytes
  throw new Error('the client hung up')
}

/** What every file store does; for tests only. `makeStore` gives a store, which need not be empty. */
export function fileStoreContract(name: string, makeStore: () => FileStore | Promise<FileStore>): void {
  describe(`file store: ${name}`, () => {
    let files: FileStore
    beforeAll(async () => {
      files = await makeStore()
      await files.ensureIndexes()
    })

    it('gives back what was put, from a buffer and from a stream, whole and by its hash', async () => {
      for (const size of [0, 1, 100, 3 * 1024 * 1024 + 7]) {
        const bytes = randomBytes(size)
        const put = await files.put('t1', size % 2 === 0 ? bytes : streamOf(bytes))
        expect(put).toMatchObject({ sha256: sha256(bytes), size })
        expect(bytes.equals(await files.read('t1', put.fileId, { maxBytes: size }))).toBe(true)
        expect(bytes.equals(await buffer(await files.open('t1', put.fileId)))).toBe(true)
      }
    })

    it('knows the file by name and type, and what is found out later', async () => {
      const bytes = randomBytes(50)
      const { fileId } = await files.put('t1', bytes, { filename: 'factura.pdf', mimeType: 'application/pdf' })
      await files.annotate('t1', fileId, { avStatus: 'clean', pages: 2 })
      await files.annotate('t1', fileId, { detectedMime: 'application/pdf', pages: 3 })
      expect(await files.stat('t1', fileId)).toEqual({
        fileId, tenantId: 't1', sha256: sha256(bytes), size: 50, filename: 'factura.pdf', mimeType: 'application/pdf',
        avStatus: 'clean', pages: 3, detectedMime: 'application/pdf', createdAt: expect.any(Date),
      })
    })

    it('keeps the same bytes once a company', async () => {
      const bytes = randomBytes(200_000)
      const first = await files.put('t1', bytes)
      expect(first.isNew).toBe(true)
      expect(await files.put('t1', bytes)).toEqual({ ...first, isNew: false })
      expect(await files.put('t1', streamOf(bytes))).toEqual({ ...first, isNew: false })
    })

    it('lets exactly one of racing puts be new', async () => {
      const bytes = randomBytes(300_000)
      const puts = await Promise.all(Array.from({ length: 8 }, (_, i) => files.put('t1', i % 2 === 0 ? bytes : streamOf(bytes))))
      expect(puts.filter((put) => put.isNew)).toHaveLength(1)
      expect(new Set(puts.map((put) => put.fileId)).size).toBe(1)
      expect(bytes.equals(await files.read('t1', (puts[0] as { fileId: string }).fileId, { maxBytes: bytes.length }))).toBe(true)
    })

    it('keeps companies apart: the same bytes have another id, and a foreign id is not found', async () => {
      const bytes = randomBytes(10)
      const [mine, theirs] = await Promise.all([files.put('t1', bytes), files.put('t2', bytes)])
      expect(theirs.isNew).toBe(true)
      expect(theirs.fileId).not.toBe(mine.fileId)
      const notFound = { code: 'FILE_NOT_FOUND', status: 404 }
      await expect(files.stat('t2', mine.fileId)).rejects.toMatchObject(notFound)
      await expect(files.open('t2', mine.fileId)).rejects.toMatchObject(notFound)
      await expect(files.read('t2', mine.fileId, { maxBytes: 100 })).rejects.toMatchObject(notFound)
      await expect(files.annotate('t2', mine.fileId, { pages: 1 })).rejects.toMatchObject(notFound)
      await expect(files.delete('t2', mine.fileId)).rejects.toMatchObject(notFound)
      expect((await files.stat('t1', mine.fileId)).size).toBe(10)
    })

    it.each([['a buffer', (b: Buffer) => b], ['a stream', streamOf]])('refuses %s that is too large and stores nothing of it', async (_, source) => {
      const bytes = randomBytes(2_500_000)
      await expect(files.put('t1', source(bytes), { maxBytes: bytes.length - 1 })).rejects.toMatchObject({ code: 'FILE_TOO_LARGE', status: 413 })
      expect((await files.put('t1', source(bytes), { maxBytes: bytes.length })).isNew).toBe(true)
    })

    it('stores nothing of a source that fails, and passes its error on', async () => {
      const bytes = randomBytes(2_500_000)
      await expect(files.put('t1', Readable.from(endingBadly(bytes)))).rejects.toThrow('the client hung up')
      expect((await files.put('t1', bytes)).isNew).toBe(true)
    })

    it('reads no more into memory than it is allowed to', async () => {
      const { fileId } = await files.put('t1', randomBytes(11))
      await expect(files.read('t1', fileId, { maxBytes: 10 })).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' })
    })

    it('gives any range as Buffer.subarray does', async () => {
      const bytes = randomBytes(2 * 1024 * 1024 + 500)
      const { fileId } = await files.put('t1', bytes)
      await fc.assert(fc.asyncProperty(fc.nat(bytes.length), fc.nat(bytes.length + 10), async (a, b) => {
        const [start, end] = [Math.min(a, b), Math.max(a, b)]
        expect(bytes.subarray(start, end).equals(await buffer(await files.open('t1', fileId, { start, end })))).toBe(true)
      }), { numRuns: 25, examples: [[1024 * 1024, 1024 * 1024 + 1], [0, bytes.length], [bytes.length, bytes.length], [1024 * 1024 - 1, 2 * 1024 * 1024 + 1]] })
      expect(bytes.subarray(1_000_000).equals(await buffer(await files.open('t1', fileId, { start: 1_000_000 })))).toBe(true)
    })

    it.each([{ start: -1 }, { start: 11 }, { start: 5, end: 4 }, { start: 0.5 }, { start: Number.NaN }])('refuses the range %j of ten bytes', async (range) => {
      const { fileId } = await files.put('t1', Buffer.from('ten bytes!'))
      await expect(files.open('t1', fileId, range)).rejects.toMatchObject({ code: 'FILE_RANGE_INVALID', status: 416 })
    })

    it('forgets a deleted file, and takes its bytes again as new', async () => {
      const bytes = randomBytes(1_500_000)
      const { fileId } = await files.put('t1', bytes)
      await files.delete('t1', fileId)
      await expect(files.stat('t1', fileId)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
      await expect(files.delete('t1', fileId)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
      expect(await files.put('t1', bytes)).toMatchObject({ fileId, isNew: true })
      expect(bytes.equals(await files.read('t1', fileId, { maxBytes: bytes.length }))).toBe(true)
    })
  })
}
