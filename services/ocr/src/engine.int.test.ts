import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { TextPage } from '@chasqui/contracts'
import { countRight, wordsWithDigits } from './accuracy/digits.ts'
import { knownScans, type KnownScan } from './accuracy/scans.fixture.ts'
import { OcrConfig } from './config.ts'
import { startEngine, type Engine, type PageImage } from './engine.ts'

const SAMPLES = join(import.meta.dirname, '../../../samples')
const INVOICE = join(SAMPLES, 'es/factura-2025-0113.pdf')
const running: Engine[] = []

async function engineWith(config: Partial<OcrConfig> = {}): Promise<Engine> {
  const engine = await startEngine({ ...OcrConfig.parse({ ocrProcesses: 2 }), ...config })
  running.push(engine)
  return engine
}

const calm = { signal: new AbortController().signal, tenantId: 't1' }
const isRunning = (pid: number): boolean => existsSync(`/proc/${pid}/exe`)

/** Waits until something holds, looking again at every turn of the event loop. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => { setImmediate(resolve) })
}

const onlyPage = (pages: readonly TextPage[]): TextPage => pages[0] as TextPage
const numbered = (page: PageImage, n: number): PageImage => ({ ...page, scan: { ...page.scan, n } })

let invoice: KnownScan
let ticket: KnownScan
beforeAll(async () => {
  [invoice, ticket] = await knownScans([INVOICE, join(SAMPLES, 'es/ticket-T-0042.pdf')], 1) as [KnownScan, KnownScan]
})
afterEach(async () => { await Promise.all(running.splice(0).map((engine) => engine.stop())) })

describe('the engine', () => {
  it('reads a clean scan: its numbers, in lines, with how sure it is', async () => {
    const page = onlyPage(await (await engineWith()).read([invoice], calm))
    expect(countRight(invoice.truth, wordsWithDigits(page.text)) / invoice.truth.length).toBeGreaterThan(0.95)
    expect(page.text).toMatch(/^TOTAL +1\.270,14 €$/m)
    expect(page).toMatchObject({ n: 1, mode: 'ocr', variant: 'plain, psm 4, otsu', width: invoice.scan.width, height: invoice.scan.height })
    expect(page.score).toBeGreaterThan(0.9)
    expect(page.meanConfidence).toBeGreaterThan(85)
    expect(page.durationMs).toBeGreaterThan(0)
    expect(page.second).toBeUndefined()
  })

  it('finds each word where the digital document has it, whatever the resolution of the image', async () => {
    const engine = await engineWith()
    const finer: PageImage = { scan: { ...invoice.scan, dpi: 300 }, image: await sharp(invoice.image).resize({ width: Math.round(invoice.scan.width * 300 / 72) }).png().toBuffer() }
    const truth = await boxesOf(INVOICE)
    for (const image of [invoice, finer]) {
      const found = onlyPage(await engine.read([image], calm)).words.filter(({ text }) => truth.has(text))
      const inPlace = found.filter(({ text, x, y, w, h }) => {
        const [left, top, right, bottom] = truth.get(text) as Box
        // The font's box is higher than the letters in it.
        return Math.abs(x - left) < 3 && Math.abs(x + w - right) < 3 && y > top - 3 && y + h < bottom + 3
      })
      expect(found.length).toBeGreaterThan(40)
      expect(inPlace.length / found.length).toBeGreaterThan(0.95)
    }
  })

  it('reads a page the same, whatever its process has read before', async () => {
    const engine = await engineWith({ ocrProcesses: 1 })
    const texts: string[] = []
    for (const page of [ticket, invoice, ticket, invoice]) texts.push(onlyPage(await engine.read([page], calm)).text)
    expect(texts.slice(2)).toEqual(texts.slice(0, 2))
  })

  it('keeps its processes for the next page, and replaces them after so many', async () => {
    const engine = await engineWith({ ocrProcesses: 1, ocrPagesPerProcess: 2 })
    const pids: number[][] = []
    for (let i = 0; i < 3; i++) {
      await engine.read([ticket], calm)
      pids.push(engine.pids())
    }
    expect(pids[0]).toHaveLength(1)
    expect(pids[2]).not.toEqual(pids[0])
  })

  it('gives the pages of a document in their order', async () => {
    const pages = await (await engineWith()).read([numbered(invoice, 3), numbered(ticket, 5), numbered(ticket, 9)], calm)
    expect(pages.map(({ n }) => n)).toEqual([3, 5, 9])
    expect(pages[0]?.text).toContain('FACTURA')
  })

  it('reads two documents in turns: the short one does not wait for the long one', async () => {
    const engine = await engineWith({ ocrProcesses: 1 })
    const ended: string[] = []
    const long = engine.read([1, 2, 3, 4, 5].map((n) => numbered(invoice, n)), calm).then(() => ended.push('long'))
    const short = engine.read([ticket], calm).then(() => ended.push('short'))
    await Promise.all([long, short])
    expect(ended).toEqual(['short', 'long'])
  })

  it('has no process before the first page and none after it was stopped', async () => {
    const engine = await engineWith()
    expect(engine.pids()).toEqual([])
    await engine.read([ticket], calm)
    const pids = engine.pids()
    expect(pids.every(isRunning)).toBe(true)
    await engine.stop()
    expect(pids.some(isRunning)).toBe(false)
  })

  it('ends processes that have had nothing to do for long', async () => {
    const engine = await engineWith({ ocrIdleMs: 1 })
    await engine.read([ticket], calm)
    await until(() => engine.pids().length === 0)
  })
})

describe('a second reading', () => {
  it('is made of the contrast-raised twin when the first finds nothing; the better one leads', async () => {
    const { width, height } = await sharp(ticket.image).metadata()
    const blank = await sharp({ create: { width, height, channels: 3, background: 'white' } }).png().toBuffer()
    const page = onlyPage(await (await engineWith()).read([{ ...ticket, image: blank, contrast: ticket.image }], calm))
    expect(page.variant).toMatch(/^contrast/)
    expect(page.text).toContain('TOTAL')
    expect(page.second).toMatchObject({ words: [], text: '', variant: expect.stringMatching(/^plain/) as string })
  })

  it('is made in another way where there is no twin', async () => {
    const withoutDate = await sharp(ticket.image).extract({ left: 0, top: 0, width: 400, height: 100 }).extend({ bottom: 200, background: 'white' }).png().toBuffer()
    const page = onlyPage(await (await engineWith()).read([{ ...ticket, image: withoutDate }], calm))
    expect(page.second).toBeDefined()
    expect(page.second?.variant).not.toBe(page.variant)
  })
})

describe('a document that is stopped', () => {
  it('leaves no process behind, and the others are read on', async () => {
    const engine = await engineWith()
    const abort = new AbortController()
    const doomed = engine.read([invoice, numbered(invoice, 2), numbered(invoice, 3)], { signal: abort.signal, tenantId: 't1' })
    await until(() => engine.pids().length === 2)
    const pids = engine.pids()
    const other = engine.read([ticket], calm)
    abort.abort(new Error('cancelled'))
    await expect(doomed).rejects.toThrow('cancelled')
    expect(pids.some(isRunning)).toBe(false)
    expect(onlyPage(await other).text).toContain('TOTAL')
  })

  it('by the limit of a page fails with OCR_TIMEOUT, its process killed', async () => {
    const engine = await engineWith({ ocrPageTimeoutMs: 100 })
    await expect(engine.read([invoice], calm)).rejects.toMatchObject({ code: 'OCR_TIMEOUT', retry: true })
    expect(engine.pids()).toEqual([])
  })

  it('by the limit of a document fails with OCR_TIMEOUT', async () => {
    const engine = await engineWith({ ocrDocumentTimeoutMs: 150 })
    await expect(engine.read([invoice, numbered(invoice, 2), numbered(invoice, 3)], calm)).rejects.toMatchObject({ code: 'OCR_TIMEOUT' })
    expect(engine.pids()).toEqual([])
  })

  it('by the end of the service leaves neither process nor picture', async () => {
    const folders = async (): Promise<string[]> => (await readdir(tmpdir())).filter((name) => name.startsWith('chasqui-ocr-'))
    const before = await folders()
    const engine = await engineWith()
    const doomed = engine.read([invoice], calm)
    await until(() => engine.pids().length === 1)
    const pids = engine.pids()
    await Promise.all([expect(doomed).rejects.toMatchObject({ code: 'OCR_STOPPED' }), engine.stop()])
    expect(pids.some(isRunning)).toBe(false)
    expect((await folders()).filter((name) => !before.includes(name))).toEqual([])
  })
})

describe('what goes wrong', () => {
  it('a process that may not have the memory it needs fails the page, not the service', async () => {
    const engine = await engineWith({ ocrMaxMemoryMb: 60 })
    await expect(engine.read([invoice], calm)).rejects.toMatchObject({ code: 'OCR_ENGINE_FAILED', retry: true })
  })

  it('an image that is none fails its document; the next one is read', async () => {
    const engine = await engineWith()
    await expect(engine.read([{ ...invoice, image: Buffer.from('no picture') }], calm)).rejects.toMatchObject({ code: 'OCR_ENGINE_FAILED' })
    expect(onlyPage(await engine.read([ticket], calm)).text).toContain('TOTAL')
  })

  it('a language without data stops the start and says what to type', async () => {
    await expect(startEngine(OcrConfig.parse({ ocrLanguages: 'spa+xyz' }))).rejects.toMatchObject({ code: 'OCR_LANGUAGE_MISSING', detail: 'xyz; type: apt-get install tesseract-ocr-xyz' })
  })
})

type Box = [left: number, top: number, right: number, bottom: number]

/** The boxes of the words that stand once on the first page. */
async function boxesOf(pdf: string): Promise<Map<string, Box>> {
  const { stdout } = await promisify(execFile)('pdftotext', ['-bbox', '-l', '1', pdf, '-'])
  const boxes = new Map<string, Box>()
  const seen = new Set<string>()
  for (const [, left, top, right, bottom, text = ''] of stdout.matchAll(/xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]+)</g)) {
    if (seen.has(text)) boxes.delete(text)
    else boxes.set(text, [Number(left), Number(top), Number(right), Number(bottom)])
    seen.add(text)
  }
  return boxes
}
