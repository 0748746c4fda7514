import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { encode } from 'bmp-ts'
import { PDFDocument as PdfLib } from 'pdf-lib'
import PDFDocument from 'pdfkit'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ScanPage, TextPage } from '@chasqui/contracts'
import { waitFor } from '@chasqui/testkit'
import { prepareFile, type Prepared } from './prepare.ts'

const run = promisify(execFile)

/** Programs that leave a note when they are started, before the real ones on the PATH. */
let bin: string
/** Where private folders are made; it must be empty after each file. */
let tempDir: string
beforeAll(async () => {
  tempDir = await mkdtemp(join(tmpdir(), 'prepare-test-'))
  bin = await mkdtemp(join(tmpdir(), 'prepare-bin-'))
  const { stdout } = await run('sh', ['-c', 'command -v tesseract'])
  await writeFile(join(bin, 'tesseract'), `#!/bin/sh\necho started >> ${join(bin, 'notes')}\nexec ${stdout.trim()} "$@"\n`)
  await chmod(join(bin, 'tesseract'), 0o755)
  process.env['PATH'] = `${bin}${delimiter}${process.env['PATH']}`
})
afterAll(() => Promise.all([rm(tempDir, { recursive: true }), rm(bin, { recursive: true })]))

const stored = new Map<string, Buffer>()
const storeImage = async (bytes: Buffer) => {
  const id = `image-${stored.size}`
  stored.set(id, bytes)
  return id
}

async function prepared(bytes: Uint8Array, filename = 'x'): Promise<Prepared> {
  const made = await prepareFile({ bytes, filename }, { storeImage, tempDir })
  expect(await readdir(tempDir)).toEqual([])
  return made
}

const pagesOf = async (bytes: Uint8Array) => (await prepared(bytes)).pages?.pages ?? []
const codeOf = (bytes: Uint8Array) => prepared(bytes).then(({ kind }) => `accepted as ${kind}`, (error: { code?: string }) => error.code ?? String(error))
const ocrStarts = async () => (await readFile(join(bin, 'notes'), 'utf8').catch(() => '')).length

const LINES = [
  'COMERCIAL DE PRUEBA SpA', 'RUT 76.000.001-9', 'Avenida de los Guindos 1501, Valdivia', 'Factura numero 1501 del 15 de abril de 2025',
  'Por la venta de dos teclados, a pagar en treinta dias', 'Subtotal neto del pedido 120.000', 'Impuesto al valor agregado, 19 por ciento 22.800',
  'Total a pagar 142.800', 'Gracias por preferirnos; guarde esta copia para su archivo', 'Los bienes siguen siendo del vendedor hasta el pago',
]

type Paint = (document: PDFKit.PDFDocument) => void
async function pdf(...pages: Paint[]): Promise<Buffer> {
  const document = new PDFDocument({ autoFirstPage: false })
  for (const paint of pages) {
    document.addPage({ size: 'A4', margin: 60 })
    paint(document)
  }
  document.end()
  return buffer(document)
}
const text: Paint = (document) => { document.font('Times-Roman').fontSize(13).text(LINES.join('\n'), { lineGap: 8 }) }
const picture = (image: Buffer): Paint => (document) => { document.image(image, 0, 0, { width: document.page.width, height: document.page.height }) }

/** The page of text as a scanner gives it; printed once for each resolution. */
function scan(dpi = 150): Promise<Buffer> {
  const made = scans.get(dpi) ?? printed(dpi)
  scans.set(dpi, made)
  return made
}
const scans = new Map<number, Promise<Buffer>>()

async function printed(dpi: number): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'scan-'))
  await writeFile(join(folder, 'a.pdf'), await pdf(text))
  await run('pdftoppm', ['-r', String(dpi), '-png', '-singlefile', join(folder, 'a.pdf'), join(folder, 'a')])
  const png = await readFile(join(folder, 'a.png'))
  await rm(folder, { recursive: true })
  return png
}

/** The part of the page that is printed on: read as well, in half the time. */
async function printedPart(): Promise<Buffer> {
  const page = sharp(await scan())
  const { width, height } = await page.metadata()
  return page.extract({ left: 0, top: 0, width, height: Math.round(height * 0.45) }).png().toBuffer()
}

/** What tesseract reads on a stored page. */
async function readingOf(page: TextPage | ScanPage | undefined): Promise<string> {
  if (page?.mode !== 'scan') throw new Error('not a scan')
  const file = join(bin, 'page.png')
  await writeFile(file, stored.get(page.imageFileId) ?? '')
  const { stdout } = await run('tesseract', [file, '-', '-l', 'spa', '--psm', '6'], { env: { ...process.env, OMP_THREAD_LIMIT: '1' } })
  return stdout
}

