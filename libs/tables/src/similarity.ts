/**
 * How alike two short texts are, 0–1: one minus the share of letters to change (Levenshtein).
 * Lengths that differ too much to reach `atLeast` are answered 0 without counting.
 */
export function similarity(a: string, b: string, atLeast = 0): number {
  const longest = Math.max(a.length, b.length)
  if (longest === 0) return 1
  if (1 - Math.abs(a.length - b.length) / longest < atLeast) return 0
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const change = a[row - 1] === b[column - 1] ? 0 : 1
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (previous[column - 1] ?? 0) + change))
    }
    previous = current
  }
  return 1 - (previous[b.length] ?? longest) / longest
}
