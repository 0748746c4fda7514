import { turned, type Grey } from './grey.ts'
import { letterHeight, shapesOf } from './shapes.ts'
import { lineContrast } from './skew.ts'
import { uprightVotes } from './upside.ts'

/** The direction of print is clear when one contrast is this much stronger than the other. */
const CLEAR_CONTRAST = 1.15
/** How far the votes must be from what chance gives, in deviations. */
const CLEAR_VOTE = 3.5

/** Quarters to turn clockwise so that the page stands upright; several when the picture alone does not tell. */
export type Turns = readonly [quarterTurns: number, ...others: number[]]

/** Whether print runs along the rows of the picture, along its columns, or cannot be told. */
export function printAxis(image: Grey): 'rows' | 'columns' | 'unknown' {
  const { rows, columns } = lineContrast(image)
  if (rows > CLEAR_CONTRAST * columns) return 'rows'
  return columns > CLEAR_CONTRAST * rows ? 'columns' : 'unknown'
}

/**
 * How a picture must be turned, told by its shapes: along which direction the lines stand out, and whether the letters stand
 * on their feet. Measured better on receipts than the orientation detection of tesseract, which seldom reaches the confidence
 * that it should have, and costs a tenth.
 */
export function turnsOf(image: Grey): Turns {
  const axis = printAxis(image)
  if (axis === 'unknown') return [0, 1, 2, 3]
  const turns = axis === 'rows' ? 0 : 1
  const side = standsUpright(turned(image, turns))
  if (side === undefined) return [turns, turns + 2]
  return side ? [turns] : [turns + 2]
}

/** Whether level lines of print stand upright (true) or on their head (false), if it can be told. */
export function standsUpright(image: Grey): boolean | undefined {
  const shapes = shapesOf(image)
  const height = letterHeight(shapes)
  if (height === undefined) return undefined
  const { up, down } = uprightVotes(shapes, height)
  const deviations = (up - down) / Math.sqrt(Math.max(1, up + down))
  return Math.abs(deviations) >= CLEAR_VOTE ? deviations > 0 : undefined
}
