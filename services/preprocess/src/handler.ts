import { imagesOf, PAGE_KINDS, type FileKind, type Finding, type PreparedPages } from '@chasqui/contracts'
import { Fault } from '@chasqui/errors'
import type { FileClaims, Item, ItemFile, ItemFindings } from '@chasqui/mongo/items'
import { done, duplicate, reject, type Deps, type Outcome, type StageInput } from '@chasqui/worker'
import { splitTable } from '@chasqui/tables'
import { errors } from './errors.ts'
import { MAX_FILE_BYTES } from './formats.ts'
import { addParts, assertRoom, type Part } from './parts.ts'
import { prepareFile, type Prepared } from './prepare.ts'
import type { FileEntries } from './unpack-zip.ts'

export type Tools = { deps: Deps; claims: FileClaims; maxItemsPerBatch: number }

/** An item whose file is looked into. Of an archive, the file of the item becomes the first document in it, and so on inwards. */
type InHand = {
  input: StageInput<'preprocess'>
  tools: Tools
  item: Item
  file: ItemFile
  /** What was noticed so far. */
  notes: readonly Finding[]
}

/** Decides what becomes of an item that has just arrived: a row needs no preparing, a file is looked into. */
export async function preprocess(input: StageInput<'preprocess'>, tools: Tools): Promise<Outcome> {
  if (input.body.fileId === undefined || input.body.row !== undefined) return done({ kind: 'row', scans: 0 })
  const item = await input.item()
  if (item.row !== undefined || item.file === undefined) return done({ kind: 'row', scans: 0 })
  return takeClaimed({ input, tools, item, file: item.file, notes: [] })
}

/** One item stands for the bytes of a file; what a second one with the same bytes becomes is the tenant's policy. */
async function takeClaimed(hand: InHand): Promise<Outcome> {
  const { input, tools, item, file, notes } = hand
  const first = await tools.claims.claim(item.tenantId, file.fileId, item._id)
  if (first === item._id) return takeFile(hand)
  if (input.tenant.policy.duplicateFiles === 'reject') return duplicate('file', first, { file })
  return takeFile({ ...hand, notes: [...notes, sameBytes(first)] })
}

function sameBytes(first: string): Finding {
  return { code: 'DUPLICATE_FILE', severity: 'review', message: `the same bytes were sent before, as item ${first}`, value: first }
}

/** Looks into a file. What it finds goes on the record also when the file is refused. */
async function takeFile(hand: InHand): Promise<Outcome> {
  const { input, tools: { deps: { files } }, item: { tenantId }, file, notes } = hand
  try {
    const bytes = await files.read(tenantId, file.fileId, { maxBytes: MAX_FILE_BYTES })
    const prepared = await prepareFile({ bytes, filename: file.filename }, {
      signal: input.signal,
      storeImage: async (image) => (await files.put(tenantId, image, { mimeType: 'image/png' })).fileId,
    })
    return await takePrepared({ ...hand, notes: [...notes, ...prepared.warnings] }, prepared, bytes)
  } catch (error) {
    if (error instanceof Fault && !error.retry) return reject(error, { file })
    throw error
  }
}

/** What the file turned out to be says what is done with it. */
async function takePrepared(hand: InHand, prepared: Prepared, bytes: Buffer): Promise<Outcome> {
  if (prepared.entries) return takeApart(hand, prepared.entries)
  const { tools, item, file, notes } = hand
  const kind = prepared.kind as FileKind
  const found: ItemFindings = { kind, file: { ...file, mimeType: prepared.mimeType }, scans: 0, ...(notes.length > 0 ? { notes: [...notes] } : {}) }
  if (kind === 'csv' || kind === 'json') return takeTable(hand, found, splitTable(bytes, kind, item.sourceType))
  if (prepared.pages) return done({ ...found, ...await storePages(tools.deps, item, prepared.pages) })
  if (PAGE_KINDS.has(kind)) throw new Error(`a ${kind} was prepared without its pages`)
  return done(found)
}

/** Pages without a scan are the text already; the others wait for ocr. */
async function storePages({ files }: Deps, item: Item, pages: PreparedPages): Promise<ItemFindings> {
  const scans = pages.pages.filter((page) => page.mode === 'scan').length
  const { fileId } = await files.put(item.tenantId, Buffer.from(JSON.stringify(pages)), { filename: 'pages.json', mimeType: 'application/json' })
  if (scans > 0) return { scans, preparedFileId: fileId, pageFileIds: imagesOf(pages) }
  return {
    scans, textFileId: fileId,
    text: { pages: pages.pages.map((page) => ({ n: page.n, mode: page.mode, words: page.mode === 'scan' ? 0 : page.words.length })) },
  }
}

/** An archive or an envelope: each document in it is an item; the first one is this item. */
async function takeApart(hand: InHand, entries: FileEntries): Promise<Outcome> {
  const { tools, item, file } = hand
  // Before the first is stored: of an archive that does not fit into its batch nothing stays behind.
  await assertRoom(partsContext(hand), file.fileId, entries.length - 1)
  const parts: { file: ItemFile }[] = []
  for await (const { name, bytes } of entries) {
    const { fileId, sha256, size } = await tools.deps.files.put(item.tenantId, Buffer.from(bytes), { filename: name })
    parts.push({ file: { fileId, filename: name, size, sha256, mimeType: 'application/octet-stream', archive: { fileId: file.fileId, filename: file.filename } } })
  }
  const [first, ...others] = parts
  if (!first) return reject(errors.fault('EMPTY_FILE', { detail: 'an archive without a document' }), { file })
  await addParts(partsContext(hand), file.fileId, others)
  return takeClaimed({ ...hand, file: first.file })
}

/** A statement stays whole; of a list each row is an item, and the first one is this item. */
async function takeTable(hand: InHand, found: ItemFindings, table: ReturnType<typeof splitTable>): Promise<Outcome> {
  if (table.kind === 'statement') return done(found)
  const [first, ...others] = table.rows
  if (!first || !found.file) return reject(errors.fault('EMPTY_FILE', { detail: 'a table without rows' }), found)
  const file = found.file
  await addParts(partsContext(hand), file.fileId, others.map((row): Part => ({ file, row })))
  return done({ ...found, kind: 'row', row: first })
}

function partsContext({ input, tools: { deps, maxItemsPerBatch }, item }: InHand) {
  return { deps, ids: input.ids, sourceType: item.sourceType, traceparent: item.traceparent, maxItemsPerBatch }
}
