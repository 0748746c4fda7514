import type { z } from 'zod'
import type { BankStatement as BankStatementSchema, Canonical, DocType, Movement as MovementSchema } from '@chasqui/contracts'
import { abs, compare, isIban, isNegative, normalizeIban, ordinalsOf } from '@chasqui/tax'
import { errors } from '../../errors.ts'
import { notesFor } from '../evidence.ts'
import { present, presentOrNone, type Party } from '../fiscal.ts'
import { MAX_TEXT, tooLong } from '../too-long.ts'
import type { Finding } from '../xml/fields.ts'

export type Movement = z.infer<typeof MovementSchema>
export type BankStatement = z.infer<typeof BankStatementSchema>
export type Account = BankStatement['account']
export type Balance = { amount: string; date?: string | undefined }

/** A movement as its format tells it; what follows from it (direction, ordinal) is added for all formats alike. */
export type Booking = {
  bookingDate: string
  valueDate?: string | undefined
  /** Signed: money in is positive. */
  amount: string
  currency?: string | undefined
  /** Pieces of text in reading order. */
  narrative: readonly (string | undefined)[]
  counterparty?: (Party & { iban?: string | undefined }) | undefined
  externalRef?: string | undefined
  endToEndId?: string | undefined
  code?: string | undefined
  balanceAfter?: string | undefined
  /** What is wrong with it, said where it stands in the end. */
  flaw?: Flaw | undefined
}

export type Flaw = { code: 'MOVEMENT_CONTRADICTED' | 'MOVEMENT_SIGN_MISMATCH'; message: string }

/** One statement of one account as read from a file; several of one account are chained. */
export type ReadStatement = {
  account: { iban?: string | undefined; number?: string | undefined; bank?: string | undefined; branch?: string | undefined; currency: string; holder?: string | undefined }
  statementId?: string | undefined
  sequence?: string | undefined
  from?: string | undefined
  to?: string | undefined
  opening?: Balance | undefined
  closing?: Balance | undefined
  bookings: readonly Booking[]
}

/** Shorter pieces stand inside others by accident. */
const REPEATED = 6

/** The pieces of a narrative in one line, and how long it was before it was cut; a piece that an earlier one says already is left out. */
function narrativeOf(pieces: readonly (string | undefined)[]): { text: string; length: number } {
  let text = ''
  let length = 0
  for (const piece of pieces) {
    const clean = (piece ?? '').replace(/\s+/g, ' ').trim()
    if (clean === '' || (clean.length >= REPEATED && text.includes(clean))) continue
    length += (length === 0 ? 0 : 1) + clean.length
    // What will be cut is counted only: files choose how many pieces there are.
    if (text.length < MAX_TEXT) text = text === '' ? clean : `${text} ${clean}`
  }
  return { text: text.slice(0, MAX_TEXT).trim(), length }
}

/** An account id is an IBAN or the bank's own number. */
export function accountIdOf(text: string | undefined): { iban?: string; number?: string } {
  if (text === undefined || text.trim() === '') return {}
  return isIban(text) ? { iban: normalizeIban(text) } : { number: text.replace(/\s+/g, ' ').trim().slice(0, 60) }
}

/** Signs an amount that the format states without sign. */
export function signed(amount: string, isDebit: boolean): string {
  const plain = abs(amount)
  return isDebit && compare(plain, '0') !== 0 ? `-${plain}` : plain
}

/**
 * Joins the statements of one file into one. Messages of one account follow each other (MT940 is cut every few
 * movements, daily statements come together); other accounts are other documents: MANY_DOCUMENTS.
 */
export function chained(statements: readonly ReadStatement[]): { statement: ReadStatement; findings: Finding[] } {
  const [first, ...others] = statements
  if (first === undefined) throw errors.fault('NO_USABLE_FIELD', { detail: 'no statement' })
  const findings: Finding[] = []
  let whole = first
  for (const next of others) {
    if (accountKey(next) !== accountKey(first)) throw errors.fault('MANY_DOCUMENTS', { detail: 'statements of several accounts' })
    if (whole.closing !== undefined && next.opening !== undefined && compare(whole.closing.amount, next.opening.amount) !== 0) findings.push(gap(whole.closing.amount, next.opening.amount))
    whole = {
      ...whole,
      to: next.to ?? whole.to,
      closing: next.closing ?? whole.closing,
      bookings: [...whole.bookings, ...next.bookings],
    }
  }
  return { statement: whole, findings }
}

