/**
 * Sends documents, watches them live, and says what each became.
 *
 *     node examples/send-a-document.ts FILE…
 *
 * Ends with 1 when a document failed.
 */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { call, json } from './chasqui.ts'
import { followed } from './events.ts'
import './say-why.ts'

type Item = {
  id: string
  filename: string | null
  status: string
  doc_type: string | null
  canonical: { number?: string; issueDate?: string; currency?: string; vendor?: { name?: string; taxId?: string }; totals?: { total?: string } }
  review_reasons: string[]
  failure: { message: string; hint: string } | null
  duplicate_of: string | null
}

const files = process.argv.slice(2)
if (files.length === 0) throw new Error('No file was named. Type: node examples/send-a-document.ts FILE…')

const batchId = await createBatch()
await upload(batchId, files)
await watch(batchId, (fact) => console.log(`  ${fact}`))
const items = await itemsOf(batchId)
for (const item of items) console.log(sentenceAbout(item))
process.exitCode = items.some((item) => item.status.endsWith('_failed')) ? 1 : 0

async function createBatch(): Promise<string> {
  const response = await call('/imports/batches', json({ source_type: 'documento' }))
  return (await response.json() as { id: string }).id
}

async function upload(batchId: string, paths: readonly string[]): Promise<void> {
  const form = new FormData()
  for (const path of paths) form.append('files', new Blob([await readFile(path)]), basename(path))
  const response = await call(`/imports/batches/${batchId}/files`, { method: 'POST', body: form })
  const { rejected } = await response.json() as { rejected: { file: string; message: string }[] }
  for (const { file, message } of rejected) console.log(`${file} was refused: ${message}`)
}

/** Follows the batch until nothing of it moves any more. */
async function watch(batchId: string, onFact: (fact: string) => void): Promise<void> {
  for await (const { event, data } of followed<ItemFact>((headers) => call(`/imports/batches/${batchId}/stream`, { headers }))) {
    if (event === 'item') onFact(`${data.fact ?? ''} ${data.docType ?? data.message ?? ''}`)
  }
}

type ItemFact = { fact?: string; docType?: string; message?: string }

async function itemsOf(batchId: string): Promise<Item[]> {
  const response = await call(`/imports/batches/${batchId}/items?limit=200`)
  return (await response.json() as { items: Item[] }).items
}

function sentenceAbout({ filename, status, doc_type: docType, canonical, review_reasons: reasons, failure, duplicate_of: first }: Item): string {
  const { number = 'without number', issueDate = 'without date', vendor, totals, currency = '' } = canonical
  const what = `${docType} ${number} of ${issueDate}, ${vendor?.name ?? vendor?.taxId ?? 'no vendor'}, ${totals?.total ?? '?'} ${currency}`.trim()
  if (failure && status.endsWith('_failed')) return `${filename}: ${status}. ${failure.message}. ${failure.hint}`
  if (status === 'duplicate') return `${filename}: duplicate of item ${first}`
  if (status === 'validated') return `${filename}: ${what}; a person must look: ${reasons.join(', ')}`
  return `${filename}: ${status}, ${what}`
}
