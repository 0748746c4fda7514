import { shrinkFactor, shrunk, type Grey } from '@chasqui/images'

/** The map of the light is made at this size: letters vanish in it, shadows stay. */
const MAP_PIXELS = 160
/** The darkest paper that is still brightened to white; below it the picture shows a table or a sleeve, not paper. */
const DARKEST_PAPER = 60
const WHITE = 245

/**
 * Evens out the light: each pixel in proportion to the paper around it, so that shadows, yellow paper and the fall-off
 * towards the corners of a photo become one white, and faint print keeps its distance from it.
 * A threshold would do the same to a clean page and destroy a bad one; this only scales.
 */
export function evenLight(image: Grey): Grey {
  const map = paperMap(image)
  const data = new Uint8Array(image.data.length)
  const stepX = map.width / image.width
  const stepY = map.height / image.height
  for (let y = 0; y < image.height; y++) {
    const light = lightAlongRow(map, Math.max(0, Math.min(map.height - 1, (y + 0.5) * stepY - 0.5)))
    let at = y * image.width
    for (let x = 0; x < image.width; x++, at++) {
      const column = Math.max(0, Math.min(map.width - 1, (x + 0.5) * stepX - 0.5))
      const left = column | 0
      const right = Math.min(map.width - 1, left + 1)
      const paper = (light[left] as number) + ((light[right] as number) - (light[left] as number)) * (column - left)
      const value = ((image.data[at] as number) * WHITE) / Math.max(DARKEST_PAPER, paper)
      data[at] = value > 255 ? 255 : value
    }
  }
  return { data, width: image.width, height: image.height }
}

function lightAlongRow(map: Grey, row: number): Float32Array {
  const top = row | 0
  const bottom = Math.min(map.height - 1, top + 1)
  const share = row - top
  return Float32Array.from({ length: map.width }, (_, x) => {
    const above = map.data[top * map.width + x] as number
    return above + ((map.data[bottom * map.width + x] as number) - above) * share
  })
}

/** How bright the paper is, roughly: the brightest that stands near each place, smoothed. */
function paperMap(image: Grey): Grey {
  const small = shrunk(image, shrinkFactor(image, MAP_PIXELS * 4))
  const map = brightest(small, 4)
  return smoothed(smoothed(spread(map)))
}

/** Each pixel is the nearly brightest of a square, so that a single speck of glare does not count. */
function brightest(image: Grey, side: number): Grey {
  const width = Math.max(1, Math.floor(image.width / side))
  const height = Math.max(1, Math.floor(image.height / side))
  const data = new Uint8Array(width * height)
  const square: number[] = []
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      square.length = 0
      for (let dy = 0; dy < side; dy++) for (let dx = 0; dx < side; dx++) square.push(image.data[(y * side + dy) * image.width + x * side + dx] ?? 0)
      square.sort((a, b) => b - a)
      data[y * width + x] = square[Math.min(2, square.length - 1)] ?? 255
    }
  }
  return { data, width, height }
}

/** Letters larger than a square would still darken the map: the brightest of the neighbourhood decides. */
function spread(map: Grey): Grey {
  return overNeighbours(map, 2, (values) => Math.max(...values))
}

function smoothed(map: Grey): Grey {
  return overNeighbours(map, 2, (values) => values.reduce((sum, value) => sum + value, 0) / values.length)
}

function overNeighbours(map: Grey, reach: number, combine: (values: number[]) => number): Grey {
  const data = new Uint8Array(map.data.length)
  for (let y = 0; y < map.height; y++) {
    for (let x = 0; x < map.width; x++) {
      const values: number[] = []
      for (let row = Math.max(0, y - reach); row <= Math.min(map.height - 1, y + reach); row++) {
        for (let column = Math.max(0, x - reach); column <= Math.min(map.width - 1, x + reach); column++) values.push(map.data[row * map.width + column] as number)
      }
      data[y * map.width + x] = combine(values)
    }
  }
  return { data, width: map.width, height: map.height }
}
