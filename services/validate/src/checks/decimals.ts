import type { Canonical, Finding } from '@chasqui/contracts'
import { decimalsOf } from '@chasqui/tax'
import { finding } from '../finding-catalog.ts'

type Stated = { field: string; amount: string | undefined; currency: string | undefined }

const TOTALS = ['subtotal', 'tax', 'total', 'payable', 'withholding'] as const
const PAY = ['gross', 'totalDeductions', 'net'] as const
const MAX_NAMED = 5

/**
 * No amount is finer than its currency. One that is was computed without being rounded, or its thousands were read as
 * decimals; rounding it here would hide which. Prices and quantities of lines may be finer.
 */
export function checkDecimals(document: Canonical): Finding[] {
  const { totals, payroll, currency, bankStatement } = document
  const stated: Stated[] = [
    ...TOTALS.map((name) => ({ field: `totals.${name}`, amount: totals?.[name], currency })),
    ...PAY.map((name) => ({ field: `payroll.${name}`, amount: payroll?.[name], currency })),
  ]
  return [...stated.filter(isTooFine).map((one) => tooFine(one)), ...checkStatement(bankStatement)]
}

/** The movements of a statement are one finding: a bank that writes one so writes all of them so. */
function checkStatement(statement: Canonical['bankStatement']): Finding[] {
  if (statement === undefined) return []
  const { account, openingBalance, closingBalance, transactions } = statement
  const balances: Stated[] = [
    { field: 'bankStatement.openingBalance.amount', amount: openingBalance?.amount, currency: account.currency },
    { field: 'bankStatement.closingBalance.amount', amount: closingBalance?.amount, currency: account.currency },
  ]
  const [first, ...others] = transactions.map(({ amount, currency }, index): Stated => ({ field: `bankStatement.transactions.${index}.amount`, amount, currency })).filter(isTooFine)
  const places = others.map(({ field }) => Number(field.split('.')[2]) + 1)
  const more = places.length === 0 ? '' : `; so have movements ${places.slice(0, MAX_NAMED).join(', ')}${places.length > MAX_NAMED ? ` and ${places.length - MAX_NAMED} more` : ''}`
  return [...balances.filter(isTooFine).map((one) => tooFine(one)), ...(first === undefined ? [] : [tooFine(first, more)])]
}

function isTooFine({ amount, currency }: Stated): boolean {
  return amount !== undefined && currency !== undefined && decimalsIn(amount) > decimalsOf(currency)
}

/** Zeros at the end say nothing: 1190.00 is whole. */
function decimalsIn(amount: string): number {
  return /\.(\d*[1-9])0*$/.exec(amount)?.[1]?.length ?? 0
}

function tooFine({ field, amount = '', currency = '' }: Stated, more = ''): Finding {
  return finding('AMOUNT_DECIMALS', { field, value: amount, detail: `${amount} has ${decimalsIn(amount)}, ${currency} has ${decimalsOf(currency)}${more}` })
}
