import { sharedWidth } from '../../page/around.ts'
import type { Line, Sheet } from '../../page/sheet.ts'
import type { Span } from '../../page/span.ts'
import { percentTokens, type AmountToken, type PercentToken } from '../../values/amount-token.ts'
import { amountLabels, type AmountLabel, type Role } from './labels.ts'
import { onLine } from '../../values/on-line.ts'

/** An amount that a label claims, and how strongly: nearness and plainness of the label, 0–1. */
export type Claim = {
  role: Role
  label: Span
  token: AmountToken
  weight: number
  /** The rate that stands between label and amount: "IVA 21 %  210,00". */
  rate?: PercentToken
}

/** How far below its label an amount may stand, in heights of the label. */
const MAX_DROP = 3.5
/** The rows of a tax table that hang below one row of labels. */
const MAX_ROWS_BELOW = 6

/** Every labelled amount outside the table of lines; one amount may be claimed by several labels, and a label may claim several. */
export function ledgerOf(sheet: Sheet, amounts: readonly AmountToken[], isExcluded: (line: Line) => boolean): Claim[] {
  return sheet.lines.filter((line) => !isExcluded(line)).flatMap((line) => {
    const labels = amountLabels(line)
    if (labels.length === 0) return []
    const tokens = onLine(amounts, line)
    return labels.flatMap((label, i) => {
      const right = toTheRight(label, labels[i + 1], tokens, percentTokens(line))
      return right.length > 0 ? right : below(label, sheet, amounts)
    })
  })
}

/** The amounts between a label and the next one; the last is the likeliest, and money likelier than a bare number. */
function toTheRight(label: AmountLabel, next: AmountLabel | undefined, tokens: readonly AmountToken[], percents: readonly PercentToken[]): Claim[] {
  const end = next?.span.start ?? Number.POSITIVE_INFINITY
  const inRun = (span: Span) => span.start >= label.span.end && span.start < end
  const run = tokens.filter((token) => inRun(token.span))
  const rate = percents.find((percent) => percent.span.start >= label.span.start && percent.span.start < end)
  return run.map((token, i) => ({
    role: label.role, label: label.span, token,
    weight: label.plain * (token.isMoneyLike ? 1 : 0.45) * (i === run.length - 1 ? 1 : 0.6),
    ...(rate === undefined ? {} : { rate }),
  }))
}

/** The amounts in the column under a label, until other text breaks the column. */
function below(label: AmountLabel, sheet: Sheet, amounts: readonly AmountToken[]): Claim[] {
  const claims: Claim[] = []
  let last: Line = label.span.line
  for (const line of sheet.lines.slice(label.span.line.at + 1)) {
    if (line.page !== last.page || line.y - (last.y + last.h) > MAX_DROP * label.span.h || claims.length >= MAX_ROWS_BELOW) break
    const under = onLine(amounts, line).filter((token) => stands(token.span, label.span))
    const [nearest] = under.toSorted((a, b) => distance(a.span, label.span) - distance(b.span, label.span))
    if (nearest === undefined) {
      if (claims.length > 0) break
      if (line.at - label.span.line.at >= 2) break
      continue
    }
    const rate = percentTokens(line)[0]
    claims.push({
      role: label.role, label: label.span, token: nearest,
      weight: label.plain * (nearest.isMoneyLike ? 0.9 : 0.4) * 0.9 ** claims.length,
      ...(rate === undefined ? {} : { rate }),
    })
    last = line
  }
  return claims
}

/** A value stands under its label when they share width, or when their right edges are in line. */
function stands(value: Span, label: Span): boolean {
  return sharedWidth(value, label) > 0.25 || distance(value, label) < 1.2 * label.h
}

function distance(a: Span, b: Span): number {
  return Math.min(Math.abs(a.x + a.w - (b.x + b.w)), Math.abs(a.x - b.x), Math.abs(a.x + a.w / 2 - (b.x + b.w / 2)))
}
