import { bellFrom, randomFrom } from './random.ts'
import { imageOf, type Raster } from './raster.ts'
import { warped, type Background, type Corners, type Point } from './warp.ts'

export type Wear = {
  seed: number
  /** Degrees, clockwise. */
  skew?: number
  /** A photo: each corner of the paper inside the picture, as fractions of its width and height. Absent: a flatbed scan. */
  corners?: Corners
  /** What the paper lies on. */
  ground?: 'lid' | 'wood' | 'stone'
  /** The light falls from one side: brightness there and on the far side. */
  light?: { degrees: number; from: number; to: number }
  /** Deviation of the grain, in steps of 255. */
  noise?: number
  /** Sigma of the blur in pixels. */
  blur?: number
  isGrey?: boolean
  /** Fraction cut off at each side, as when the paper lies crooked on the glass. */
  crop?: number
}

/** What becomes of a clean page under a scanner or a phone. */
export async function worn(page: Raster, wear: Wear): Promise<Raster> {
  const placed = warped(page, page.width, page.height, cornersOf(page, wear), backgroundOf(wear))
  const cut = wear.crop === undefined ? placed : await cropped(placed, wear.crop)
  const lit = wear.light === undefined ? cut : underLight(cut, wear.light)
  const soft = wear.blur === undefined ? lit : await blurred(lit, wear.blur)
  return grained(soft, wear)
}

function cornersOf({ width, height }: Raster, wear: Wear): Corners {
  if (wear.corners !== undefined) return wear.corners.map(([x, y]): Point => [x * width, y * height]) as unknown as Corners
  const angle = ((wear.skew ?? 0) * Math.PI) / 180
  const turn = ([x, y]: Point): Point => {
    const [dx, dy] = [x - width / 2, y - height / 2]
    return [width / 2 + dx * Math.cos(angle) - dy * Math.sin(angle), height / 2 + dx * Math.sin(angle) + dy * Math.cos(angle)]
  }
  return [turn([0, 0]), turn([width, 0]), turn([width, height]), turn([0, height])]
}

function backgroundOf({ ground = 'lid', seed }: Wear): Background {
  if (ground === 'lid') return () => [246, 246, 244]
  const random = randomFrom(seed + 1)
  const grain = Array.from({ length: 512 }, () => random() * 18 - 9)
  if (ground === 'stone') return (x, y) => shade([122, 124, 128], (grain[(x >> 3) % 512] ?? 0) + (grain[(y >> 3) % 512] ?? 0))
  return (x, y) => shade([118, 82, 54], (grain[((y >> 1) + (x >> 6)) % 512] ?? 0) * 1.6)
}

function shade([red, green, blue]: readonly [number, number, number], by: number): readonly [number, number, number] {
  return [red + by, green + by, blue + by]
}

function underLight(raster: Raster, light: NonNullable<Wear['light']>): Raster {
  const angle = (light.degrees * Math.PI) / 180
  const [dx, dy] = [Math.cos(angle) / raster.width, Math.sin(angle) / raster.height]
  const reach = Math.abs(Math.cos(angle)) + Math.abs(Math.sin(angle))
  return mapped(raster, (value, x, y) => {
    const along = ((x - raster.width / 2) * dx + (y - raster.height / 2) * dy) / reach + 0.5
    return value * (light.from + (light.to - light.from) * along)
  })
}

function grained(raster: Raster, { noise = 0, seed, isGrey = false }: Wear): Raster {
  if (noise === 0 && !isGrey) return raster
  const bell = bellFrom(randomFrom(seed))
  const data = Buffer.alloc(raster.data.length)
  for (let at = 0; at < data.length; at += 3) {
    const grain = noise === 0 ? 0 : bell() * noise
    const [red, green, blue] = [raster.data[at] ?? 0, raster.data[at + 1] ?? 0, raster.data[at + 2] ?? 0]
    const grey = 0.299 * red + 0.587 * green + 0.114 * blue
    for (const [channel, value] of [red, green, blue].entries()) data[at + channel] = Math.max(0, Math.min(255, (isGrey ? grey : value) + grain))
  }
  return { ...raster, data }
}

function mapped(raster: Raster, change: (value: number, x: number, y: number) => number): Raster {
  const data = Buffer.alloc(raster.data.length)
  for (let at = 0; at < data.length; at++) {
    const pixel = Math.floor(at / 3)
    data[at] = Math.max(0, Math.min(255, change(raster.data[at] ?? 0, pixel % raster.width, Math.floor(pixel / raster.width))))
  }
  return { ...raster, data }
}

async function blurred(raster: Raster, sigma: number): Promise<Raster> {
  return { ...raster, data: await imageOf(raster).blur(sigma).raw().toBuffer() }
}

async function cropped(raster: Raster, by: number): Promise<Raster> {
  const [left, top] = [Math.round(raster.width * by), Math.round(raster.height * by)]
  const [width, height] = [raster.width - 2 * left, raster.height - 2 * top]
  return { data: await imageOf(raster).extract({ left, top, width, height }).raw().toBuffer(), width, height }
}