function accountKey({ account }: ReadStatement): string {
  return `${account.iban ?? account.number ?? ''} ${account.currency}`
}

function gap(closing: string, opening: string): Finding {
  return { code: 'STATEMENT_GAP', severity: 'warning', field: 'bankStatement.openingBalance', message: `A statement of the file ends with ${closing} and the next begins with ${opening}`, value: opening }
}

/** The canonical document of a statement. Throws NO_USABLE_FIELD when it has neither movements nor balances. */
export function bankCanonical(read: ReadStatement, options: { docType: DocType; format: string; source: 'bank-file' | 'row'; tenantCountry: string; findings: Finding[] }): Canonical {
  if (read.bookings.length === 0 && read.opening === undefined && read.closing === undefined) throw errors.fault('NO_USABLE_FIELD', { detail: 'no movement and no balance' })
  const notes = notesFor(options.source, options.format)
  const { transactions, findings } = movementsOf(read)
  const statement: BankStatement = present({
    account: present(read.account),
    statementId: read.statementId,
    sequence: read.sequence,
    from: notes.note('bankStatement.from', read.from, 'period'),
    to: notes.note('bankStatement.to', read.to, 'period'),
    openingBalance: notes.note('bankStatement.openingBalance', read.opening && present(read.opening), 'opening balance'),
    closingBalance: notes.note('bankStatement.closingBalance', read.closing && present(read.closing), 'closing balance'),
    transactions,
  })
  notes.note('bankStatement.account', statement.account.iban ?? statement.account.number, 'account')
  notes.note('bankStatement.transactions', statement.transactions[0], 'movements')
  return present({
    schemaVersion: 1 as const,
    docType: options.docType,
    country: countryOf(read.account.iban) ?? options.tenantCountry,
    currency: read.account.currency,
    periodStart: read.from,
    periodEnd: read.to,
    lines: [],
    references: [],
    bankStatement: statement,
    source: options.source,
    confidence: options.source === 'row' ? 0.95 : 0.99,
    fieldMeta: notes.meta,
    findings: [...options.findings, ...findings],
  })
}

function countryOf(iban: string | undefined): string | undefined {
  return iban?.slice(0, 2)
}

function movementsOf({ account, bookings }: ReadStatement): { transactions: Movement[]; findings: Finding[] } {
  const identity = account.iban ?? account.number ?? ''
  const ordinals = ordinalsOf(bookings.map(({ bookingDate, amount, currency }) => ({ account: identity, bookingDate, amount, currency: currency ?? account.currency })))
  const findings: Finding[] = []
  const narrative = (pieces: Booking['narrative'], index: number): string => {
    const { text, length } = narrativeOf(pieces)
    if (length > MAX_TEXT) findings.push(tooLong(`bankStatement.transactions.${index}.narrative`, text, length))
    return text
  }
  const transactions = bookings.map((booking, index): Movement => present({
    bookingDate: booking.bookingDate,
    valueDate: booking.valueDate,
    amount: booking.amount,
    direction: isNegative(booking.amount) ? 'debit' as const : 'credit' as const,
    currency: booking.currency ?? account.currency,
    narrative: narrative(booking.narrative, index),
    counterparty: booking.counterparty && presentOrNone(booking.counterparty),
    externalRef: booking.externalRef,
    endToEndId: booking.endToEndId,
    code: booking.code,
    balanceAfter: booking.balanceAfter,
    ordinal: ordinals[index] ?? 1,
  }))
  bookings.forEach(({ flaw, amount }, index) => {
    if (flaw !== undefined) findings.push({ ...flaw, severity: 'error', field: `bankStatement.transactions.${index}.amount`, value: amount })
  })
  return { transactions, findings }
}
