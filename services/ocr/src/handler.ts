import { DocumentText, PreparedPages, type ScanPage, type TextPage } from '@chasqui/contracts'
import { metrics } from '@chasqui/telemetry'
import { done, reject, type Deps, type Outcome, type StageInput } from '@chasqui/worker'
import type { Engine, PageImage } from './engine.ts'
import { errors } from './errors.ts'
import { isReadable } from './reading.ts'

const MAX_PAGES_BYTES = 64 * 1024 * 1024
const MAX_IMAGE_BYTES = 64 * 1024 * 1024

/** Reads the pages that have no text of their own, and stores the text of the whole document. What needs no reading passes at once. */
export async function readPages(input: StageInput<'ocr'>, engine: Pick<Engine, 'read'>, { files }: Pick<Deps, 'files'>): Promise<Outcome> {
  if (input.body.scans === 0) return done()
  const { tenantId } = input.ids
  const prepared = await preparedPages(input, files)
  const scans = prepared.pages.filter(isScan)
  const own = prepared.pages.filter(isText)
  const images = await Promise.all(scans.map((scan) => pageImage(scan, tenantId, files)))
  const startedAt = performance.now()
  const read = await engine.read(images, { signal: input.signal, tenantId, elsewhere: own.map(({ text }) => text).join('\n') })
  metrics('ocr').imports.ocrTook({ tenantId }, (performance.now() - startedAt) / 1000)

  const pages = [...own, ...read].sort((a, b) => a.n - b.n)
  if (!isReadable(pages.flatMap(({ words }) => words))) {
    return reject(errors.fault('OCR_UNREADABLE', { detail: `${pages.length} ${pages.length === 1 ? 'page' : 'pages'}` }), { text: { pages: pages.map(summary) } })
  }
  const text: DocumentText = { pages, truncated: prepared.truncated }
  const { fileId } = await files.put(tenantId, Buffer.from(JSON.stringify(text)), { filename: `${input.ids.itemId}.text.json`, mimeType: 'application/json' })
  return done({ textFileId: fileId, text: { pages: pages.map(summary) } })
}

async function preparedPages(input: StageInput<'ocr'>, files: Deps['files']): Promise<PreparedPages> {
  const { preparedFileId } = await input.item()
  if (preparedFileId === undefined) throw errors.fault('OCR_PAGES_MISSING', { detail: input.ids.itemId })
  return PreparedPages.parse(JSON.parse((await files.read(input.ids.tenantId, preparedFileId, { maxBytes: MAX_PAGES_BYTES })).toString()))
}

async function pageImage(scan: ScanPage, tenantId: string, files: Deps['files']): Promise<PageImage> {
  const fetch = (fileId: string): Promise<Buffer> => files.read(tenantId, fileId, { maxBytes: MAX_IMAGE_BYTES })
  const [image, contrast] = await Promise.all([fetch(scan.imageFileId), scan.contrastFileId === undefined ? undefined : fetch(scan.contrastFileId)])
  return { scan, image, ...(contrast ? { contrast } : {}) }
}

function isScan(page: PreparedPages['pages'][number]): page is ScanPage {
  return page.mode === 'scan'
}

function isText(page: PreparedPages['pages'][number]): page is TextPage {
  return page.mode !== 'scan'
}

function summary({ n, mode, words, meanConfidence, score, variant, durationMs }: TextPage) {
  return {
    n, mode, words: words.length,
    ...(meanConfidence === undefined ? {} : { meanConfidence }), ...(score === undefined ? {} : { score }),
    ...(variant === undefined ? {} : { variant }), ...(durationMs === undefined ? {} : { durationMs }),
  }
}
