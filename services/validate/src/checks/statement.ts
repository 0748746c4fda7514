import type { BankStatement, Canonical, Finding, Movement } from '@chasqui/contracts'
import { add, addDays, compare, isCivilDate, isNegative, isZero, sum } from '@chasqui/tax'
import { finding } from '../finding-catalog.ts'

const DAYS_OUTSIDE = 5

/** A statement's movements lead from its opening to its closing balance, one by one, inside its period. */
export function checkStatement({ bankStatement }: Canonical): Finding[] {
  if (bankStatement === undefined) return []
  return [...checkBalance(bankStatement), ...checkChain(bankStatement), ...checkSigns(bankStatement), ...checkPeriod(bankStatement)]
}

/** Undefined when a balance is missing. */
function doesBalance({ account, openingBalance, closingBalance, transactions }: BankStatement): { holds: boolean; reached: string } | undefined {
  if (openingBalance === undefined || closingBalance === undefined) return undefined
  const moved = sum(transactions.filter((movement) => movement.currency === account.currency).map((movement) => movement.amount))
  const reached = add(openingBalance.amount, moved)
  return { reached, holds: compare(reached, closingBalance.amount) === 0 }
}

function checkBalance(statement: BankStatement): Finding[] {
  const balance = doesBalance(statement)
  const { openingBalance, closingBalance } = statement
  if (balance === undefined || balance.holds || openingBalance === undefined || closingBalance === undefined) return []
  const detail = `${openingBalance.amount} and the movements make ${balance.reached}, not ${closingBalance.amount}`
  return [finding('STATEMENT_BALANCE_MISMATCH', { field: 'bankStatement.closingBalance.amount', value: closingBalance.amount, detail })]
}

/** Each balance is the one before it and the amount, oldest or newest first. */
function checkChain(statement: BankStatement): Finding[] {
  const { transactions } = statement
  if (transactions.length < 2 || transactions.some((movement) => movement.balanceAfter === undefined)) return []
  const broken = firstBreak(transactions)
  if (broken === undefined || firstBreak([...transactions].reverse()) === undefined) return []
  // Where both balances agree, the bank only printed the movements of a day in another order.
  const severity = doesBalance(statement)?.holds ? 'warning' : 'error'
  const detail = `the balance after movement ${broken + 1} does not follow from the one before`
  return [finding('STATEMENT_BALANCE_MISMATCH', { severity, field: `bankStatement.transactions.${broken}.balanceAfter`, value: transactions[broken]?.balanceAfter, detail })]
}

function firstBreak(movements: readonly Movement[]): number | undefined {
  for (let i = 1; i < movements.length; i++) {
    const before = movements[i - 1]?.balanceAfter
    const movement = movements[i]
    if (before !== undefined && movement?.balanceAfter !== undefined && compare(add(before, movement.amount), movement.balanceAfter) !== 0) return i
  }
  return undefined
}

function checkSigns({ transactions }: BankStatement): Finding[] {
  const index = transactions.findIndex(({ amount, direction }) => !isZero(amount) && isNegative(amount) !== (direction === 'debit'))
  const movement = transactions[index]
  if (movement === undefined) return []
  return [finding('MOVEMENT_SIGN_MISMATCH', { field: `bankStatement.transactions.${index}.direction`, value: movement.amount, detail: `${movement.amount} is called a ${movement.direction}` })]
}

function checkPeriod({ from, to, transactions }: BankStatement): Finding[] {
  const earliest = from !== undefined && isCivilDate(from) ? addDays(from, -DAYS_OUTSIDE) : undefined
  const latest = to !== undefined && isCivilDate(to) ? addDays(to, DAYS_OUTSIDE) : undefined
  const index = transactions.findIndex(({ bookingDate }) => (earliest !== undefined && bookingDate < earliest) || (latest !== undefined && bookingDate > latest))
  const movement = transactions[index]
  if (movement === undefined) return []
  return [finding('MOVEMENT_DATE_OUT_OF_PERIOD', { field: `bankStatement.transactions.${index}.bookingDate`, value: movement.bookingDate, detail: `${movement.bookingDate} outside ${from ?? '…'} to ${to ?? '…'}` })]
}
