import type { Word } from '@chasqui/contracts'

/** A word that is text and not the edge of a paper, a fold or a stain. */
const isText = (word: Word) => /[\p{L}\p{N}]{3}/u.test(word.text) && (word.conf ?? 100) >= 60
const MIN_TEXT = 8
const SHORT = 2

/**
 * Leaves out what an engine reads into the edge of a photographed paper: single letters and figures that stand outside
 * the width that the text takes up.
 */
export function withoutMarginNoise(words: readonly Word[]): Word[] {
  const text = words.filter(isText)
  if (text.length < MIN_TEXT) return [...words]
  const left = Math.min(...text.map((word) => word.x))
  const right = Math.max(...text.map((word) => word.x + word.w))
  const height = median(text.map((word) => word.h))
  return words.filter((word) => {
    if (word.text.replace(/[^\p{L}\p{N}]/gu, '').length > SHORT) return true
    return word.x + word.w > left - 0.2 * height && word.x < right + 0.2 * height
  })
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}