describe('a PDF', () => {
  it('with digital text keeps its words and boxes, and no OCR is started', async () => {
    const before = await ocrStarts()
    const [page] = await pagesOf(await pdf(text))
    expect(page).toMatchObject({ n: 1, mode: 'native', text: expect.stringContaining('Total a pagar 142.800') as string })
    expect(page?.width).toBeCloseTo(595.28, 0)
    const total = page?.mode === 'native' ? page.words.find((word) => word.text === '142.800') : undefined
    expect(total?.x).toBeGreaterThan(100)
    expect(total?.h).toBeLessThan(20)
    expect(await ocrStarts()).toBe(before)
  })

  it('with a scan among its pages gives that page alone to the reading', async () => {
    const before = stored.size
    const pages = await pagesOf(await pdf(text, picture(await scan()), text))
    expect(pages.map((page) => page.mode)).toEqual(['native', 'scan', 'native'])
    expect(stored.size - before).toBe(2)
    expect(await readingOf(pages[1])).toContain('142.800')
  })

  it('that was read before keeps that text, and says where it is from', async () => {
    const image = await scan()
    const [page] = await pagesOf(await pdf((document) => {
      text(document)
      picture(image)(document)
    }))
    expect(page?.mode).toBe('embedded-ocr')
  })

  it('whose text layer is too thin to be trusted is read', async () => {
    const [page] = await pagesOf(await pdf((document) => { document.font('Helvetica').fontSize(14).text('TOTAL 142.800') }))
    expect(page?.mode).toBe('scan')
    expect(await readingOf(page)).toContain('142.800')
  })

  it('with a page that is turned gives its words upright', async () => {
    const document = await PdfLib.load(await pdf(text))
    document.getPages()[0]?.setRotation({ type: 'degrees', angle: 90 } as Parameters<ReturnType<PdfLib['getPage']>['setRotation']>[0])
    const [page] = await pagesOf(await document.save())
    expect(page).toMatchObject({ mode: 'native', text: expect.stringContaining('Total a pagar 142.800') as string })
    expect(page && page.width < page.height).toBe(true)
  })

  it('with an empty page says so without reading it', async () => {
    const pages = await pagesOf(await pdf(text, () => {}))
    expect(pages[1]).toMatchObject({ n: 2, words: [], text: '', variant: 'blank' })
  })

  it('of more than twenty pages is cut, with a warning for review', async () => {
    const { pages, warnings } = await prepared(await pdf(...Array.from({ length: 22 }, () => text)))
    expect(pages).toMatchObject({ truncated: true })
    expect(pages?.pages).toHaveLength(20)
    expect(warnings).toMatchObject([{ code: 'PAGES_TRUNCATED', severity: 'review' }])
  })

  it('that is locked against changes only is read like any other', async () => {
    const locked = await readFile(new URL('pdf/fixtures/locked-clean-aes-256.pdf', import.meta.url))
    const [page] = await pagesOf(locked)
    expect(await readingOf(page)).toMatch(/Factura F\w+-1/)
  })

  it('that is broken is refused', async () => {
    expect(await codeOf(Buffer.from('%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF'))).toBe('PDF_VALIDATION_ERROR')
    expect(await codeOf((await pdf(text)).subarray(0, 200))).toBe('PDF_VALIDATION_ERROR')
  })
})

