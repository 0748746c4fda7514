import { rm } from 'node:fs/promises'
import type { TextPage } from '@chasqui/contracts'
import { textOf } from '@chasqui/text'
import { errors } from './errors.ts'
import { MAX_IMAGE_PIXELS, MAX_PAGES } from './formats.ts'
import { allPages, scanPage, type DrawnScan, type MadePages, type PageTools } from './image-pages.ts'
import { isGoodText, pagesOfBbox, pictureCover, pictureDpi, sizesOfInfo, type PdfPage } from './pdf-text.ts'
import { drawPage, pdfInfo, pdfPictures, pdfWords, type PdfFile } from './poppler.ts'
import { uprightWords } from './turned-words.ts'

/** A page that a picture covers more than this and that has text is a scan that was read before. */
const SCAN_COVER = 0.8
const MIN_DPI = 200
const MAX_DPI = 300
/** Longer than A3: more dots would add pixels, not letters. */
const LARGE_PAGE_POINTS = 1200

/**
 * Decides page by page: a good text layer is the text; a page without one is drawn and prepared for reading.
 * No OCR runs here, and none will for a page whose text is taken.
 * @throws PDF_ENCRYPTED, PDF_VALIDATION_ERROR, PAGES_TIMEOUT, PAGES_KILLED, TOOL_MISSING
 */
export async function pdfPages(path: string, tools: PageTools): Promise<MadePages> {
  const file = pdfFile(path, tools)
  const [info, bbox, pictures] = await Promise.all([pdfInfo(file, MAX_PAGES), pdfWords(file, MAX_PAGES), pdfPictures(file, MAX_PAGES)])
  const { pages: count, shown } = sizesOfInfo(info)
  if (count === 0) throw errors.fault('PDF_VALIDATION_ERROR', { detail: 'no pages' })
  const texts = pagesOfBbox(bbox)
  const wanted = Array.from({ length: Math.min(count, MAX_PAGES) }, (_, at): PdfPage => ({ ...(shown.get(at + 1) ?? texts[at] ?? { width: 595, height: 842 }), words: texts[at]?.words ?? [] }))
  const cover = pictureCover(pictures, wanted)
  const dpi = pictureDpi(pictures)
  const pages = await allPages(wanted, tools, async (page, own, at) => {
    if (isGoodText(page.words)) return nativePage(page, at + 1, (cover.get(at + 1) ?? 0) > SCAN_COVER)
    return drawnPage({ page, n: at + 1, pictureDpi: dpi.get(at + 1), isOnly: count === 1 }, path, own)
  })
  return { pages, truncated: count > MAX_PAGES }
}

function nativePage(page: PdfPage, n: number, isScan: boolean): TextPage {
  const upright = uprightWords(page)
  return { n, ...upright, mode: isScan ? 'embedded-ocr' : 'native', text: textOf(upright.words) }
}

type Drawing = { page: PdfPage; n: number; pictureDpi: number | undefined; isOnly: boolean }

async function drawnPage({ page, n, pictureDpi, isOnly }: Drawing, path: string, tools: PageTools): Promise<TextPage | DrawnScan> {
  const dpi = drawingDpi(page, pictureDpi)
  const picture = await drawPage(pdfFile(path, tools), n, dpi)
  const scan = await scanPage({ path: picture, decoder: 'sharp', frame: 0, n, dpi, keepBlank: isOnly }, tools)
  await rm(picture, { force: true })
  return scan
}

function pdfFile(path: string, { folder, signal }: PageTools): PdfFile {
  return { path, folder, ...(signal ? { signal } : {}) }
}

/** The dots that the picture on the page has, within what reading needs. */
function drawingDpi({ width, height }: PdfPage, pictureDpi: number | undefined): number {
  const largest = Math.max(width, height) > LARGE_PAGE_POINTS ? MIN_DPI : MAX_DPI
  const wanted = Math.max(MIN_DPI, Math.min(largest, Math.round(pictureDpi ?? MAX_DPI)))
  // A poster is drawn with as many dots as are accepted of any picture.
  return Math.min(wanted, Math.floor(72 * Math.sqrt(MAX_IMAGE_PIXELS / (width * height))))
}
