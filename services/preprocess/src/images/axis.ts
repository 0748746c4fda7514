import type { Shape } from '@chasqui/images'

/**
 * Counts the letters whose nearest neighbour stands beside them, and those whose nearest one stands above or below: letters
 * are set closer than lines. Counted by letters and not by the contrast of rows and columns, because on a receipt in a
 * typewriter face the letters stand in columns too.
 */
export function neighbourVotes(shapes: readonly Shape[], letterHeight: number): { beside: number; above: number } {
  const letters = shapes.filter(({ width, height }) => isLetterSized(width, letterHeight) && isLetterSized(height, letterHeight))
  const reach = Math.max(4, Math.round(1.2 * letterHeight))
  const cells = Map.groupBy(letters, ({ left, top, width, height }) => cellOf(left + width / 2, top + height / 2, 2 * reach))
  const votes = { beside: 0, above: 0 }
  for (const letter of letters) {
    const near = around(letter, cells, 2 * reach)
    const beside = nearest(letter, near, reach, 'left', 'width', 'top', 'height')
    const above = nearest(letter, near, reach, 'top', 'height', 'left', 'width')
    if (beside < above) votes.beside++
    else if (above < beside) votes.above++
  }
  return votes
}

/** Of a letter that may lie on its side. */
function isLetterSized(length: number, letterHeight: number): boolean {
  return length >= 0.3 * letterHeight && length <= 2 * letterHeight
}

const COLUMNS = 100_000

function cellOf(x: number, y: number, side: number): number {
  return Math.floor(y / side) * COLUMNS + Math.floor(x / side)
}

function around({ left, top, width, height }: Shape, cells: ReadonlyMap<number, readonly Shape[]>, side: number): Shape[] {
  const middle = cellOf(left + width / 2, top + height / 2, side)
  return [-1, 0, 1].flatMap((row) => [-1, 0, 1].flatMap((column) => cells.get(middle + row * COLUMNS + column) ?? []))
}

type Edge = 'left' | 'top'
type Length = 'width' | 'height'

/** The gap to the nearest shape along one axis that overlaps by half across it; beyond reach it is endless. */
function nearest(shape: Shape, others: readonly Shape[], reach: number, edge: Edge, length: Length, crossEdge: Edge, crossLength: Length): number {
  let smallest = Number.POSITIVE_INFINITY
  for (const other of others) {
    if (other === shape) continue
    const shared = Math.min(shape[crossEdge] + shape[crossLength], other[crossEdge] + other[crossLength]) - Math.max(shape[crossEdge], other[crossEdge])
    if (shared < 0.5 * Math.min(shape[crossLength], other[crossLength])) continue
    const gap = Math.max(shape[edge], other[edge]) - Math.min(shape[edge] + shape[length], other[edge] + other[length])
    if (gap >= 0 && gap <= reach && gap < smallest) smallest = gap
  }
  return smallest
}
