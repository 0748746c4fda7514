/** In the order of likelihood: a tie goes to the first. */
const DELIMITERS = [';', '\t', '|', ','] as const
export type Delimiter = (typeof DELIMITERS)[number]

const SAMPLE_LINES = 60

/**
 * The delimiter of a table: the one that cuts the most lines into the same number of cells (more than one).
 * `sep=;` in the first line, which Excel writes, settles it. Decimal commas lose: they cut only some lines.
 */
export function sniffDelimiter(text: string): Delimiter {
  const stated = /^sep=([;,|\t])\r?\n/i.exec(text)?.[1]
  if (stated !== undefined) return stated as Delimiter
  const lines = text.slice(0, 64 * 1024).split(/\r\n|\n|\r/, SAMPLE_LINES).filter((line) => line.trim() !== '')
  let best: { delimiter: Delimiter; score: number } = { delimiter: ';', score: 0 }
  for (const delimiter of DELIMITERS) {
    const score = scoreOf(lines.map((line) => cellsIn(line, delimiter)))
    if (score > best.score) best = { delimiter, score }
  }
  return best.delimiter
}

/** How many cells, delimiters inside quotes not counted. */
function cellsIn(line: string, delimiter: string): number {
  let cells = 1
  let isQuoted = false
  for (const char of line) {
    if (char === '"') isQuoted = !isQuoted
    else if (char === delimiter && !isQuoted) cells++
  }
  return cells
}

/** Lines that agree on their number of cells, times that number: both must be high. */
function scoreOf(counts: readonly number[]): number {
  const agreeing = new Map<number, number>()
  for (const count of counts) if (count > 1) agreeing.set(count, (agreeing.get(count) ?? 0) + 1)
  return Math.max(0, ...[...agreeing].map(([cells, lines]) => cells * lines))
}
