import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { withTempFolder } from '@chasqui/child'
import type { ScanPage } from '@chasqui/contracts'
import { seeded } from '@chasqui/testkit/seeded'
import sharp from 'sharp'
import type { Engine, PageImage } from '../engine.ts'
import { countRight, wordsWithDigits } from './digits.ts'

/** A page printed and scanned by the computer, so that what stands on it is known. */
export type KnownScan = PageImage & {
  name: string
  /** Its words with digits, as the digital document has them. */
  truth: string[]
}

const DPI = 200
/** A strip of a cash register is narrower than this, in points. */
const RECEIPT_WIDTH = 300

const run = promisify(execFile)

/** Renders the pages of digital PDFs as grey scans of 200 dpi. Pages with hardly a number on them are left out. */
export async function knownScans(paths: readonly string[], maxPagesEach = 4): Promise<KnownScan[]> {
  const scans = await Promise.all(paths.map((path) => scansOf(path, maxPagesEach)))
  return scans.flat().filter(({ truth }) => truth.length >= 5)
}

function scansOf(path: string, maxPages: number): Promise<KnownScan[]> {
  return withTempFolder(async (folder) => {
    await run('pdftoppm', ['-r', String(DPI), '-gray', '-png', '-l', String(maxPages), path, join(folder, 'p')])
    const { stdout } = await run('pdftotext', ['-layout', '-l', String(maxPages), path, '-'], { maxBuffer: 16 * 1024 ** 2 })
    const texts = stdout.split('\f')
    const files = (await readdir(folder)).sort()
    return Promise.all(files.map(async (file, at) => {
      const image = await sharp(join(folder, file)).toColourspace('b-w').withDensity(DPI).png({ compressionLevel: 4 }).toBuffer()
      return { name: `${path.split('/').at(-1)} ${at + 1}`, truth: wordsWithDigits(texts[at] ?? ''), image, scan: await scanPage(at + 1, image) }
    }))
  }, tmpdir())
}

async function scanPage(n: number, image: Buffer): Promise<ScanPage> {
  const { width, height } = await sharp(image).metadata()
  const points = (pixels: number): number => (pixels * 72) / DPI
  return {
    n, mode: 'scan', width: points(width), height: points(height), dpi: DPI, imageFileId: `page-${n}`,
    layout: points(width) < RECEIPT_WIDTH ? 'receipt' : 'page',
  }
}

/** The digital samples whose pages can be rendered: those that are no refusals and carry text. */
export async function samplePdfs(folder: string): Promise<string[]> {
  const countries = ['pe', 'cl', 'ec', 'es']
  const paths = await Promise.all(countries.map(async (country) =>
    (await readdir(join(folder, country))).filter((file) => file.endsWith('.pdf') && !/^rechazo|escane/.test(file)).sort().map((file) => join(folder, country, file))))
  return paths.flat()
}

/** The same scan as a worn machine gives it: grain, a little out of focus, less contrast, hanging by 0.4°, packed as a poor JPEG. */
export async function spoiled(known: KnownScan): Promise<KnownScan> {
  const { width, height } = await sharp(known.image).metadata()
  const page = await sharp(known.image).rotate(0.4, { background: '#ffffff' }).resize(width, height, { fit: 'cover' }).blur(0.8).linear(0.75, 40)
    .toColourspace('b-w').raw().toBuffer()
  const grain = grainFrom(known.truth.length)
  for (let at = 0; at < page.length; at++) page[at] = Math.max(0, Math.min(255, (page[at] ?? 0) + grain()))
  const image = await sharp(page, { raw: { width, height, channels: 1 } }).toColourspace('b-w').withDensity(DPI).jpeg({ quality: 70 }).toBuffer()
  return { ...known, image }
}

/** Noise of standard deviation 12, the same for the same seed. */
function grainFrom(seed: number): () => number {
  const uniform = seeded(seed)
  return () => (uniform() + uniform() + uniform() - 1.5) * 24
}

/** Reads each page as a document of its own; the share of words with digits that came out right. */
export async function digitsRight(scans: readonly KnownScan[], engine: Pick<Engine, 'read'>, onPage?: (name: string, right: number, of: number) => void): Promise<number> {
  const counts = await Promise.all(scans.map(async (scan) => {
    const [page] = await engine.read([scan], { signal: AbortSignal.timeout(600_000), tenantId: 'measure' })
    const right = countRight(scan.truth, wordsWithDigits(page?.text ?? ''))
    onPage?.(scan.name, right, scan.truth.length)
    return right
  }))
  const total = scans.reduce((sum, { truth }) => sum + truth.length, 0)
  return counts.reduce((sum, right) => sum + right, 0) / total
}
