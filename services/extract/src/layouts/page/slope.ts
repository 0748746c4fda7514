import type { Word } from '@chasqui/contracts'
import { linesOf } from '@chasqui/text'

/** Words nearer than this many heights are surely on one line, however the page hangs. */
const NEAR = 1.5
/** A steeper page was turned by preprocess already; what is left is the bend of a photographed paper. */
const MAX_SLOPE = 0.08
const MIN_SLOPE = 0.002
const MIN_PAIRS = 8

/**
 * How many points the lines of a page fall for each point to the right. Taken from words that stand close together,
 * whose being on one line is beyond doubt; 0 when too few say so.
 */
export function slopeOf(words: readonly Word[]): number {
  const slopes: { slope: number; weight: number }[] = []
  for (const line of linesOf(words)) {
    let start: Word | undefined
    let last: Word | undefined
    for (const word of line.words) {
      if (start === undefined || last === undefined || word.x - (last.x + last.w) > NEAR * Math.min(last.h, word.h)) {
        add(slopes, start, last)
        start = word
      }
      last = word
    }
    add(slopes, start, last)
  }
  if (slopes.length < MIN_PAIRS) return 0
  const slope = weightedMedian(slopes)
  return Math.abs(slope) < MIN_SLOPE || Math.abs(slope) > MAX_SLOPE ? 0 : slope
}

/** Base lines are compared: the heights of words differ with their letters, and tails (p, g, comma) pull them down. */
function add(slopes: { slope: number; weight: number }[], first: Word | undefined, last: Word | undefined): void {
  if (first === undefined || last === undefined || first === last || /[gjpqyQ,;()|/]/.test(first.text + last.text)) return
  const across = last.x + last.w / 2 - (first.x + first.w / 2)
  if (across > 2 * first.h) slopes.push({ slope: (last.y + last.h - (first.y + first.h)) / across, weight: across })
}

function weightedMedian(values: { slope: number; weight: number }[]): number {
  const sorted = values.toSorted((a, b) => a.slope - b.slope)
  let rest = sorted.reduce((sum, one) => sum + one.weight, 0) / 2
  for (const { slope, weight } of sorted) {
    rest -= weight
    if (rest <= 0) return slope
  }
  return 0
}

/** The printed lines of a page that may hang: words are put level to be grouped, and keep their places. */
export function levelLinesOf(words: readonly Word[]): Word[][] {
  const slope = slopeOf(words)
  const original = new Map(words.map((word) => [{ ...word, y: word.y - slope * (word.x + word.w / 2) }, word]))
  return linesOf([...original.keys()]).map((line) => line.words.map((word) => original.get(word) ?? word))
}
