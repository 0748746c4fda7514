import { letterHeight, shapesOf, turned, type Grey } from '@chasqui/images'
import { neighbourVotes } from './axis.ts'
import { uprightVotes } from './upside.ts'

/** Of the letters that vote: pages measured have less than 6 % or more than 94 % beside each other. */
const CLEAR_SHARE = 0.75
const MIN_VOTES = 20
/** How far the votes must be from what chance gives, in deviations. */
const CLEAR_DEVIATIONS = 3.5

/** Quarters to turn clockwise so that the page stands upright; several when the picture alone does not tell. */
export type Turns = readonly [quarterTurns: number, ...others: number[]]

/**
 * How a picture must be turned, told by its shapes: whether letters stand beside each other or above each other, and whether
 * they stand on their feet. On receipts this was right more often than the orientation detection of tesseract, which seldom
 * reaches a confidence that can be trusted there, and it costs a tenth. Expects even light.
 */
export function turnsOf(image: Grey): Turns {
  const axis = printAxis(image)
  if (axis === 'unknown') return [0, 1, 2, 3]
  const turns = axis === 'rows' ? 0 : 1
  const isUpright = standsUpright(turned(image, turns))
  if (isUpright === undefined) return [turns, turns + 2]
  return isUpright ? [turns] : [turns + 2]
}

/** Whether print runs along the rows of the picture, along its columns, or cannot be told. */
export function printAxis(image: Grey): 'rows' | 'columns' | 'unknown' {
  const shapes = shapesOf(image)
  const height = letterHeight(shapes)
  if (height === undefined) return 'unknown'
  const { beside, above } = neighbourVotes(shapes, height)
  if (beside + above < MIN_VOTES) return 'unknown'
  const share = beside / (beside + above)
  if (share > CLEAR_SHARE) return 'rows'
  return share < 1 - CLEAR_SHARE ? 'columns' : 'unknown'
}

/** Whether level lines of print stand upright (true) or on their head (false), if it can be told. */
export function standsUpright(image: Grey): boolean | undefined {
  const shapes = shapesOf(image)
  const height = letterHeight(shapes)
  if (height === undefined) return undefined
  const { up, down } = uprightVotes(shapes, height)
  const deviations = (up - down) / Math.sqrt(Math.max(1, up + down))
  return Math.abs(deviations) >= CLEAR_DEVIATIONS ? deviations > 0 : undefined
}
