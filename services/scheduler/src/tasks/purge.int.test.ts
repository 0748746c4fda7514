import { Readable } from 'node:stream'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { PreparedPages } from '@chasqui/contracts'
import { TaskFiles } from '@chasqui/files'
import type { DeadLetter } from '@chasqui/mongo'
import { withTasks } from '@chasqui/worker/test-tasks'
import { PURGE_CLASSES, purgeClasses, type PurgeClassName } from '../purge/classes.ts'
import { tasks } from '../tasks.ts'
import { itemsOf } from '../test-items.ts'
import { purge } from './purge.ts'

const bench = withTasks('scheduler', tasks)
const { batch, item, read, all } = itemsOf(bench)
const DAY_MS = 24 * 60 * 60_000
const OLD_MS = 1_000 * DAY_MS
const NEW_MS = 5 * DAY_MS
let taskFiles: TaskFiles

beforeAll(async () => {
  taskFiles = new TaskFiles(bench.deps.store.db)
  await taskFiles.ensureIndexes()
})

const ago = (ms: number): Date => new Date(Date.now() - ms)

async function fileOf(tenantId: string, text: string, ageMs = OLD_MS): Promise<string> {
  const { fileId } = await bench.deps.files.put(tenantId, Buffer.from(`${tenantId} ${text}`))
  await bench.deps.store.db.collection('import_files').updateOne({ _id: fileId as never }, { $set: { createdAt: ago(ageMs) }, $unset: { lastPutAt: '' } })
  return fileId
}
/** Prepared pages as preprocess stores them. */
async function pagesOf(tenantId: string, pictures: readonly string[]): Promise<string> {
  const pages: PreparedPages = { truncated: false, pages: pictures.map((imageFileId, n) => ({ n: n + 1, mode: 'scan', width: 595, height: 842, dpi: 300, imageFileId, layout: 'page' })) }
  const { fileId } = await bench.deps.files.put(tenantId, Buffer.from(JSON.stringify(pages)))
  await bench.deps.store.db.collection('import_files').updateOne({ _id: fileId as never }, { $set: { createdAt: ago(OLD_MS) }, $unset: { lastPutAt: '' } })
  return fileId
}
const isThere = (tenantId: string, fileId: string): Promise<boolean> => bench.deps.files.stat(tenantId, fileId).then(() => true, () => false)
const aFile = (fileId: string) => ({ fileId, filename: 'a.pdf', size: 1, mimeType: 'application/pdf', sha256: 'ab' })

async function letter(tenantId: string, id: string, resolvedAgo: number | undefined): Promise<void> {
  await bench.deps.deadLetters.write({ _id: id, kind: 'message', service: 'ocr', tenantId, stage: 'ocr', errorCode: 'X', errorMessage: 'x', attempts: [], payload: '', subject: 's', msgSeq: 1, deliveries: 1 })
  await bench.deps.store.db.collection<DeadLetter>('dead_letters').updateOne({ _id: id }, { $set: { firstFailedAt: ago(OLD_MS), resolved: resolvedAgo === undefined ? null : { at: ago(resolvedAgo), by: 't', how: 'discarded' } } })
}

/** A tenant with something of every class that is old enough to go, and something beside it that stays. */
async function tenantWithEverything() {
  const tenantId = await bench.tenant()
  const batchId = await batch(tenantId, OLD_MS)
  const [text, page, original, booked] = await Promise.all(['text', 'page', 'original', 'booked'].map((name) => fileOf(tenantId, name)))
  const published = await item(tenantId, batchId, 'published', { textFileId: text as string, preparedFileId: page as string, file: aFile(booked as string) }, OLD_MS)
  const rejected = await item(tenantId, batchId, 'rejected', { file: aFile(original as string) }, OLD_MS)
  const moving = await item(tenantId, batchId, 'classified', { inFlight: true, file: aFile(await fileOf(tenantId, 'moving')), textFileId: await fileOf(tenantId, 'moving text') }, OLD_MS)
  const failed = await item(tenantId, batchId, 'ocr_failed', { file: aFile(await fileOf(tenantId, 'failed')), preparedFileId: await fileOf(tenantId, 'failed page') }, OLD_MS)
  const young = await item(tenantId, batchId, 'rejected', { file: aFile(await fileOf(tenantId, 'young')), textFileId: await fileOf(tenantId, 'young text') }, NEW_MS)
  const empty = await batch(tenantId, OLD_MS)
  const gone = await item(tenantId, empty, 'cancelled', {}, OLD_MS)
  await letter(tenantId, `${tenantId}-resolved`, OLD_MS)
  await letter(tenantId, `${tenantId}-open`, undefined)
  await letter(tenantId, `${tenantId}-lately`, NEW_MS)
  await taskFiles.put({ tenantId, taskId: 'old', epoch: 1 }, Readable.from(['old']), {})
  await bench.deps.store.db.collection('task_files').updateOne({ tenantId: `${tenantId}/old/1` }, { $set: { createdAt: ago(OLD_MS) } })
  await taskFiles.put({ tenantId, taskId: 'new', epoch: 1 }, Readable.from(['new']), {})
  await bench.deps.store.db.collection('invoices').insertOne({ _id: `${tenantId}-i1` as never, tenantId, source: { fileId: booked }, createdAt: ago(OLD_MS) })
  return { tenantId, batchId, empty, text, page, original, booked, published, rejected, moving, failed, young, gone } as Record<string, string> & { tenantId: string; batchId: string }
}

