import { describe, expect, it } from 'vitest'
import { DocumentText, type PreparedPages, type ScanPage, type TextPage, type Word } from '@chasqui/contracts'
import { createMemoryFileStore } from '@chasqui/files'
import type { Outcome, StageInput } from '@chasqui/worker'
import type { Engine, PageImage, ReadOptions } from './engine.ts'
import { readPages } from './handler.ts'

const files = createMemoryFileStore()
const store = async (content: string): Promise<string> => (await files.put('t1', Buffer.from(content))).fileId

const words = (text: string, conf?: number): Word[] => text.split(' ').map((word, x) => ({ text: word, x, y: 0, w: 1, h: 1, ...(conf === undefined ? {} : { conf }) }))
const page = (n: number, mode: TextPage['mode'], text: string): TextPage => ({ n, mode, width: 595, height: 842, text, words: text === '' ? [] : words(text, mode === 'native' ? undefined : 91) })
const scan = async (n: number, over: Partial<ScanPage> = {}): Promise<ScanPage> => ({ n, mode: 'scan', width: 595, height: 842, dpi: 300, layout: 'page', imageFileId: await store(`image ${n}`), ...over })

/** An engine that reads what it is told and remembers what it was given. */
class Reader implements Pick<Engine, 'read'> {
  readonly given: { pages: readonly PageImage[]; options: ReadOptions }[] = []
  readonly #texts: Readonly<Record<number, string>>

  constructor(texts: Readonly<Record<number, string>> = {}) {
    this.#texts = texts
  }

  async read(pages: readonly PageImage[], options: ReadOptions): Promise<TextPage[]> {
    this.given.push({ pages, options })
    return pages.map(({ scan: { n } }) => ({ ...page(n, 'ocr', this.#texts[n] ?? ''), score: 0.9, variant: 'plain, psm 4', meanConfidence: 91, durationMs: 700 }))
  }
}

async function read(prepared: PreparedPages | undefined, engine: Reader, scans = 1): Promise<Outcome> {
  const preparedFileId = prepared && await store(JSON.stringify(prepared))
  const input = {
    ids: { tenantId: 't1', batchId: 'b1', itemId: 'i1', run: 0 }, body: { scans, kind: 'pdf' },
    item: async () => ({ preparedFileId }), signal: new AbortController().signal,
  } as unknown as StageInput<'ocr'>
  return readPages(input, engine, { files })
}

async function stored(outcome: Outcome): Promise<DocumentText> {
  if (outcome.kind !== 'done' || outcome.set.textFileId === undefined) throw new Error('no text')
  return DocumentText.parse(JSON.parse((await files.read('t1', outcome.set.textFileId, { maxBytes: 1e6 })).toString()))
}

describe('ocr', () => {
  it('passes an item without scans on at once, without the engine and without a read', async () => {
    const engine = new Reader()
    expect(await read(undefined, engine, 0)).toEqual({ kind: 'done', set: {}, rest: false })
    expect(engine.given).toEqual([])
  })

  it('reads only the scanned page of a mixed document and stores all pages in order', async () => {
    const engine = new Reader({ 2: 'TOTAL S/ 640.74 03/07/2025' })
    const outcome = await read({ pages: [page(1, 'native', 'FACTURA F001-1'), await scan(2), page(3, 'embedded-ocr', 'anexo')], truncated: true }, engine)
    expect(engine.given[0]?.pages.map((one) => one.scan.n)).toEqual([2])
    expect(engine.given[0]?.options).toMatchObject({ tenantId: 't1', elsewhere: 'FACTURA F001-1\nanexo' })
    const text = await stored(outcome)
    expect(text.truncated).toBe(true)
    expect(text.pages.map(({ n, mode, text: of }) => [n, mode, of])).toEqual([[1, 'native', 'FACTURA F001-1'], [2, 'ocr', 'TOTAL S/ 640.74 03/07/2025'], [3, 'embedded-ocr', 'anexo']])
  })

  it('notes on the record how each page was read', async () => {
    const outcome = await read({ pages: [page(1, 'native', 'FACTURA F001-1'), await scan(2)], truncated: false }, new Reader({ 2: 'TOTAL 640.74' }))
    expect(outcome).toMatchObject({ kind: 'done', set: { text: { pages: [
      { n: 1, mode: 'native', words: 2 },
      { n: 2, mode: 'ocr', words: 2, meanConfidence: 91, score: 0.9, variant: 'plain, psm 4', durationMs: 700 },
    ] } } })
  })

  it('gives the engine the image and its contrast-raised twin', async () => {
    const engine = new Reader({ 1: 'uno dos tres cuatro' })
    await read({ pages: [await scan(1, { contrastFileId: await store('twin') }), await scan(2)], truncated: false }, engine)
    expect(engine.given[0]?.pages.map(({ image, contrast }) => [image.toString(), contrast?.toString()])).toEqual([['image 1', 'twin'], ['image 2', undefined]])
  })

  it('rejects a document on which nothing was found', async () => {
    expect(await read({ pages: [await scan(1), await scan(2)], truncated: false }, new Reader({ 2: '— .' }))).toMatchObject({ kind: 'reject', fault: { code: 'OCR_UNREADABLE', retry: false } })
  })

  it('accepts a document one page of which is empty', async () => {
    expect(await read({ pages: [await scan(1), await scan(2)], truncated: false }, new Reader({ 2: 'TOTAL S/ 640.74 Lima IGV' }))).toMatchObject({ kind: 'done' })
  })

  it('says so when the prepared pages are not on record', async () => {
    await expect(read(undefined, new Reader())).rejects.toMatchObject({ code: 'OCR_PAGES_MISSING' })
  })

  it('stores the same text once for a message that comes again', async () => {
    const prepared = { pages: [await scan(1)], truncated: false }
    const [first, again] = [await read(prepared, new Reader({ 1: 'TOTAL S/ 640.74 Lima IGV' })), await read(prepared, new Reader({ 1: 'TOTAL S/ 640.74 Lima IGV' }))]
    expect(first).toEqual(again)
  })
})
