import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withTempFolder } from '@chasqui/child'
import type { ScanPage, TextPage } from '@chasqui/contracts'
import { textOf } from '@chasqui/text'
import type { OcrConfig } from './config.ts'
import { errors } from './errors.ts'
import { findInstalled } from './installed.ts'
import { firstLook, restLook, secondLook, thirdLook, type Look } from './looks.ts'
import { withoutNoise } from './noise.ts'
import { Processes } from './processes.ts'
import { bestTwo, meanConfidence, pageSoFar, pagesToReadAgain, scoreOf, type Reading } from './reading.ts'
import { restOf, withRest } from './rest.ts'
import { layMark } from './tesseract.ts'
import { wordsOf } from './tsv.ts'
import { Turns, type Turn } from './turns.ts'
import { makeWorkFolder } from './work-folder.ts'

/** A page to read: its description, its image, and the contrast-raised twin where there is one. */
export type PageImage = { scan: ScanPage; image: Buffer; contrast?: Buffer }

export type ReadOptions = {
  signal: AbortSignal
  /** Whose document it is: companies take turns. */
  tenantId: string
  /** The text of the document's pages that need no OCR: what stands there is not looked for again. */
  elsewhere?: string
}

export type Engine = {
  /**
   * Reads the pages of one document, in their order.
   * @throws the signal's reason when it fires; Fault `OCR_TIMEOUT`, `OCR_ENGINE_FAILED`
   */
  read: (pages: readonly PageImage[], options: ReadOptions) => Promise<TextPage[]>
  /** The ids of the processes that run. */
  pids: () => number[]
  /** Kills what runs and forgets what waits. */
  stop: () => Promise<void>
}

/**
 * Starts the text recognition: native Tesseract in child processes, as many at once as `ocrProcesses`.
 * @throws Fault `OCR_ENGINE_MISSING`, `OCR_LANGUAGE_MISSING`
 */
export async function startEngine(config: OcrConfig): Promise<Engine> {
  const { isLineBuffered } = await findInstalled(config.ocrLanguages)
  const folder = await makeWorkFolder(tmpdir())
  await layMark(folder)
  const processes = new Processes({
    languages: config.ocrLanguages, maxMemoryBytes: config.ocrMaxMemoryMb * 1024 ** 2, pageTimeoutMs: config.ocrPageTimeoutMs,
    pagesPerProcess: config.ocrPagesPerProcess, folder, isLineBuffered,
  }, { maxIdle: config.ocrProcesses * 2, idleMs: config.ocrIdleMs })
  const turns = new Turns(config.ocrProcesses)
  const stopped = new AbortController()

  async function look({ scan, image, contrast }: PageImage, { picture, ...way }: Look, turn: Turn, inFolder: string, signal: AbortSignal): Promise<Timed> {
    return turns.run(turn, signal, async () => {
      const startedAt = performance.now()
      const path = join(inFolder, `${scan.n}-${picture}`)
      await writeFile(path, picture === 'contrast' && contrast ? contrast : image)
      const rows = await processes.use(way, (tesseract) => tesseract.read(path, signal))
      await rm(path)
      const words = withoutNoise(wordsOf(rows, scan.dpi))
      return { words, text: textOf(words), variant: `${picture}, psm ${way.psm}, ${way.ink}`, layout: scan.layout, tookMs: performance.now() - startedAt }
    })
  }

  /** The first look, and another at what it passed over. */
  async function wholeLook(page: PageImage, turn: Turn, inFolder: string, signal: AbortSignal): Promise<Timed> {
    const first = await look(page, firstLook(page), turn, inFolder, signal)
    const image = await restOf(page.image, first.words, page.scan.dpi)
    const rest = image && await look({ scan: page.scan, image }, restLook, turn, inFolder, signal).catch(unlessAborted(signal))
    if (!rest) return first
    const words = withRest(first.words, rest.words)
    return { ...first, words, text: textOf(words), variant: `${first.variant}, and the rest`, tookMs: first.tookMs + rest.tookMs }
  }

  return {
    pids: () => processes.pids(),
    async read(pages, { signal, tenantId, elsewhere }) {
      const startedAt = performance.now()
      const turn: Turn = { tenantId, document: {} }
      const clock = documentClock(config.ocrDocumentTimeoutMs)
      // The first page that fails ends the others: without it the document is not read.
      const failed = new AbortController()
      const all = AbortSignal.any([signal, stopped.signal, clock.signal, failed.signal])
      const together = <T>(work: readonly (T | Promise<T>)[]): Promise<T[]> => Promise.all(work).catch(async (error: unknown) => {
        failed.abort(error)
        await Promise.allSettled(work)
        throw error
      })
      try {
        return await withTempFolder(async (own) => {
          const readings = await together(pages.map(async (page): Promise<Readings> => [await wholeLook(page, turn, own, all)]))
          for (const nextLook of [secondLook, thirdLook]) {
            if (performance.now() - startedAt > config.ocrDocumentTimeoutMs / 2) break
            const again = pagesToReadAgain(readings.map(pageSoFar), elsewhere)
            await together(again.map(async (at) => {
              const page = pages[at] as PageImage
              const reading = await look(page, nextLook(page), turn, own, all).catch(unlessAborted(all))
              if (reading) readings[at]?.push(reading)
            }))
          }
          return pages.map(({ scan }, at) => textPage(scan, readings[at] as Readings))
        }, folder)
      } finally {
        clock.stop()
      }
    },
    async stop() {
      const reason = errors.fault('OCR_STOPPED')
      stopped.abort(reason)
      await processes.stop(reason)
      await rm(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 })
    },
  }
}

type Timed = Reading & { tookMs: number }
type Readings = [Timed, ...Timed[]]

/** Another reading that fails costs the document nothing, unless the document itself was stopped. */
function unlessAborted(signal: AbortSignal): (error: unknown) => undefined {
  return (error) => {
    if (signal.aborted) throw error
    return undefined
  }
}

function documentClock(timeoutMs: number): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(errors.fault('OCR_TIMEOUT', { detail: `the document took more than ${timeoutMs} ms` })), timeoutMs)
  return { signal: controller.signal, stop: () => clearTimeout(timer) }
}

function textPage({ n, width, height }: ScanPage, readings: Readings): TextPage {
  const { best, other } = bestTwo(readings)
  const confidence = meanConfidence(best.words)
  return {
    n, width, height, mode: 'ocr', words: best.words, text: best.text, variant: best.variant, score: scoreOf(best),
    durationMs: Math.round(readings.reduce((sum, { tookMs }) => sum + tookMs, 0)),
    ...(confidence === undefined ? {} : { meanConfidence: confidence }),
    ...(other ? { second: { words: other.words, text: other.text, variant: other.variant } } : {}),
  }
}
