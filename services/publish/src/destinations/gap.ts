import { textOf, type BankStatementRecord } from '@chasqui/mongo/books'
import { compare } from '@chasqui/tax'

type Balances = Pick<BankStatementRecord, '_id' | 'from' | 'to' | 'opening' | 'closing'>

/**
 * Whether a statement is missing before this one: its opening balance is no closing balance of what ends just before.
 * Unknown balances and an unknown period prove nothing.
 * @param earlier statements of the account that end on or before the first day of this one
 */
export function hasGapBefore(statement: Balances, earlier: readonly Balances[]): boolean {
  const { from, opening } = statement
  if (from === undefined || opening === undefined) return false
  const closings = neighbours(statement, from, earlier).flatMap(({ closing }) => (closing === undefined ? [] : [textOf(closing)]))
  return closings.length > 0 && closings.every((closing) => compare(closing, textOf(opening)) !== 0)
}

/**
 * What may stand directly before: statements that end on the day this one begins (several a day are usual), and the
 * latest that end before it. The same statement in another format is no neighbour of itself.
 */
function neighbours(statement: Balances, from: string, earlier: readonly Balances[]): Balances[] {
  const others = earlier.filter((other) => other._id !== statement._id && !isCopy(statement, other))
  const before = others.map((other) => other.to ?? '').filter((to) => to < from)
  const latest = before.reduce((a, b) => (a > b ? a : b), '')
  return others.filter(({ to }) => to === from || (latest !== '' && to === latest))
}

/** Formats differ in where they begin (some name the day before), never in where they end. */
function isCopy(one: Balances, other: Balances): boolean {
  return one.to === other.to && sameAmount(one.opening, other.opening) && sameAmount(one.closing, other.closing)
}

function sameAmount(one: Balances['opening'], other: Balances['opening']): boolean {
  return one === undefined || other === undefined ? one === other : compare(textOf(one), textOf(other)) === 0
}
