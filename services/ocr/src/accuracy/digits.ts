/** The words that matter most in a document: those with a digit in them. Without the punctuation around them. */
export function wordsWithDigits(text: string): string[] {
  return text.split(/\s+/).map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')).filter((word) => /\d/.test(word))
}

/** How many of the true words were read, each as often as it stands there. */
export function countRight(truth: readonly string[], read: readonly string[]): number {
  const left = new Map<string, number>()
  for (const word of read) left.set(word, (left.get(word) ?? 0) + 1)
  return truth.filter((word) => {
    const times = left.get(word) ?? 0
    if (times > 0) left.set(word, times - 1)
    return times > 0
  }).length
}
