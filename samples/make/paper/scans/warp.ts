import type { Raster } from './raster.ts'

export type Point = readonly [x: number, y: number]
/** Where the corners of the paper lie in the picture: top left, top right, bottom right, bottom left. */
export type Corners = readonly [Point, Point, Point, Point]
export type Background = (x: number, y: number) => readonly [number, number, number]

/** The paper as a camera sees it: its corners moved to `corners` in a picture of `width` × `height`. */
export function warped(paper: Raster, width: number, height: number, corners: Corners, background: Background): Raster {
  const [a, b, c, d, e, f, g, h] = projection(corners, [[0, 0], [paper.width, 0], [paper.width, paper.height], [0, paper.height]])
  const data = Buffer.alloc(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const w = g * x + h * y + 1
      const u = (a * x + b * y + c) / w - 0.5
      const v = (d * x + e * y + f) / w - 0.5
      const at = (y * width + x) * 3
      const isPaper = u >= 0 && v >= 0 && u < paper.width - 1 && v < paper.height - 1
      if (isPaper) sample(paper, u, v, data, at)
      else data.set(background(x, y), at)
    }
  }
  return { data, width, height }
}

/** The colour between four pixels, by distance. */
function sample(paper: Raster, u: number, v: number, into: Buffer, at: number): void {
  const x = Math.floor(u)
  const y = Math.floor(v)
  const [right, down] = [u - x, v - y]
  const first = (y * paper.width + x) * 3
  const below = first + paper.width * 3
  for (let channel = 0; channel < 3; channel++) {
    const upper = (paper.data[first + channel] ?? 0) * (1 - right) + (paper.data[first + 3 + channel] ?? 0) * right
    const lower = (paper.data[below + channel] ?? 0) * (1 - right) + (paper.data[below + 3 + channel] ?? 0) * right
    into[at + channel] = upper * (1 - down) + lower * down
  }
}

type Projection = readonly [number, number, number, number, number, number, number, number]

/** The eight numbers of the projective map that takes four points to four others. */
function projection(from: Corners, to: Corners): Projection {
  const rows = from.flatMap(([x, y], index) => {
    const [u, v] = to[index] ?? [0, 0]
    return [[x, y, 1, 0, 0, 0, -x * u, -y * u, u], [0, 0, 0, x, y, 1, -x * v, -y * v, v]]
  })
  return solved(rows) as unknown as Projection
}

/** Gauss with pivots, for rows that end in their right-hand side. */
function solved(rows: number[][]): number[] {
  const n = rows.length
  const cell = (row: number, column: number): number => rows[row]?.[column] ?? 0
  for (let column = 0; column < n; column++) {
    let pivot = column
    for (let row = column + 1; row < n; row++) if (Math.abs(cell(row, column)) > Math.abs(cell(pivot, column))) pivot = row
    const [upper, lower] = [rows[column] ?? [], rows[pivot] ?? []]
    rows[column] = lower
    rows[pivot] = upper
    for (let row = 0; row < n; row++) {
      if (row === column) continue
      const factor = cell(row, column) / cell(column, column)
      rows[row] = (rows[row] ?? []).map((value, index) => value - factor * cell(column, index))
    }
  }
  return rows.map((row, index) => (row[n] ?? 0) / (row[index] ?? 1))
}
