import { abs, add, compare, isNegative, negate, sub } from '@chasqui/tax'

export type Step = { amount: string; balance: string | undefined }

/**
 * How many steps of a list obey balance = balance before + amount. `isUnsigned`: amounts that were printed without a
 * sign obey when they differ from it by their sign alone.
 */
function obeying(steps: readonly Step[], isUnsigned: boolean): number {
  let count = 0
  for (let index = 1; index < steps.length; index++) {
    const difference = differenceAt(steps, index)
    const amount = steps[index]?.amount
    if (difference === undefined || amount === undefined) continue
    if (compare(isUnsigned ? abs(difference) : difference, isUnsigned ? abs(amount) : amount) === 0) count++
  }
  return count
}

function differenceAt(steps: readonly Step[], index: number): string | undefined {
  const [before, after] = [steps[index - 1]?.balance, steps[index]?.balance]
  return before === undefined || after === undefined ? undefined : sub(after, before)
}

/** Which way the rows run, as the running balance proves it; undefined when it proves nothing or both. */
export function orderByBalance(steps: readonly Step[], isUnsigned: boolean): 'oldest-first' | 'newest-first' | undefined {
  const forward = obeying(steps, isUnsigned)
  const backward = obeying(steps.toReversed(), isUnsigned)
  if (forward === backward) return undefined
  return forward > backward ? 'oldest-first' : 'newest-first'
}

/** Amounts printed without sign get the sign that the running balance proves; `steps` are oldest first. */
export function signsByBalance(steps: readonly Step[], openingBalance: string | undefined): { amounts: string[]; unproven: number[] } {
  const unproven: number[] = []
  const amounts = steps.map(({ amount, balance }, index) => {
    const difference = index === 0 && openingBalance !== undefined && balance !== undefined ? sub(balance, openingBalance) : differenceAt(steps, index)
    if (difference !== undefined && compare(abs(difference), abs(amount)) === 0) return isNegative(difference) ? negate(abs(amount)) : abs(amount)
    unproven.push(index)
    return amount
  })
  return { amounts, unproven }
}

/** The balance before the first step, from the balance after it. */
export function balanceBefore({ amount, balance }: Step): string | undefined {
  return balance === undefined ? undefined : add(balance, negate(amount))
}
