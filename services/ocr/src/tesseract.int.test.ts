import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { knownScans } from './accuracy/scans.fixture.ts'
import { layMark, Tesseract, type TesseractSettings } from './tesseract.ts'
import { wordsOf } from './tsv.ts'

const TICKET = join(import.meta.dirname, '../../../samples/es/ticket-T-0042.pdf')
const never = new AbortController().signal

describe('a Tesseract process', () => {
  let folder: string
  let page: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tesseract-test-'))
    await layMark(folder)
    page = join(folder, 'page.png')
    const [scan] = await knownScans([TICKET], 1)
    await writeFile(page, scan?.image ?? '')
  })
  afterAll(() => rm(folder, { recursive: true }))

  const settings = (over: Partial<TesseractSettings> = {}): TesseractSettings =>
    ({ languages: 'spa+eng', maxMemoryBytes: 1024 ** 3, pageTimeoutMs: 60_000, pagesPerProcess: 10, folder, isLineBuffered: true, ...over })
  const textIn = async (tesseract: Tesseract): Promise<string> => wordsOf(await tesseract.read(page, never), 200).map(({ text }) => text).join(' ')

  it('gives a page as soon as it is read and stays for the next', async () => {
    const tesseract = new Tesseract({ psm: 6, ink: 'otsu' }, settings())
    const texts = [await textIn(tesseract), await textIn(tesseract)]
    expect(texts[0]).toContain('TOTAL')
    expect(texts[1]).toBe(texts[0])
    expect(tesseract.isUsable).toBe(true)
    tesseract.kill(new Error('done'))
    await tesseract.ended
    expect(tesseract.isUsable).toBe(false)
  })

  it('gives the same where output comes only at the end, and is then used up', async () => {
    const [plain, buffered] = [new Tesseract({ psm: 6, ink: 'otsu' }, settings({ isLineBuffered: false })), new Tesseract({ psm: 6, ink: 'otsu' }, settings())]
    expect(await textIn(plain)).toBe(await textIn(buffered))
    expect(plain.isUsable).toBe(false)
    buffered.kill(new Error('done'))
    await Promise.all([plain.ended, buffered.ended])
  })

  it('ends by itself when the one that feeds it is gone', async () => {
    const tesseract = new Tesseract({ psm: 6, ink: 'otsu' }, settings({ pagesPerProcess: 1 }))
    await textIn(tesseract)
    await tesseract.ended
  })
})
