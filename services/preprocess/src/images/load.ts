import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { decode } from 'bmp-ts'
import sharp, { type Sharp } from 'sharp'
import { ChildFailure, runChild } from '@chasqui/child'
import { errors } from '../errors.ts'
import { MAX_IMAGE_PIXELS } from '../formats.ts'
import type { Grey } from '@chasqui/images'

/** How a picture is decoded: by libvips, or first by what knows a format that libvips was built without. */
export type Decoder = 'sharp' | 'bmp' | 'heic'

export type Loaded = { image: Grey; /** Dots per inch that the file declares. */ dpi: number | undefined }

/** A picture with more pixels is reduced while it is decoded: 10 Mpx is A4 at 330 dpi, more than any letter needs. */
const WORKING_PIXELS = 10_000_000
const DECODE_LIMIT = { limitInputPixels: MAX_IMAGE_PIXELS, failOn: 'error' } as const
const HEIC_LIMITS = { timeoutMs: 20_000, maxMemoryBytes: 1024 * 1024 * 1024 }

/** How many frames a picture has; only TIFF pages count, of an animation the first frame is the picture. */
export async function framesOf(path: string, decoder: Decoder): Promise<number> {
  if (decoder !== 'sharp') return 1
  const { format, pages } = await sharp(path, { failOn: 'none' }).metadata().catch((error: unknown) => { throw broken(error) })
  return format === 'tiff' ? (pages ?? 1) : 1
}

/**
 * Decodes one frame, upright by its EXIF, on white, in grey.
 * @throws IMAGE_TOO_LARGE, IMAGE_BROKEN, HEIC_UNSUPPORTED
 */
export async function loadFrame(path: string, decoder: Decoder, frame: number, signal?: AbortSignal): Promise<Loaded> {
  if (decoder === 'bmp') return greyOf(await bmp(path), undefined)
  if (decoder === 'heic') return greyOf(sharp(await heicAsPng(path, signal), DECODE_LIMIT), undefined)
  const picture = sharp(path, { ...DECODE_LIMIT, page: frame })
  const { density } = await picture.metadata().catch((error: unknown) => { throw broken(error) })
  return greyOf(picture.autoOrient(), density)
}

async function greyOf(picture: Sharp, density: number | undefined): Promise<Loaded> {
  try {
    const { autoOrient, width, height } = await picture.metadata()
    const size = autoOrient ?? { width, height }
    if (size.width * size.height > MAX_IMAGE_PIXELS) throw errors.fault('IMAGE_TOO_LARGE', { detail: `${size.width} × ${size.height} pixels` })
    const scale = Math.min(1, Math.sqrt(WORKING_PIXELS / (size.width * size.height)))
    const reduced = scale < 1 ? picture.resize({ width: Math.round(size.width * scale) }) : picture
    const { data, info } = await reduced.flatten({ background: 'white' }).greyscale().toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
    return { image: { data, width: info.width, height: info.height }, dpi: plausible(density, scale) }
  } catch (error) {
    throw error instanceof Error && 'code' in error && error.code === 'IMAGE_TOO_LARGE' ? error : broken(error)
  }
}

/** Cameras write 72 or 96 and mean nothing by it. */
function plausible(density: number | undefined, scale: number): number | undefined {
  return density !== undefined && density >= 120 && density <= 1200 ? density * scale : undefined
}

/** Not among the formats that libvips comes with. */
async function bmp(path: string): Promise<Sharp> {
  try {
    const { data, width, height } = decode(await readFile(path), { toRGBA: true })
    const pixels = width * Math.abs(height)
    const rgb = Buffer.alloc(3 * pixels)
    // The fourth byte is no transparency: most writers leave it at 0.
    for (let pixel = 0; pixel < pixels; pixel++) data.copy(rgb, 3 * pixel, 4 * pixel, 4 * pixel + 3)
    return sharp(rgb, { raw: { width, height: Math.abs(height), channels: 3 } })
  } catch (error) {
    throw broken(error)
  }
}

/** The patents on HEVC keep its decoder out of the libvips that is published; the system may have one. Turned upright by libheif. */
async function heicAsPng(path: string, signal?: AbortSignal): Promise<string> {
  const folder = dirname(path)
  const png = join(folder, 'decoded.png')
  try {
    await runChild('heif-convert', [path, png], { ...HEIC_LIMITS, folder, ...(signal ? { signal } : {}) })
    return png
  } catch (error) {
    if (error instanceof ChildFailure && (error.end === 'missing' || /unsupported|codec|plugin/i.test(error.stderr))) throw errors.fault('HEIC_UNSUPPORTED', { cause: error })
    throw broken(error)
  }
}

function broken(error: unknown) {
  const message = error instanceof Error ? error.message : String(error)
  if (/pixel limit/i.test(message)) return errors.fault('IMAGE_TOO_LARGE', { cause: error })
  return errors.fault('IMAGE_BROKEN', { detail: message.slice(0, 200), cause: error })
}
