import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ScanPage, TextPage } from '@chasqui/contracts'
import type { CleanPage } from './images/clean.ts'
import type { Decoder } from './images/load.ts'
import { imageWorkers } from './images/workers.ts'
import { FORMATS, MAX_PAGES } from './formats.ts'

export type PageTools = {
  /** The private folder of this document. */
  folder: string
  signal?: AbortSignal
}

/** A page to be read, whose pictures still lie in the private folder. */
export type DrawnScan = Omit<ScanPage, 'imageFileId' | 'contrastFileId'> & { pictures: Pick<CleanPage, 'clean' | 'contrast'> }

export type MadePages = { pages: (TextPage | DrawnScan)[]; truncated: boolean }

/**
 * The pages of a picture: one, or the frames of a TIFF; upright, level, in grey, with their contrast-raised twins.
 * @throws IMAGE_TOO_LARGE, IMAGE_BROKEN, HEIC_UNSUPPORTED, PAGES_TIMEOUT, PAGES_KILLED
 */
export async function imagePages(path: string, mimeType: string, tools: PageTools): Promise<MadePages> {
  const decoder = decoderFor(mimeType)
  const frames = await imageWorkers.run({ do: 'frames', path, decoder }, tools.signal)
  const wanted = Array.from({ length: Math.min(frames, MAX_PAGES) }, (_, frame) => frame)
  // A picture that shows nothing is still handed to the reading, which then says that it is unreadable.
  const pages = await allPages(wanted, tools, (frame, own) => scanPage({ path, decoder, frame, n: frame + 1, keepBlank: frames === 1 }, own))
  return { pages, truncated: frames > MAX_PAGES }
}

/** Makes all pages of a document. The first that fails ends the others, and nothing is left running in the folder. */
export async function allPages<Page, Made>(pages: readonly Page[], tools: PageTools, make: (page: Page, tools: PageTools, at: number) => Promise<Made>): Promise<Made[]> {
  const failed = new AbortController()
  const signal = tools.signal ? AbortSignal.any([tools.signal, failed.signal]) : failed.signal
  const making = pages.map((page, at) => make(page, { ...tools, signal }, at))
  try {
    return await Promise.all(making)
  } catch (error) {
    failed.abort(error)
    await Promise.allSettled(making)
    throw error
  }
}

/** A picture of a page that is to be read. */
export type PagePicture = { path: string; decoder: Decoder; frame: number; n: number; dpi?: number; keepBlank: boolean }

/** Cleans a picture. A blank page needs no reading: it comes back as a page without words. */
export async function scanPage({ path, decoder, frame, n, dpi, keepBlank }: PagePicture, { folder, signal }: PageTools): Promise<TextPage | DrawnScan> {
  const own = join(folder, `page-${n}`)
  await mkdir(own)
  const made = await imageWorkers.run({ do: 'clean', path, decoder, frame, folder: own, ...(dpi === undefined ? {} : { dpi }) }, signal)
  const size = sizeInPoints(made)
  if (made.isBlank && !keepBlank) return { n, ...size, mode: 'ocr', words: [], text: '', variant: 'blank' }
  return { n, mode: 'scan', ...size, dpi: made.dpi, layout: made.layout, pictures: { clean: made.clean, contrast: made.contrast } }
}

function sizeInPoints({ widthPixels, heightPixels, dpi }: CleanPage): { width: number; height: number } {
  return { width: (widthPixels / dpi) * 72, height: (heightPixels / dpi) * 72 }
}

function decoderFor(mimeType: string): Decoder {
  if (mimeType === FORMATS.bmp.mimeType) return 'bmp'
  return mimeType === FORMATS.heic.mimeType ? 'heic' : 'sharp'
}
