import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { letterHeight, shapesOf, turned, type Grey, type Shape } from '@chasqui/images'
import { turnsOf } from './orient.ts'
import { evenLight } from './paper-light.ts'
import { turnThatReads } from './quick-reading.ts'
import { straightened } from './perspective.ts'
import { skewDegrees } from './skew.ts'

export type CleanPage = {
  /** Paths of the two pictures in the folder of the work; both PNG, grey. */
  clean: string
  contrast: string
  widthPixels: number
  heightPixels: number
  dpi: number
  layout: 'page' | 'receipt'
  /** Nothing is printed on it. */
  isBlank: boolean
  quarterTurns: number
  skewDegrees: number
}

/**
 * Letters of 17 to 36 pixels (the median of small and capital ones) are read as well as any: measured, scaling within that range gains nothing
 * and costs time. Smaller ones gain by being drawn larger, larger ones only take longer.
 */
const SMALL_LETTERS = { below: 17, wanted: 22 }
const LARGE_LETTERS = { above: 36, wanted: 28 }
const MAX_SCALE = 2.5
const MAX_PIXELS = 12_000_000
/** Paper is nearly white after its light was evened out. */
const PAPER_WHITE = 245
const CONTRAST_POWER = 2
/** Printed lines of a receipt hold at most some fifty characters, those of a page twice as many. */
const RECEIPT_LETTERS = 55
/** Where the resolution is known: the widest rolls are 80 mm, also when they lie on a large scanner. */
const RECEIPT_PRINT_INCHES = 85 / 25.4
const RECEIPT_WIDTH_INCHES = 80 / 25.4
const PAGE_WIDTH_INCHES = 210 / 25.4

/**
 * Prepares a page for reading: even light, upright, level, letters of a good size. `dpi` is of the picture given, when it is
 * known; that of the result is always told, guessed from the width of the paper if need be.
 */
export async function cleanPage(raw: Grey, dpi: number | undefined, folder: string, signal?: AbortSignal): Promise<CleanPage> {
  const lit = evenLight(raw)
  const turns = turnsOf(lit)
  const quarterTurns = turns.length === 1 ? turns[0] : await turnThatReads(lit, turns, folder, signal)
  const upright = turned(lit, quarterTurns)
  const degrees = skewDegrees(upright)
  const level = straightened(degrees === 0 ? upright : await greyFrom(pictureOf(upright).rotate(-degrees, { background: 'white' })))
  const shapes = shapesOf(level)
  const height = letterHeight(shapes)
  const layout = layoutOf(level, shapes, height, dpi)
  const ownDpi = dpi ?? guessedDpi(level, layout)
  const scale = scaleFor(level, height)
  const scaled = scale === 1 ? level : await greyFrom(pictureOf(level).resize({ width: Math.round(level.width * scale), kernel: 'lanczos3' }))
  const [clean, contrast] = [join(folder, 'clean.png'), join(folder, 'contrast.png')]
  await written(scaled, clean)
  await written(withContrast(scaled), contrast)
  return { clean, contrast, widthPixels: scaled.width, heightPixels: scaled.height, dpi: ownDpi * scale, layout, isBlank: isBlank(level, shapes), quarterTurns, skewDegrees: degrees }
}

function pictureOf({ data, width, height }: Grey): Sharp {
  return sharp(data, { raw: { width, height, channels: 1 } })
}

async function greyFrom(picture: Sharp): Promise<Grey> {
  const { data, info } = await picture.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

/**
 * The twin for a second reading: everything that is not white becomes darker, so that faint print stands out where the first
 * reading lost it. A curve for the whole picture is enough, for its light is even; the local equalisation of libvips takes
 * half a minute a page.
 */
function withContrast({ data, width, height }: Grey): Grey {
  const curve = Uint8Array.from({ length: 256 }, (_, value) => Math.round(255 * Math.min(1, value / PAPER_WHITE) ** CONTRAST_POWER))
  return { data: data.map((value) => curve[value] as number), width, height }
}

/** Without the resolution: to write it, sharp would make three colours of the grey. */
async function written(image: Grey, path: string): Promise<void> {
  await pictureOf(image).toColourspace('b-w').png({ compressionLevel: 4 }).toFile(path)
}

function scaleFor(image: Grey, height: number | undefined): number {
  if (height === undefined) return 1
  if (height > LARGE_LETTERS.above) return LARGE_LETTERS.wanted / height
  if (height >= SMALL_LETTERS.below) return 1
  const roomToGrow = Math.sqrt(MAX_PIXELS / (image.width * image.height))
  return Math.max(1, Math.min(SMALL_LETTERS.wanted / height, MAX_SCALE, roomToGrow))
}

function layoutOf(image: Grey, shapes: readonly Shape[], height: number | undefined, dpi: number | undefined): 'page' | 'receipt' {
  if (height === undefined) return image.height > 1.8 * image.width ? 'receipt' : 'page'
  const width = printWidth(shapes, height)
  const isNarrow = dpi === undefined ? width / height < RECEIPT_LETTERS : width / dpi < RECEIPT_PRINT_INCHES
  return isNarrow ? 'receipt' : 'page'
}

/** From the left edge of the print to its right edge, a few strays left out. */
function printWidth(shapes: readonly Shape[], height: number): number {
  const letters = shapes.filter((shape) => shape.height > 0.5 * height && shape.height < 2 * height && shape.width < 2 * height)
  const edges = letters.map((shape) => shape.left).sort((a, b) => a - b)
  const at = (share: number) => edges[Math.floor(share * (edges.length - 1))] ?? 0
  return at(0.98) - at(0.02)
}

function guessedDpi(image: Grey, layout: 'page' | 'receipt'): number {
  if (layout === 'receipt') return image.width / RECEIPT_WIDTH_INCHES
  return Math.min(image.width, image.height) / PAGE_WIDTH_INCHES
}

/** No line of print has fewer than five letters, and specks of dust are smaller than any. */
function isBlank(image: Grey, shapes: readonly Shape[]): boolean {
  const smallest = Math.max(4, Math.min(image.width, image.height) / 400)
  return shapes.filter((shape) => shape.height >= smallest && shape.width >= smallest / 3).length < 5
}
