import { shrinkFactor, shrunk, type Grey } from '@chasqui/images'

const MAX_DEGREES = 10
/** Lines of print are found at this size. */
export const SMALL_PIXELS = 1000
/** Below this a page hangs no worse than tesseract bears, and turning it would only blur it. */
const MIN_DEGREES = 0.5
/** How much sharper the lines must stand out for the angle to be believed. */
const MIN_GAIN = 1.08
const MAX_POINTS = 40_000

/**
 * By how many degrees a page hangs, positive when its lines fall to the right; 0 when it hangs by less than half a degree or when
 * no angle is clearly better than none. Lines of print make the sums of dark pixels along them uneven; the angle at which they
 * are most uneven is that of the lines. Expects even light (white paper); a few milliseconds, on at most 1000 pixels.
 */
export function skewDegrees(image: Grey): number {
  const points = darkPoints(shrunk(image, shrinkFactor(image, SMALL_PIXELS)))
  if (points.count < 200) return 0
  const coarse = bestAngle(points, MAX_DEGREES, 0.25)
  const fine = bestAngle(points, 0.25, 0.05, coarse)
  const isClear = unevenness(points, fine) > MIN_GAIN * unevenness(points, 0)
  return Math.abs(fine) > MIN_DEGREES && Math.abs(fine) < MAX_DEGREES && isClear ? Math.round(fine * 100) / 100 : 0
}

/** Places of dark pixels, in the pixels of a picture of that height. */
export type Points = { x: Float32Array; y: Float32Array; count: number; height: number }

/** An edge that runs level for longer than this is the rim of a sheet or a frame, no letter. */
const LONGEST_LETTER_EDGE = 30

/** The dark pixels that have something lighter just above them: the upper edges of letters, not dark surfaces and their rims. */
export function darkPoints(image: Grey): Points {
  const { data, width, height } = image
  const found: number[] = []
  let run = 0
  for (let at = width; at < data.length; at++) {
    const isEdge = (data[at] as number) < 150 && (data[at - width] as number) > (data[at] as number) + 15
    run = isEdge ? run + 1 : 0
    if (isEdge) found.push(at)
    if (run > LONGEST_LETTER_EDGE) found.length -= run
    if (run > LONGEST_LETTER_EDGE) run = 0
  }
  const step = Math.max(1, Math.ceil(found.length / MAX_POINTS))
  const count = Math.floor(found.length / step)
  const x = new Float32Array(count)
  const y = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    const at = found[i * step] as number
    x[i] = at % width
    y[i] = Math.floor(at / width)
  }
  return { x, y, count, height }
}

/** The angle within `reach` of `around` at which the lines stand out most. */
export function bestAngle(points: Points, reach: number, step: number, around = 0): number {
  let best = around
  let most = -1
  for (let offset = -reach; offset <= reach + 1e-9; offset += step) {
    const score = unevenness(points, around + offset)
    if (score > most) {
      most = score
      best = around + offset
    }
  }
  return best
}

/** The sum of the squared steps between neighbouring rows when the page is turned back by that angle. */
export function unevenness({ x, y, count, height }: Points, degrees: number): number {
  const slope = Math.tan((degrees * Math.PI) / 180)
  const margin = height
  const rows = new Int32Array(3 * height + 2)
  for (let i = 0; i < count; i++) {
    const row = Math.round((y[i] as number) - (x[i] as number) * slope) + margin
    if (row >= 0 && row < rows.length) rows[row] = (rows[row] as number) + 1
  }
  let sum = 0
  for (let i = 1; i < rows.length; i++) {
    const step = (rows[i] as number) - (rows[i - 1] as number)
    sum += step * step
  }
  return sum
}
