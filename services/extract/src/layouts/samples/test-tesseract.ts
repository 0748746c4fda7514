import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import sharp from 'sharp'
import type { DocumentText, TextPage, Word } from '@chasqui/contracts'
import { textOf } from '@chasqui/text'

/**
 * A plain way from a picture to words, for measuring the readers alone: upright by EXIF and by what the engine says,
 * enlarged when small, not levelled, read once, and once more when the first reading is missing a total or a date. The pipeline does this better.
 */

const run = promisify(execFile)
const OPTIONS = { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, OMP_THREAD_LIMIT: '1' } }
const SMALL_WIDTH = 1000
/** A strip is taller than this many times its width, or narrow. */
const STRIP = 1.9
const DPI = 200
const PDF_DPI = 300

/** The words of a picture, of all its pages. */
export async function wordsOfPicture(path: string): Promise<DocumentText> {
  const { pages: count = 1 } = await sharp(path).metadata()
  const pictures = await Promise.all(Array.from({ length: count }, (_, page) => sharp(path, count > 1 ? { page } : {}).autoOrient().flatten({ background: '#fff' }).greyscale().png().toBuffer()))
  return { truncated: false, pages: await pagesOf(pictures, DPI) }
}

/** The words of a PDF of pictures, page by page. */
export async function wordsOfScannedPdf(path: string): Promise<DocumentText> {
  return inFolder(async (folder) => {
    await run('pdftoppm', ['-r', String(PDF_DPI), '-gray', '-png', path, join(folder, 'p')])
    const files = (await readdir(folder)).sort()
    return { truncated: false, pages: await pagesOf(await Promise.all(files.map((file) => sharp(join(folder, file)).png().toBuffer())), PDF_DPI) }
  })
}

async function pagesOf(pictures: readonly Buffer[], dpi: number): Promise<TextPage[]> {
  const pages: TextPage[] = []
  for (const [i, picture] of pictures.entries()) pages.push(await pageOf(picture, i + 1, dpi))
  return pages
}

async function pageOf(picture: Buffer, n: number, dpi: number): Promise<TextPage> {
  return inFolder(async (folder) => {
    const path = join(folder, 'page.png')
    const lying = await lookedAt(picture, path, n, dpi)
    const page = isLegible(lying) ? lying : await lookedAt(await turned(path), path, n, dpi)
    if (/total/i.test(page.text) && /\d{1,2}[-/. ]\w{2,10}[-/. ]\d{2}/.test(page.text)) return page
    const points = page.width / (await sharp(path).metadata()).width
    const again = await read(path, page.width < page.height / STRIP ? 4 : 6, points)
    return { ...page, second: { words: again, text: textOf(again), variant: 'again' } }
  })
}

/** Reads a picture, enlarged when it is small, and leaves it at the path. */
async function lookedAt(picture: Buffer, path: string, n: number, dpi: number): Promise<TextPage> {
  const { width, height } = await sharp(picture).metadata()
  const scale = width < SMALL_WIDTH ? 2 : 1
  await writeFile(path, await sharp(picture).resize({ width: width * scale }).png().toBuffer())
  const points = 72 / (dpi * scale)
  const words = await read(path, width < SMALL_WIDTH || height / width > STRIP ? 6 : 3, points)
  return { n, width: width * scale * points, height: height * scale * points, mode: 'ocr', words, text: textOf(words) }
}

/** A page that lies on its side or its head is read into short nonsense. */
function isLegible({ words }: TextPage): boolean {
  return words.filter((word) => (word.conf ?? 0) > 80 && /\p{L}{4}/u.test(word.text)).length >= 8
}

/** Turned upright by a quarter, two or three, as the engine sees it. */
async function turned(path: string): Promise<Buffer> {
  const { stdout } = await run('tesseract', [path, '-', '--psm', '0'], OPTIONS).catch(() => ({ stdout: '' }))
  return sharp(path).rotate(Number(/Rotate: (\d+)/.exec(stdout)?.[1] ?? 0)).png().toBuffer()
}

async function read(path: string, psm: number, points: number): Promise<Word[]> {
  const { stdout } = await run('tesseract', [path, '-', '-l', 'spa+eng', '--psm', String(psm), 'tsv'], OPTIONS)
  return stdout.split('\n').slice(1).map((line) => line.split('\t')).filter((fields) => fields[0] === '5' && Number(fields[10]) >= 0 && (fields[11] ?? '').trim() !== '').map((fields) => ({
    text: (fields[11] ?? '').trim(),
    x: Number(fields[6]) * points, y: Number(fields[7]) * points, w: Number(fields[8]) * points, h: Number(fields[9]) * points,
    conf: Number(fields[10]),
  }))
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'layouts-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
