import type { BankStatement, Canonical, Movement } from '@chasqui/contracts'
import { bankAccountIdOf, type BankAccount, type BankStatementRecord, type BankTransaction } from '@chasqui/mongo/books'
import { alphanumeric, movementKey, plainUpper } from '@chasqui/tax'
import { present } from '../present.ts'
import type { PostRequest, RecordContext, StatementDestination } from './destination.ts'
import { maybeMoney, money } from './money.ts'
import { partyOf } from './parties.ts'
import { recordHead } from './source.ts'

/** Bank statements, and single transfers as statements of one movement. */
export const bank: StatementDestination = {
  kind: 'statement',
  lacks: ({ bankStatement }) => (!bankStatement ? 'it has no movements' : accountText(bankStatement) === '' ? 'it names no account' : undefined),
}

/** The IBAN, or the bank's own number of the account: what movements are told apart by. */
function accountText({ account }: BankStatement): string {
  return alphanumeric(account.iban ?? account.number ?? '')
}

/** The key of each movement of a statement; see imports on why the bank's own reference is left out. */
export function movementKeysOf(tenantId: string, statement: BankStatement): string[] {
  const account = accountText(statement)
  return statement.transactions.map(({ bookingDate, amount, currency, ordinal }) => movementKey(tenantId, { account, bookingDate, amount, currency, ordinal }).key)
}

export function accountIdIn(tenantId: string, { account }: BankStatement): string {
  return bankAccountIdOf(tenantId, account) ?? ''
}

/** The account as it is made when it is unknown: a person confirms that it is the tenant's. */
export function accountOf(request: PostRequest, statement: BankStatement, context: RecordContext): BankAccount {
  const { iban, ...account } = statement.account
  return {
    ...recordHead(request, { ...context, entityId: accountIdIn(request.tenant.id, statement) }),
    ...present({ ...account, iban: iban && alphanumeric(iban) }), currency: account.currency,
    status: 'unconfirmed',
  }
}

/** @param duplicates how many of its movements another import had brought already */
export function statementOf(request: PostRequest, statement: BankStatement, context: RecordContext, duplicates: number): BankStatementRecord {
  const { statementId, sequence, openingBalance, closingBalance, transactions, account } = statement
  return {
    ...recordHead(request, context),
    accountId: accountIdIn(request.tenant.id, statement),
    ...present({ statementId, sequence, ...periodOf(statement) }),
    ...present({ opening: maybeMoney(openingBalance?.amount, account.currency), closing: maybeMoney(closingBalance?.amount, account.currency) }),
    currency: account.currency,
    movements: transactions.length,
    duplicates,
    state: 'staged',
  }
}

/** The first and the last day: as stated, else those of the balances, else those of the movements. */
export function periodOf({ from, to, openingBalance, closingBalance, transactions }: BankStatement): { from?: string | undefined; to?: string | undefined } {
  const days = transactions.map((movement) => movement.bookingDate).sort()
  return { from: from ?? openingBalance?.date ?? days[0], to: to ?? closingBalance?.date ?? days.at(-1) }
}

/** @param statementId the record of the statement that brings the movement */
export function transactionOf(request: PostRequest, statement: BankStatement, movement: Movement, context: RecordContext, statementId: string): BankTransaction {
  const { bookingDate, valueDate, amount, direction, currency, narrative, counterparty, ordinal } = movement
  const { externalRef, endToEndId, code, balanceAfter } = movement
  return {
    ...recordHead(request, context),
    accountId: accountIdIn(request.tenant.id, statement),
    statementId,
    bookingDate, valueDate: valueDate ?? bookingDate,
    amount: money(amount, currency),
    direction, currency, narrative, narrativeNorm: ruleText(narrative), ordinal,
    ...present({ counterparty: counterparty && partyOf(counterparty, request.canonical.country), externalRef, endToEndId, code, balanceAfter: maybeMoney(balanceAfter, currency) }),
    status: 'pending',
  }
}

/** A narrative as rules compare it: upper case, no accents, no long numbers (references that differ each time). */
export function ruleText(narrative: string): string {
  return plainUpper(narrative).replace(/\d{6,}/g, '').replace(/\s+/g, ' ').trim()
}

export function statementIn({ bankStatement }: Canonical): BankStatement {
  if (!bankStatement) throw new Error('a statement was asked for where there is none')
  return bankStatement
}