/** What of the tenant goes with each class; everything else of it must stay word for word. */
const GOES: Readonly<Record<PurgeClassName, number>> = { prepared_pages: 1, texts: 1, files: 1, rows: 2, dead_letters: 1, exports: 1, batches: 1 }

describe('a purge', () => {
  it.each(PURGE_CLASSES)('of %s counts and changes nothing unless told to', async (name) => {
    const { tenantId } = await tenantWithEverything()
    const before = await all(tenantId)
    expect((await bench.run(purge, tenantId, { class: name })).result).toMatchObject({ class: name, dry_run: true, found: GOES[name], removed: 0, older_than_days: purgeClasses[name].days })
    expect(await all(tenantId)).toBe(before)
  })

  it.each(PURGE_CLASSES.filter((name) => GOES[name] > 0))('of %s removes what is old and at its end, of its own tenant; a second one finds nothing', async (name) => {
    const [own, other] = [await tenantWithEverything(), await tenantWithEverything()]
    const before = await all(other.tenantId)
    expect((await bench.run(purge, own.tenantId, { class: name, dry_run: false })).result).toMatchObject({ dry_run: false, found: GOES[name], removed: GOES[name] })
    expect((await bench.run(purge, own.tenantId, { class: name, dry_run: false })).result).toMatchObject({ found: 0, removed: 0 })
    expect(await all(other.tenantId)).toBe(before)
    expect(await bench.deps.audit.list({ tenantId: own.tenantId, action: 'record.purge' }, { limit: 5 })).toHaveLength(2)
  })

  it('of every class leaves the books, their originals, and what is not at its end', async () => {
    const own = await tenantWithEverything()
    const kept = async () => Promise.all(['moving', 'failed', 'young'].map((name) => read(own[name] as string)))
    const before = await kept()
    for (const name of PURGE_CLASSES) expect((await bench.run(purge, own.tenantId, { class: name, dry_run: false })).state).toBe('SUCCESS')
    expect(await kept()).toEqual(before)
    for (const one of before) for (const fileId of [one.file?.fileId, one.textFileId, one.preparedFileId]) if (fileId) expect(await isThere(own.tenantId, fileId)).toBe(true)
    expect(await isThere(own.tenantId, own['booked'] as string)).toBe(true)
    expect(await read(own['published'] as string)).toMatchObject({ status: 'published', file: { fileId: own['booked'] }, row: expect.any(Object) })
    expect(await bench.deps.store.db.collection('invoices').countDocuments({ tenantId: own.tenantId })).toBe(1)
    expect(await Promise.all(['text', 'page', 'original'].map((name) => isThere(own.tenantId, own[name] as string)))).toEqual([false, false, false])
    expect(await bench.deps.batches.find(own.tenantId, own['empty'] as string)).toBeNull()
    expect((await bench.deps.batches.find(own.tenantId, own.batchId))?._id).toBe(own.batchId)
  })

  it('keeps a file that another item needs, and one whose bytes came again', async () => {
    const tenantId = await bench.tenant()
    const batchId = await batch(tenantId, OLD_MS)
    const [shared, again] = [await fileOf(tenantId, 'shared'), await fileOf(tenantId, 'again')]
    await item(tenantId, batchId, 'published', { textFileId: shared }, OLD_MS)
    await item(tenantId, batchId, 'extracted', { textFileId: shared, inFlight: true }, OLD_MS)
    await item(tenantId, batchId, 'published', { textFileId: again }, OLD_MS)
    await bench.deps.files.put(tenantId, Buffer.from(`${tenantId} again`))
    expect((await bench.run(purge, tenantId, { class: 'texts', dry_run: false })).result).toMatchObject({ found: 2, removed: 0 })
    expect([await isThere(tenantId, shared), await isThere(tenantId, again)]).toEqual([true, true])
  })

  it('of prepared pages removes their pictures too, also of items from before these were on record; not what another item shows', async () => {
    const tenantId = await bench.tenant()
    const batchId = await batch(tenantId, OLD_MS)
    const [first, second, third, shared] = await Promise.all(['1', '2', '3', 'shared'].map((name) => fileOf(tenantId, `picture ${name}`))) as [string, string, string, string]
    const [kept, before] = [await pagesOf(tenantId, [first, shared]), await pagesOf(tenantId, [second, third])]
    const old = await item(tenantId, batchId, 'published', { preparedFileId: kept, pageFileIds: [first, shared] }, OLD_MS)
    const older = await item(tenantId, batchId, 'rejected', { preparedFileId: before }, OLD_MS)
    await item(tenantId, batchId, 'validated', { preparedFileId: await pagesOf(tenantId, [shared]), pageFileIds: [shared] }, OLD_MS)
    expect((await bench.run(purge, tenantId, { class: 'prepared_pages', dry_run: false })).result).toMatchObject({ found: 2, removed: 2 })
    expect(await Promise.all([first, second, third, kept, before, shared].map((id) => isThere(tenantId, id)))).toEqual([false, false, false, false, false, true])
    for (const id of [old, older]) for (const gone of ['preparedFileId', 'pageFileIds']) expect(await read(id)).not.toHaveProperty(gone)
  })

  it('of prepared pages waits with them while a picture came again lately: nobody else would know of it', async () => {
    const tenantId = await bench.tenant()
    const picture = await fileOf(tenantId, 'again')
    const pages = await pagesOf(tenantId, [picture])
    const id = await item(tenantId, await batch(tenantId, OLD_MS), 'published', { preparedFileId: pages, pageFileIds: [picture] }, OLD_MS)
    await bench.deps.files.put(tenantId, Buffer.from(`${tenantId} again`))
    expect((await bench.run(purge, tenantId, { class: 'prepared_pages', dry_run: false })).result).toMatchObject({ found: 1, removed: 0 })
    expect([await isThere(tenantId, picture), await isThere(tenantId, pages), (await read(id)).pageFileIds]).toEqual([true, true, [picture]])
  })

  it('of files removes the archive that documents came in, but not while one of them is in the books', async () => {
    const tenantId = await bench.tenant()
    const batchId = await batch(tenantId, OLD_MS)
    const from = async (archive: string, part: string) => ({ file: { ...aFile(await fileOf(tenantId, part)), archive: { fileId: archive, filename: 'a.zip' } } })
    const [unneeded, needed] = [await fileOf(tenantId, 'unneeded.zip'), await fileOf(tenantId, 'needed.zip')]
    const parts = [await item(tenantId, batchId, 'rejected', await from(unneeded, '1'), OLD_MS), await item(tenantId, batchId, 'cancelled', await from(unneeded, '2'), OLD_MS)]
    await item(tenantId, batchId, 'published', await from(needed, '3'), OLD_MS)
    await item(tenantId, batchId, 'rejected', await from(needed, '4'), OLD_MS)
    // The archive was sent again: there it is the document itself.
    await item(tenantId, batchId, 'duplicate', { file: aFile(needed) }, OLD_MS)
    expect((await bench.run(purge, tenantId, { class: 'files', dry_run: false })).result).toMatchObject({ found: 7, removed: 5 })
    expect([await isThere(tenantId, unneeded), await isThere(tenantId, needed)]).toEqual([false, true])
    for (const id of parts) expect((await read(id)).file).toMatchObject({ purgedAt: expect.any(Date), archive: { fileId: unneeded, filename: 'a.zip', purgedAt: expect.any(Date) } })
  })

  it('of batches leaves one whose archive is still kept', async () => {
    const tenantId = await bench.tenant()
    const batchId = await batch(tenantId, OLD_MS)
    const archive = await fileOf(tenantId, 'kept.zip')
    await item(tenantId, batchId, 'rejected', { file: { ...aFile('gone'), purgedAt: ago(OLD_MS), archive: { fileId: archive, filename: 'a.zip' } } }, OLD_MS)
    expect((await bench.run(purge, tenantId, { class: 'batches', dry_run: false })).result).toMatchObject({ found: 0 })
    await bench.run(purge, tenantId, { class: 'files', dry_run: false })
    expect((await bench.run(purge, tenantId, { class: 'batches', dry_run: false })).result).toMatchObject({ found: 1, removed: 1 })
  })

  it('by schedule only counts, and is off, but for exports: their links end with their tasks', () => {
    expect(purge.schedules?.filter(({ enabled }) => enabled).map(({ id, params }) => [id, params])).toEqual([['imports.purge.exports', { class: 'exports', dry_run: false, older_than_days: 30 }]])
    expect(purge.schedules?.filter(({ params }) => params?.['dry_run'] !== true)).toHaveLength(1)
  })

  it('that is revoked stops between two groups, and tells what it removed', async () => {
    const tenantId = await bench.tenant()
    const group = vi.spyOn(purgeClasses.rows, 'remove').mockImplementation(async function* () {
      for (let n = 0; n < 1_000; n++) {
        await new Promise((resolve) => { setTimeout(resolve, 20) })
        yield 1
      }
    })
    const taskId = await bench.launch(purge, tenantId, { class: 'rows', dry_run: false })
    await vi.waitFor(async () => expect((await bench.task(taskId)).progress?.done).toBeGreaterThan(0), 10_000)
    await bench.revoke(tenantId, taskId)
    expect((await bench.ended(taskId)).state).toBe('REVOKED')
    const [row] = await bench.deps.audit.list({ tenantId, action: 'record.purge' }, { limit: 1 })
    expect(row).toMatchObject({ after: { dry_run: false, removed: expect.any(Number) } })
    group.mockRestore()
  })
})
