import type { Line } from '../page/sheet.ts'
import type { Span } from '../page/span.ts'

type Placed = { span: Span }

/** Pages of thousands of numbers are asked line by line: the lists are sorted by line once. */
const SORTED = new WeakMap<readonly Placed[], ReadonlyMap<Line, readonly Placed[]>>()

/** Those of the tokens that stand on a line, from left to right. */
export function onLine<Token extends Placed>(tokens: readonly Token[], line: Line): readonly Token[] {
  const known = SORTED.get(tokens) ?? sorted(tokens)
  return (known.get(line) ?? []) as readonly Token[]
}

function sorted(tokens: readonly Placed[]): ReadonlyMap<Line, readonly Placed[]> {
  const lines = new Map<Line, Placed[]>()
  for (const token of tokens) {
    const list = lines.get(token.span.line)
    if (list === undefined) lines.set(token.span.line, [token])
    else list.push(token)
  }
  SORTED.set(tokens, lines)
  return lines
}
