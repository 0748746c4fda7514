import type { Row, Tenant } from '@chasqui/contracts'
import { abs, compare, isNegative, isZero, plainUpper, provenDecimalSeparator, sub, type AmountProfile } from '@chasqui/tax'
import type { Columns, FieldOf } from '@chasqui/tables'
import { errors } from '../../errors.ts'
import { cellAmount, cellDate, cellText, orderIn, otherCurrency, wholeText, writtenIn } from '../row/cells.ts'
import { MAX_TEXT, tooLong } from '../too-long.ts'
import type { Finding } from '../xml/fields.ts'
import type { Booking, Flaw } from './statement.ts'
import { accountIdOf, signed } from './statement.ts'

export type BankColumns = Columns<'bank'>

/** A row of a statement: a movement whose sign may still be open, a balance, or more text for the movement before. */
export type ReadRow =
  | { kind: 'movement'; booking: Booking; /** As printed, before any sign was worked out. */ isSigned: boolean; side: string | undefined }
  | { kind: 'opening' | 'closing'; balance: string | undefined; date: string | undefined }
  | { kind: 'more-text'; text: string }
  | { kind: 'nothing' }

export type RowReader = {
  readonly findings: Finding[]
  read(row: Row, at: number): ReadRow
}

const OPENING = /\bSALDO (INICIAL|ANTERIOR|APERTURA)\b|\b(OPENING|PREVIOUS|INITIAL) BALANCE\b/
const CLOSING = /\bSALDO (FINAL|ACTUAL|CIERRE)\b|\b(CLOSING|FINAL|ENDING) BALANCE\b/
const SUMS = /^(SUB ?)?TOTAL(ES)?\b|^SUMA\b/

/** How the columns of a statement write their amounts, proven by all their cells together. */
export function profileOf(rows: readonly Row[], columns: BankColumns, tenant: Pick<Tenant, 'country'>, currency: string): AmountProfile {
  const texts = (['amount', 'debit', 'credit', 'balance'] as const).flatMap((field) => {
    const header = columns[field]?.header
    return header === undefined ? [] : rows.map((row) => row[header]).filter((value) => typeof value === 'string')
  })
  const decimalSeparator = provenDecimalSeparator(texts)
  return { country: tenant.country, currency, isScan: false, isMoney: true, ...(decimalSeparator === undefined ? {} : { decimalSeparator }) }
}

/** The currency that the amounts themselves name, for tables that name it nowhere else. */
export function currencyBeside(rows: readonly Row[], columns: BankColumns, country: string): string | undefined {
  for (const field of ['amount', 'debit', 'credit', 'balance'] as const) {
    const header = columns[field]?.header
    const named = header === undefined ? undefined : rows.map((row) => writtenIn(row[header], country)).find((found) => found !== undefined)
    if (named !== undefined) return named
  }
  return undefined
}

