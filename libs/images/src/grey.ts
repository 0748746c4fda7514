/** A grey picture: one byte a pixel, row by row, 0 is black. */
export type Grey = { data: Uint8Array; width: number; height: number }

/** The picture at a whole fraction of its size, each pixel the mean of those it stands for. */
export function shrunk(image: Grey, factor: number): Grey {
  if (factor <= 1) return image
  const width = Math.max(1, Math.floor(image.width / factor))
  const height = Math.max(1, Math.floor(image.height / factor))
  const data = new Uint8Array(width * height)
  const sums = new Uint32Array(width)
  for (let y = 0; y < height; y++) {
    sums.fill(0)
    for (let row = y * factor; row < (y + 1) * factor; row++) {
      let at = row * image.width
      for (let x = 0; x < width; x++) for (let i = 0; i < factor; i++) sums[x] = (sums[x] as number) + (image.data[at++] as number)
    }
    for (let x = 0; x < width; x++) data[y * width + x] = (sums[x] as number) / (factor * factor)
  }
  return { data, width, height }
}

/** The factor that brings the longer side to at most `maxPixels`. */
export function shrinkFactor(image: Grey, maxPixels: number): number {
  return Math.max(1, Math.ceil(Math.max(image.width, image.height) / maxPixels))
}

/** The picture turned clockwise by quarters. */
export function turned(image: Grey, quarterTurns: number): Grey {
  const { data, width, height } = image
  const quarters = ((quarterTurns % 4) + 4) % 4
  if (quarters === 0) return image
  const out = new Uint8Array(data.length)
  if (quarters === 2) {
    for (let at = 0, to = data.length - 1; at < data.length; at++, to--) out[to] = data[at] as number
    return { data: out, width, height }
  }
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) out[quarters === 1 ? x * height + (height - 1 - y) : (width - 1 - x) * height + y] = data[at] as number
  }
  return { data: out, width: height, height: width }
}

/** A part of the picture; what lies outside of it is left out. */
export function cropped(image: Grey, left: number, top: number, width: number, height: number): Grey {
  const w = Math.min(width, image.width - left)
  const h = Math.min(height, image.height - top)
  const data = new Uint8Array(w * h)
  for (let y = 0; y < h; y++) data.set(image.data.subarray((top + y) * image.width + left, (top + y) * image.width + left + w), y * w)
  return { data, width: w, height: h }
}
