import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import sharp from 'sharp'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { logger } from '@chasqui/telemetry'
import { aTenant, withServers } from '@chasqui/testkit'
import { FileClaims, idsOf } from '@chasqui/mongo/items'
import { connectDeps } from '@chasqui/worker'
import { preprocess } from './handler.ts'

const servers = withServers()
const SCAN = join(import.meta.dirname, '..', '..', '..', 'samples', 'cl', 'escaneo-factura-20997.jpg')

async function taken(archive: Buffer, times = 1) {
  const deps = await connectDeps('test', { natsUrl: servers.natsUrl, natsReplicas: 1, mongodbUrl: servers.mongoUrl, mongodbDatabase: servers.freshDb(), opsPort: 0 }, logger('test', { level: 'silent' }))
  const tenant = aTenant()
  const batchId = uuidv7()
  const now = new Date()
  await deps.batches.insert({ _id: batchId, tenantId: tenant.id, sourceType: 'invoices', origin: 'api', reserved: 1, createdBy: 'test', createdAt: now, updatedAt: now })
  const { fileId, sha256, size } = await deps.files.put(tenant.id, archive)
  const itemId = uuidv7()
  await deps.items.insert([{ _id: itemId, tenantId: tenant.id, batchId, idx: 1, sourceType: 'invoices', file: { fileId, sha256, size, filename: 'many.zip', mimeType: 'application/zip' } }])
  const item = await deps.items.find(tenant.id, itemId)
  if (!item) throw new Error('it was not stored')
  const tools = { deps, claims: new FileClaims(deps.store.db), maxItemsPerBatch: 12 }
  const input = { ids: idsOf(item), body: { ...idsOf(item), sourceType: 'invoices' as const, fileId }, tenant, item: async () => item, signal: new AbortController().signal, log: () => deps.log }
  const outcomes = []
  for (let i = 0; i < times; i++) outcomes.push(await preprocess(input, tools))
  const others = await deps.items.collection().find({ batchId, _id: { $ne: itemId } }, { sort: { idx: 1 } }).toArray()
  const batch = await deps.batches.find(tenant.id, batchId)
  const stored = await deps.store.db.collection('import_files').countDocuments({ tenantId: tenant.id })
  await deps.close()
  return { stored, outcome: outcomes[0], outcomes, others, reserved: batch?.reserved }
}

const csv = (name: string, rows: number): string => ['numero,fecha,ruc,total', ...Array.from({ length: rows }, (_, i) => `${name}-${i},2025-04-15,20600000013,${i + 1}00.00`)].join('\n')

describe('a scan', () => {
  it('has the pictures of its pages on record, with and without contrast', async () => {
    const { outcome } = await taken(await readFile(SCAN))
    expect(outcome).toMatchObject({ kind: 'done', set: { kind: 'image', scans: 1, preparedFileId: expect.any(String), pageFileIds: [expect.any(String), expect.any(String)] } })
  })
})

describe('a file that is refused at its last page', () => {
  it('leaves nothing in the file store but what was sent', async () => {
    const { data, info: { width, height } } = await sharp(SCAN).resize({ width: 700 }).greyscale().raw().toBuffer({ resolveWithObject: true })
    const tiff = await sharp(Buffer.concat(Array.from({ length: 4 }, () => data)), { raw: { width, height: height * 4, channels: 1, pageHeight: height } }).tiff({ compression: 'jpeg' }).toBuffer()
    // In the middle of what the last page is made of.
    tiff.fill(0xff, Math.round(tiff.length * 0.8), Math.round(tiff.length * 0.95))
    const { outcome, stored } = await taken(tiff)
    expect(outcome).toMatchObject({ kind: 'reject', fault: { code: 'IMAGE_BROKEN' } })
    expect(stored).toBe(1)
  })
})

describe('a file that holds several documents', () => {
  it('loses none when its first entry holds several itself', async () => {
    const { outcome, others } = await taken(Buffer.from(zipSync({ 'a.csv': strToU8(csv('A', 5)), 'b.csv': strToU8(csv('B', 1)), 'c.csv': strToU8(csv('C', 1)) })))
    expect(outcome).toMatchObject({ kind: 'done', set: { kind: 'row', row: { numero: 'A-0' } } })
    expect(others.map((item) => item.row?.['numero'] ?? item.file?.filename).sort()).toEqual(['A-1', 'A-2', 'A-3', 'A-4', 'many.zip::b.csv', 'many.zip::c.csv'])
  })

  it('taken apart again adds nothing and takes no places', async () => {
    const { outcomes, others, reserved } = await taken(Buffer.from(csv('A', 6)), 3)
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['done', 'done', 'done'])
    expect(others).toHaveLength(5)
    expect(reserved).toBe(6)
  })

  it('leaves nothing in the file store when the batch cannot take them all', async () => {
    const { outcome, others, stored } = await taken(Buffer.from(zipSync(Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`${n}.csv`, strToU8(csv(`${n}`, 1))])))))
    expect(outcome).toMatchObject({ kind: 'reject', fault: { code: 'BATCH_FULL' } })
    expect([others.length, stored]).toEqual([0, 1])
  })

  it('is refused when the batch cannot take them all', async () => {
    const { outcome, others } = await taken(Buffer.from(csv('A', 20)))
    expect(outcome).toMatchObject({ kind: 'reject', fault: { code: 'BATCH_FULL' } })
    expect(others).toHaveLength(0)
  })
})