describe('a picture', () => {
  it.each([
    ['PNG', (png: Buffer) => png],
    ['JPEG', (png: Buffer) => sharp(png).jpeg({ quality: 60 }).toBuffer()],
    ['WebP', (png: Buffer) => sharp(png).webp({ quality: 60 }).toBuffer()],
    ['TIFF', (png: Buffer) => sharp(png).tiff({ compression: 'lzw' }).toBuffer()],
    ['GIF', (png: Buffer) => sharp(png).gif().toBuffer()],
    ['BMP', async (png: Buffer) => {
      const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
      // The encoder takes alpha, blue, green, red.
      for (let at = 0; at < data.length; at += 4) data.set([255, data[at + 2] ?? 0, data[at + 1] ?? 0, data[at] ?? 0], at)
      return Buffer.from(encode({ data, width: info.width, height: info.height, bitPP: 24 }).data)
    }],
  ])('may be %s', async (_, encoded) => {
    const { kind, pages } = await prepared(await encoded(await printedPart()))
    expect(kind).toBe('image')
    expect(pages?.pages).toHaveLength(1)
    expect(await readingOf(pages?.pages[0])).toContain('142.800')
  })

  it('may be HEIC where the system can decode it, and is refused in words where not', async () => {
    const folder = join(bin, 'heic')
    await mkdir(folder)
    await writeFile(join(folder, 'a.png'), await scan())
    const isMade = await run('heif-enc', ['-q', '60', join(folder, 'a.png'), '-o', join(folder, 'a.heic')]).then(() => true, () => false)
    if (!isMade) return
    const heic = await readFile(join(folder, 'a.heic'))
    expect(await readingOf((await pagesOf(heic))[0])).toContain('142.800')
  })

  it('of several frames gives a page for each', async () => {
    const frame = await sharp(await scan()).resize({ width: 1000 }).greyscale().raw().toBuffer({ resolveWithObject: true })
    const { width, height } = frame.info
    const tiff = await sharp(Buffer.concat([frame.data, frame.data]), { raw: { width, height: height * 2, channels: 1, pageHeight: height } }).tiff({ compression: 'lzw' }).toBuffer()
    const pages = await pagesOf(tiff)
    expect(pages.map((page) => [page.n, page.mode])).toEqual([[1, 'scan'], [2, 'scan']])
  })

  it.each([0, 90, 180, 270])('turned by %i° comes back upright', async (degrees) => {
    const [page] = await pagesOf(await sharp(await scan()).rotate(degrees).jpeg().toBuffer())
    expect(page && page.width < page.height).toBe(true)
    expect(await readingOf(page)).toContain('142.800')
  })

  it('is turned as its EXIF says', async () => {
    const lying = await sharp(await scan()).rotate(270).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    expect(await readingOf((await pagesOf(lying))[0])).toContain('142.800')
  })

  it.each([-4, 2.5])('that hangs by %d° is levelled', async (degrees) => {
    const [page] = await pagesOf(await sharp(await scan()).rotate(degrees, { background: 'white' }).jpeg().toBuffer())
    expect(await readingOf(page)).toContain('142.800')
  })

  it('has a contrast-raised twin of the same size, both grey', async () => {
    const [page] = await pagesOf(await sharp(await scan()).modulate({ brightness: 0.7 }).jpeg().toBuffer())
    if (page?.mode !== 'scan') throw new Error('not a scan')
    const [image, contrast] = await Promise.all([page.imageFileId, page.contrastFileId ?? ''].map((id) => sharp(stored.get(id)).metadata()))
    expect(image).toMatchObject({ format: 'png', channels: 1, width: Math.round((page.width / 72) * page.dpi) })
    expect(contrast).toMatchObject({ format: 'png', channels: 1, width: image?.width, height: image?.height })
  })

  it('is a receipt when its print is narrow: in millimetres if they are known, else in letters', async () => {
    const page = await scan(150)
    const strip = await sharp(page).extract({ left: 120, top: 120, width: 400, height: 500 }).toBuffer()
    const withoutDpi = (image: Buffer) => sharp(image).png().toBuffer()
    expect((await pagesOf(page))[0]).toMatchObject({ layout: 'page' })
    expect((await pagesOf(await sharp(strip).withDensity(150).png().toBuffer()))[0]).toMatchObject({ layout: 'receipt' })
    expect((await pagesOf(await withoutDpi(strip)))[0]).toMatchObject({ layout: 'receipt' })
  })

  it('that is cut off is refused', async () => {
    const jpeg = await sharp(await scan()).jpeg().toBuffer()
    expect(await codeOf(jpeg.subarray(0, jpeg.length / 2))).toBe('IMAGE_BROKEN')
    expect(await codeOf((await scan()).subarray(0, 5000))).toBe('IMAGE_BROKEN')
  })
})

describe('other files', () => {
  it('are told apart: free text has its page, an archive its entries, XML its kind alone', async () => {
    expect((await prepared(Buffer.from(LINES.join('\n')))).pages?.pages[0]).toMatchObject({ mode: 'native', text: expect.stringContaining('142.800') as string })
    const xml = '<DTE xmlns="http://www.sii.cl/SiiDte"><Documento/></DTE>'
    expect(await prepared(Buffer.from(xml), 'f.xml')).toEqual({ kind: 'dte', mimeType: 'application/xml', warnings: [] })
  })

  it('may be given by their path', async () => {
    const path = join(bin, 'ticket.txt')
    await writeFile(path, LINES.join('\n'))
    expect((await prepareFile({ path, filename: 'ticket.txt' }, { storeImage })).kind).toBe('text')
  })
})

describe('preparing that is stopped', () => {
  it('ends at once and leaves nothing behind', async () => {
    const page = await scan()
    const before = stored.size
    const controller = new AbortController()
    const running = prepareFile({ bytes: await pdf(...Array.from({ length: 6 }, () => picture(page))), filename: 'x' }, { tempDir, signal: controller.signal, storeImage })
    running.catch(() => undefined)
    await waitFor(async () => (await readdir(tempDir, { recursive: true })).some((name) => name.endsWith('page-1')), { what: 'the first page to be at work' })
    controller.abort(new Error('revoked'))
    await expect(running).rejects.toThrow('revoked')
    expect(stored.size).toBe(before)
    expect(await readdir(tempDir)).toEqual([])
    expect(await readingOf((await pagesOf(await scan()))[0])).toContain('142.800')
  })
})
