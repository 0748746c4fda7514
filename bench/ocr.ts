import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { OcrConfig } from '@chasqui/ocr/config'
import { startEngine, type Engine } from '@chasqui/ocr/engine'
import { digitsRight, knownScans, samplePdfs, spoiled, type KnownScan } from '@chasqui/ocr/accuracy'
import { round } from './figures.ts'

const SAMPLES = join(import.meta.dirname, '..', 'samples')
const ENGINE = 'tesseract'
const PAGES = 40
const QUICK = { pages: 4, documents: 5 } as const
/** Pages of one document, as scanners send them: some alone, some together. */
const DOCUMENT_SIZES = [1, 1, 2, 4] as const
/** The machine's speed drifts while it is measured; in this order neither has the better half. */
const ROUNDS = ['native', 'engine', 'engine', 'native'] as const

export const name = 'ocr'
export const says = 'scanned pages a second against the same pages fed straight to Tesseract, and how many numbers come out right'

/** Scanned pages: the engine against as many native processes as cores, in turns in one run. */
export async function run(report: (line: string) => void, { quick }: { quick: boolean }): Promise<Record<string, unknown>> {
  const pageCount = quick ? QUICK.pages : PAGES
  const processes = availableParallelism()
  const pdfs = await samplePdfs(SAMPLES)
  const scans = await knownScans(quick ? pdfs.slice(0, QUICK.documents) : pdfs, 1)
  const forms = scans.filter(({ scan }) => scan.layout === 'page')
  const pages = Array.from({ length: pageCount }, (_, at) => forms[at % forms.length] as KnownScan)
  const engine = await startEngine(OcrConfig.parse({ ocrProcesses: processes }))
  try {
    const took = { native: 0, engine: 0 }
    for (const reader of ROUNDS) {
      const roundTook = await seconds(() => (reader === 'native' ? readNatively(pages, processes) : readWithEngine(pages, engine)))
      took[reader] += roundTook
      report(`${reader}: ${pageCount} pages in ${round(roundTook, 1)} s`)
    }
    const rate = (inSeconds: number): number => (pageCount * ROUNDS.length) / 2 / inSeconds
    const clean = await digitsRight(scans, engine)
    report(`numbers right on clean scans: ${round(clean * 100)} %`)
    const noisy = await digitsRight(await Promise.all(scans.map(spoiled)), engine)
    report(`numbers right on noisy scans: ${round(noisy * 100)} %`)
    return {
      pages: pageCount, processes, pages_per_second: round(rate(took.engine)), baseline_pages_per_second: round(rate(took.native)),
      ratio: round(took.native / took.engine), digits_right: { clean: round(clean, 4), noisy: round(noisy, 4) },
    }
  } finally {
    await engine.stop()
  }
}

/** First readings only, as the native processes make them: the pages all show a date and a total. */
async function readWithEngine(pages: readonly KnownScan[], engine: Engine): Promise<void> {
  const documents: KnownScan[][] = []
  for (let at = 0; at < pages.length;) {
    const size = DOCUMENT_SIZES[documents.length % DOCUMENT_SIZES.length] ?? 1
    documents.push(pages.slice(at, at + size))
    at += size
  }
  await Promise.all(documents.map((scans, at) => engine.read(scans.map(numbered), { signal: AbortSignal.timeout(600_000), tenantId: `t${at % 3}`, elsewhere: 'TOTAL 1,00\n01/02/2025' })))
}

function numbered(known: KnownScan, at: number): KnownScan {
  return { ...known, scan: { ...known.scan, n: at + 1 } }
}

/** One Tesseract a core, each with a list of its share of the pages, loaded once: the least that reading them can cost. */
async function readNatively(pages: readonly KnownScan[], processes: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'chasqui-bench-'))
  try {
    const paths = await Promise.all(pages.map(async ({ image }, at) => {
      const path = join(folder, `${at}.png`)
      await writeFile(path, image)
      return path
    }))
    await Promise.all(Array.from({ length: processes }, async (_, of) => {
      const list = join(folder, `list-${of}.txt`)
      await writeFile(list, paths.filter((_path, at) => at % processes === of).join('\n'))
      await tesseract([list, join(folder, `out-${of}`), '-l', 'spa+eng', '--psm', '4', '--dpi', '200', 'tsv'])
    }))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Detached as the engine's are: where the system shares processors among sessions, both must have as many. */
function tesseract(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(ENGINE, args, { stdio: 'ignore', env: { ...process.env, OMP_THREAD_LIMIT: '1' }, detached: true })
    child.once('error', reject)
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`tesseract ended with ${code}`))))
  })
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / 1000
}