export function rowReader(columns: BankColumns, profile: AmountProfile): RowReader {
  const findings: Finding[] = []
  const raw = (row: Row, field: FieldOf<'bank'>) => {
    const header = columns[field]?.header
    return header === undefined ? undefined : row[header]
  }
  const unreadable = (at: number, what: string) => errors.fault('MOVEMENT_UNREADABLE', { detail: `row ${at}: ${what}` })

  const amount = (row: Row, field: FieldOf<'bank'>, at: number): string | undefined => {
    const value = raw(row, field)
    // Empty and a lone dash both say: nothing in this column.
    if (value === undefined || value === null || /^[\s-]*$/.test(String(value))) return undefined
    const other = otherCurrency(value, profile.currency, profile.country)
    if (other !== undefined) findings.push({ ...other, field: 'bankStatement.transactions', message: `Row ${at}: ${other.message}` })
    const parsed = cellAmount(value, profile)
    if ('value' in parsed) return parsed.value
    if ('ambiguous' in parsed && parsed.preferred !== undefined) {
      findings.push({ code: 'AMOUNT_AMBIGUOUS', severity: 'review', field: 'bankStatement.transactions', message: `Row ${at}: "${cellText(value)}" may be ${parsed.candidates.join(' or ')}`, value: cellText(value) })
      return parsed.preferred
    }
    throw unreadable(at, `"${cellText(value) ?? ''}" is no amount`)
  }
  const date = (row: Row, field: FieldOf<'bank'>): string | undefined => {
    const value = raw(row, field)
    if (cellText(value) === undefined) return undefined
    const read = cellDate(value, profile.country, orderIn(row, columns[field]?.header))
    if (read.finding?.severity === 'review') findings.push({ ...read.finding, field: 'bankStatement.transactions' })
    return read.date
  }

  /** Beside debit and credit a column that is called an amount may be something else: a date of value, say. */
  const amountBesideSides = (row: Row): string | undefined => {
    const parsed = cellAmount(raw(row, 'amount') ?? '', profile)
    return 'value' in parsed ? parsed.value : undefined
  }

  const signedAmount = (row: Row, at: number): Moved | undefined => {
    const debit = amount(row, 'debit', at)
    const credit = amount(row, 'credit', at)
    const sided = movedBySides({ debit, credit, one: amountBesideSides(row) })
    if (sided !== undefined) return sided
    const one = amount(row, 'amount', at)
    if (one !== undefined) return { amount: one, isSigned: false }
    const zero = debit ?? credit
    return zero === undefined ? undefined : { amount: zero, isSigned: true }
  }

  const read = (row: Row, at: number): ReadRow => {
    // Whole: it is cut where its pieces are joined.
    const narrative = [wholeText(raw(row, 'narrative')), wholeText(raw(row, 'moreNarrative'))]
    const said = plainUpper(narrative.join(' '))
    const booked = date(row, 'bookingDate')
    const balance = amount(row, 'balance', at)
    const moved = signedAmount(row, at)
    if (OPENING.test(said)) return { kind: 'opening', balance: balance ?? moved?.amount, date: booked }
    if (CLOSING.test(said)) return { kind: 'closing', balance: balance ?? moved?.amount, date: booked }
    const bookingDate = booked ?? date(row, 'valueDate')
    if (bookingDate === undefined) {
      if (cellText(raw(row, 'bookingDate')) !== undefined && moved !== undefined) throw unreadable(at, `"${cellText(raw(row, 'bookingDate'))}" is no date`)
      if (moved === undefined) return said.trim() === '' ? { kind: 'nothing' } : { kind: 'more-text', text: narrative.join(' ') }
      if (SUMS.test(said.trim())) return { kind: 'nothing' }
      throw unreadable(at, 'no date')
    }
    if (moved === undefined) {
      if (said.trim() === '' || balance !== undefined) return { kind: 'nothing' }
      throw unreadable(at, 'no amount')
    }
    return { kind: 'movement', isSigned: moved.isSigned, side: cellText(raw(row, 'side')), booking: { ...bookingOf(row, narrative, at), bookingDate, valueDate: date(row, 'valueDate'), amount: moved.amount, balanceAfter: balance, flaw: moved.flaw } }
  }

  const bookingOf = (row: Row, narrative: readonly (string | undefined)[], at: number): Omit<Booking, 'bookingDate' | 'amount'> => {
    const text = (field: FieldOf<'bank'>) => {
      const whole = wholeText(raw(row, field))
      if (whole === undefined || whole.length <= MAX_TEXT) return whole
      const finding = tooLong('bankStatement.transactions', whole)
      findings.push({ ...finding, message: `Row ${at}, ${field}: ${finding.message}` })
      return whole.slice(0, MAX_TEXT)
    }
    const name = text('counterpartyName')
    const taxId = text('counterpartyTaxId')
    const { iban } = accountIdOf(text('counterpartyIban'))
    const known = { ...(name === undefined ? {} : { name }), ...(taxId === undefined ? {} : { taxId }), ...(iban === undefined ? {} : { iban }) }
    return {
      narrative: narrative.some((piece) => piece !== undefined) ? narrative : [name],
      counterparty: Object.keys(known).length === 0 ? undefined : known,
      externalRef: text('externalRef'),
      endToEndId: text('endToEndId'),
      code: text('code'),
    }
  }
  return { findings, read }
}

type Moved = { amount: string; isSigned: boolean; flaw?: Flaw | undefined }

/**
 * What the columns of debit and credit say; undefined when both are empty or zero. A debit is money out however it is
 * written; a credit with a minus takes one back.
 */
function movedBySides({ debit, credit, one }: { debit: string | undefined; credit: string | undefined; one: string | undefined }): Moved | undefined {
  const [out, in_] = [isSome(debit) ? debit : undefined, isSome(credit) ? credit : undefined]
  if (out === undefined && in_ === undefined) return undefined
  const amount = out === undefined ? in_ ?? '0' : in_ === undefined ? signed(out, true) : sub(in_, abs(out))
  if (out !== undefined && in_ !== undefined) return { amount, isSigned: true, flaw: contradicted(`${out} went out and ${in_} came in`) }
  const isOther = isSome(one) && (compare(abs(one), abs(amount)) !== 0 || (isNegative(one) && !isNegative(amount)))
  return { amount, isSigned: true, flaw: isOther ? contradicted(`the amount is ${one}, ${out === undefined ? 'the credit' : 'the debit'} ${out ?? in_}`) : undefined }
}

function isSome(amount: string | undefined): amount is string {
  return amount !== undefined && !isZero(amount)
}

/** Which of its columns is right, only a person can tell. */
export function contradicted(what: string): Flaw {
  return { code: 'MOVEMENT_CONTRADICTED', message: `The columns of the movement contradict each other: ${what}` }
}
