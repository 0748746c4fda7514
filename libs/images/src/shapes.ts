import type { Grey } from './grey.ts'

const DARK = 150

/** The box around a connected dark shape: a letter, a speck, a ruled line; in pixels. */
export type Shape = { left: number; top: number; width: number; height: number }

const MIN_LETTERS = 30

/**
 * The usual height of a letter in pixels: the median height of the shapes that have the proportions of one.
 * Nothing when there are too few to tell.
 */
export function letterHeight(shapes: readonly Shape[]): number | undefined {
  const heights = shapes
    .filter(({ width, height }) => height >= 5 && height <= 120 && width <= 3 * height && width >= 0.15 * height)
    .map(({ height }) => height)
    .sort((a, b) => a - b)
  return heights.length < MIN_LETTERS ? undefined : heights[heights.length >> 1]
}

/** What is known of a shape while its runs are joined; `parent` leads to the shape it became part of. */
type Box = { parent: number; left: number; right: number; top: number; bottom: number }
type Run = { from: number; to: number; label: number }

/** The dark shapes of a picture in even light. Joins dark runs of neighbouring rows that touch, and keeps the box around each shape. */
export function shapesOf(image: Grey): Shape[] {
  const boxes: Box[] = []
  const root = (label: number): number => {
    let at = label
    while ((boxes[at] as Box).parent !== at) at = (boxes[at] as Box).parent
    return at
  }
  let above: Run[] = []
  for (let y = 0; y < image.height; y++) {
    const runs: Run[] = []
    let next = 0
    for (const { from, to } of darkRuns(image, y)) {
      let label = -1
      while (next < above.length && (above[next] as Run).to < from - 1) next++
      for (let i = next; i < above.length && (above[i] as Run).from <= to + 1; i++) label = joined(boxes, root((above[i] as Run).label), label)
      if (label < 0) label = boxes.push({ parent: boxes.length, left: from, right: to, top: y, bottom: y }) - 1
      const box = boxes[label] as Box
      box.left = Math.min(box.left, from)
      box.right = Math.max(box.right, to)
      box.bottom = y
      runs.push({ from, to, label })
    }
    above = runs
  }
  return boxes.filter((box, label) => box.parent === label).map((box) => ({ left: box.left, top: box.top, width: box.right - box.left + 1, height: box.bottom - box.top + 1 }))
}

function joined(boxes: Box[], a: number, b: number): number {
  if (b < 0 || a === b) return a
  const [into, from] = a < b ? [a, b] : [b, a]
  const [target, source] = [boxes[into], boxes[from]]
  if (!target || !source) return into
  source.parent = into
  target.left = Math.min(target.left, source.left)
  target.right = Math.max(target.right, source.right)
  target.top = Math.min(target.top, source.top)
  target.bottom = Math.max(target.bottom, source.bottom)
  return into
}

function* darkRuns({ data, width }: Grey, y: number): Generator<{ from: number; to: number }> {
  const start = y * width
  let from = -1
  for (let x = 0; x <= width; x++) {
    const isDark = x < width && (data[start + x] as number) < DARK
    if (isDark && from < 0) from = x
    if (!isDark && from >= 0) {
      yield { from, to: x - 1 }
      from = -1
    }
  }
}
