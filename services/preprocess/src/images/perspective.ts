import { shrinkFactor, shrunk, type Grey } from '@chasqui/images'
import { bestAngle, darkPoints, SMALL_PIXELS, unevenness, type Points } from './skew.ts'

/** The page is looked at in bands of this share of its height, each half over the next. */
const BAND_SHARE = 0.2
const MIN_POINTS = 250
const MAX_DEGREES = 5
/** A band speaks only when its lines stand out this much more at its own angle than level. */
const MIN_GAIN = 1.05
/** Lines that slope by less are read as well as level ones. */
const WORTH_DEGREES = 0.35
const MAX_ERROR_DEGREES = 0.35

/** How lines slope at each height of a page: degrees at the top edge, and how much more at the bottom edge. */
export type Slopes = { top: number; bottom: number }

/**
 * Levels the lines of a page that was photographed from the side: they slope one way above and another below, which no
 * rotation can mend, and a figure at the end of a line comes to stand beside the next one. Each row is sheared by the slope that
 * lines have at its height; how columns lean does not matter to the reading of lines. Gives the picture back as it was when its
 * lines agree. Expects even light and a page that was turned level on the whole.
 */
export function straightened(image: Grey): Grey {
  const slopes = slopesOf(image)
  return slopes ? sheared(image, slopes) : image
}

/** How the slope of the lines changes down the page; nothing when it does not, or when that cannot be told. */
export function slopesOf(image: Grey): Slopes | undefined {
  const small = shrunk(image, shrinkFactor(image, SMALL_PIXELS))
  const bands = bandsOf(darkPoints(small), small.height)
  const within = mostThatAgree(bands)
  const refitted = fitted(within)
  // Most of what was seen must agree, else it was not perspective.
  if (!refitted || sum(within, (band) => band.weight) < 0.55 * sum(bands, (band) => band.weight)) return undefined
  const steepest = Math.max(...within.map((band) => Math.abs(slopeAt(refitted, band.at))))
  return steepest >= WORTH_DEGREES && steepest <= MAX_DEGREES ? refitted : undefined
}

type Band = { /** Its middle, as a share of the height. */ at: number; degrees: number; weight: number }

function bandsOf(points: Points, height: number): Band[] {
  const bands: Band[] = []
  for (let from = 0; from + BAND_SHARE <= 1.0001; from += BAND_SHARE / 2) {
    const own = pointsBetween(points, from * height, (from + BAND_SHARE) * height)
    if (own.count < MIN_POINTS) continue
    const degrees = bestAngle(own, 0.25, 0.05, bestAngle(own, MAX_DEGREES, 0.2))
    const isClear = Math.abs(degrees) < 0.15 || unevenness(own, degrees) > MIN_GAIN * unevenness(own, 0)
    if (isClear) bands.push({ at: from + BAND_SHARE / 2, degrees, weight: Math.min(own.count, 3000) })
  }
  return bands
}

function pointsBetween({ x, y, count, height }: Points, from: number, to: number): Points {
  const own: number[] = []
  for (let i = 0; i < count; i++) if ((y[i] as number) >= from && (y[i] as number) < to) own.push(i)
  return { x: Float32Array.from(own, (i) => x[i] as number), y: Float32Array.from(own, (i) => y[i] as number), count: own.length, height }
}

/** The bands that lie on one straight line, as many as can be: a picture in the page or the table below it slopes as it likes. */
function mostThatAgree(bands: readonly Band[]): Band[] {
  let most: Band[] = []
  for (const one of bands) {
    for (const other of bands) {
      const line = fitted(one === other ? [one] : [one, other]) as Slopes
      const agreeing = bands.filter((band) => Math.abs(slopeAt(line, band.at) - band.degrees) < MAX_ERROR_DEGREES)
      if (sum(agreeing, (band) => band.weight) > sum(most, (band) => band.weight)) most = agreeing
    }
  }
  return most
}

function slopeAt({ top, bottom }: Slopes, at: number): number {
  return top + (bottom - top) * at
}

/** The straight line through the slopes of the bands, each by its weight; level where one band alone speaks. */
function fitted(bands: readonly Band[]): Slopes | undefined {
  const total = sum(bands, (band) => band.weight)
  if (bands.length === 0 || total === 0) return undefined
  const middle = sum(bands, (band) => band.weight * band.at) / total
  const mean = sum(bands, (band) => band.weight * band.degrees) / total
  const spread = sum(bands, (band) => band.weight * (band.at - middle) ** 2)
  const change = spread < 1e-9 ? 0 : sum(bands, (band) => band.weight * (band.at - middle) * (band.degrees - mean)) / spread
  return { top: mean - change * middle, bottom: mean + change * (1 - middle) }
}

function sheared({ data, width, height }: Grey, { top, bottom }: Slopes): Grey {
  const out = new Uint8Array(data.length).fill(255)
  for (let y = 0; y < height; y++) {
    const degrees = Math.max(-MAX_DEGREES, Math.min(MAX_DEGREES, slopeAt({ top, bottom }, y / height)))
    const slope = Math.tan((degrees * Math.PI) / 180)
    for (let x = 0, from = y - (width / 2) * slope; x < width; x++, from += slope) {
      const above = Math.floor(from)
      if (above < 0 || above + 1 >= height) continue
      const share = from - above
      const at = above * width + x
      out[y * width + x] = (data[at] as number) * (1 - share) + (data[at + width] as number) * share
    }
  }
  return { data: out, width, height }
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
