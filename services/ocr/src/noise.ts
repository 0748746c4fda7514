import type { Word } from '@chasqui/contracts'

/** How sure the engine must be of what could as well be a speck, the weave of a table cloth or the edge of the paper. */
const SURE_OF_SIGNS = 60
const SURE_OF_SCRAPS = 45
const SURE_OF_ODD_SIZES = 60

/**
 * The words without what is none: around a photographed page the engine sees letters in wood and cloth, mostly one or two at a
 * time, of odd sizes, and is not sure of them. A word of three letters is kept however unsure it is; a person may still read it.
 */
export function withoutNoise(words: readonly Word[]): Word[] {
  const heights = words.filter(({ conf = 0, text }) => conf >= 70 && text.length >= 3).map(({ h }) => h).sort((a, b) => a - b)
  const usual = heights[heights.length >> 1]
  return words.filter((word) => !isNoise(word, usual))
}

function isNoise({ text, conf = 100, h }: Word, usualHeight: number | undefined): boolean {
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
  if (letters === 0) return conf < SURE_OF_SIGNS
  if (letters <= 2 && conf < SURE_OF_SCRAPS) return true
  const isOdd = usualHeight !== undefined && (h > 2.5 * usualHeight || h < 0.35 * usualHeight)
  return isOdd && conf < SURE_OF_ODD_SIZES
}
