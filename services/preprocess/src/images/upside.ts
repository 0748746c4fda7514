import type { Shape } from '@chasqui/images'

/**
 * Counts what tells an upright line of print from one that stands on its head. Neighbouring letters stand on one base line
 * and differ in height above it (`a l`), far more often than they hang from one line and differ below it (`a g`); full stops
 * and commas sit at the foot of the figures they part. The second matters on receipts, which are all capitals and figures.
 */
export function uprightVotes(shapes: readonly Shape[], letterHeight: number): { up: number; down: number } {
  const votes = { up: 0, down: 0 }
  for (const [left, right] of neighbours(shapes, letterHeight)) {
    const vote = isSmall(left, letterHeight) || isSmall(right, letterHeight) ? footVote(left, right) : baseLineVote(left, right, letterHeight)
    if (vote > 0) votes.up += vote
    else votes.down -= vote
  }
  return votes
}

function isSmall(shape: Shape, letterHeight: number): boolean {
  return shape.height < 0.45 * letterHeight && shape.width < 0.45 * letterHeight
}

function baseLineVote(a: Shape, b: Shape, letterHeight: number): number {
  const top = Math.abs(a.top - b.top)
  const foot = Math.abs(a.top + a.height - b.top - b.height)
  const [same, other] = [0.1 * letterHeight, 0.2 * letterHeight]
  if (foot <= same && top >= other) return 1
  return top <= same && foot >= other ? -1 : 0
}

function footVote(a: Shape, b: Shape): number {
  const [small, letter] = a.height < b.height ? [a, b] : [b, a]
  const middle = (small.top + small.height / 2 - letter.top) / letter.height
  if (middle > 0.75 && middle < 1.3) return 1
  return middle < 0.25 && middle > -0.3 ? -1 : 0
}

/** Each shape that could be a letter or a point, with the next one to its right on the same line. */
function* neighbours(shapes: readonly Shape[], letterHeight: number): Generator<[Shape, Shape]> {
  const candidates = shapes
    .filter(({ width, height }) => height >= 0.1 * letterHeight && height <= 1.8 * letterHeight && width >= 0.1 * letterHeight && width <= 2.5 * letterHeight)
    .sort((a, b) => a.left - b.left)
  for (let i = 0; i < candidates.length; i++) {
    const shape = candidates[i] as Shape
    const next = nextOnLine(shape, candidates, i, letterHeight)
    if (next && !(isSmall(shape, letterHeight) && isSmall(next, letterHeight))) yield [shape, next]
  }
}

function nextOnLine(shape: Shape, candidates: readonly Shape[], index: number, letterHeight: number): Shape | undefined {
  const right = shape.left + shape.width
  for (let j = index + 1; j < candidates.length; j++) {
    const other = candidates[j] as Shape
    if (other.left > right + 0.7 * letterHeight) return undefined
    const isBeside = other.left >= right - 0.15 * letterHeight && Math.abs(other.top + other.height / 2 - shape.top - shape.height / 2) < 0.7 * letterHeight
    if (isBeside) return other
  }
  return undefined
}
