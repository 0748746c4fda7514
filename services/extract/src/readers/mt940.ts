import { decodeText } from '@chasqui/text'
import { daysBetween } from '@chasqui/tax'
import { errors } from '../errors.ts'
import type { Reader } from '../reader.ts'
import { bankAmount } from './bank/amount.ts'
import { bankDates, type BankDates } from './bank/dates.ts'
import { isGiven } from './bank/reference.ts'
import { accountIdOf, bankCanonical, chained, signed, type Balance, type Booking, type ReadStatement } from './bank/statement.ts'
import { readDetails } from './mt940/details.ts'
import { messagesOf, type Field } from './mt940/messages.ts'
import { bytesOf } from './source-bytes.ts'
import type { Finding } from './xml/fields.ts'

/** MT940, the SWIFT statement: with or without SWIFT blocks, messages of one account chained. */
export const mt940: Reader = {
  name: 'mt940',
  reads: (source) => source.kind === 'mt940',
  read: (source, { tenant }) => {
    const dates = bankDates()
    const found: Finding[] = []
    const statements = messagesOf(decodeText(bytesOf(source))).map((fields) => readMessage(fields, dates, found)).filter((statement) => statement !== undefined)
    const { statement, findings } = chained(statements)
    return bankCanonical(statement, { docType: source.docType, format: 'mt940', source: 'bank-file', tenantCountry: tenant.country, findings: [...dates.findings, ...found, ...findings] })
  },
}

/** Undefined for what is no statement: an empty message between two others. */
function readMessage(fields: readonly Field[], dates: BankDates, findings: Finding[]): ReadStatement | undefined {
  const first = (...tags: string[]) => fields.find((field) => tags.includes(field.tag))
  const account = first('25')
  const opening = balanceOf(first('60F', '60M'), dates)
  const closing = balanceOf(fields.findLast((field) => field.tag === '62F' || field.tag === '62M'), dates)
  const bookings = readBookings(fields, dates)
  if (account === undefined && opening === undefined && bookings.length === 0) return undefined
  const currency = opening?.currency ?? closing?.currency
  if (account === undefined) throw errors.fault('BANK_FILE_MALFORMED', { detail: 'a message without its account (:25:)' })
  if (currency === undefined) throw errors.fault('BANK_FILE_MALFORMED', { detail: 'a message without a balance (:60F: or :62F:)' })
  if (closing === undefined) throw errors.fault('BANK_FILE_MALFORMED', { detail: 'a message without its closing balance (:62F:): the file is cut off' })
  if (closing.currency !== currency) findings.push({ code: 'INVALID_CURRENCY', severity: 'error', field: 'currency', message: `The statement opens in ${currency} and closes in ${closing.currency}`, value: closing.currency })
  return {
    account: { ...accountOf(account.value), currency },
    statementId: first('20')?.value,
    sequence: first('28C', '28')?.value,
    from: opening?.balance.date,
    to: closing.balance.date,
    opening: opening?.balance,
    closing: closing.balance,
    bookings,
  }
}

/** `ES80…`, `ES80… EUR`, or bank and account with a slash between them. */
function accountOf(value: string): { iban?: string; number?: string; bank?: string } {
  const bare = value.split('\n')[0]?.trim() ?? ''
  const whole = accountIdOf(bare.replace(/\s*[A-Z]{3}$/, ''))
  if (whole.iban !== undefined) return whole
  const slash = bare.indexOf('/')
  return slash > 0 ? { bank: bare.slice(0, slash), number: bare.slice(slash + 1) } : accountIdOf(bare)
}

function balanceOf(field: Field | undefined, dates: BankDates): { balance: Balance; currency: string } | undefined {
  if (field === undefined) return undefined
  const match = /^([CD])(\d{6})([A-Z]{3})([\d.,]+)/.exec(field.value)
  const amount = bankAmount(match?.[4] ?? '')
  if (match === null || amount === undefined) throw errors.fault('BANK_FILE_MALFORMED', { detail: `line ${field.line}: the balance :${field.tag}: cannot be read` })
  return { balance: { amount: signed(amount, match[1] === 'D'), date: dates.digits(match[2] ?? '') }, currency: match[3] ?? '' }
}

function readBookings(fields: readonly Field[], dates: BankDates): Booking[] {
  return fields.flatMap((field, index) => {
    if (field.tag !== '61') return []
    const next = fields[index + 1]
    return [readBooking(field, next?.tag === '86' ? next.value : '', dates)]
  })
}

/** Value date, booking date, mark, currency's third letter, amount, type, customer's reference, bank's reference, details. */
const BOOKING = /^(?<value>\d{6})(?<booking>\d{4})?(?<mark>R?[CD]|E[CD])(?<funds>[A-Z])?(?<amount>\d[\d.,]*)(?<type>[A-Z][A-Z0-9]{3})(?<reference>[^\n]*)(?:\n(?<details>[^]*))?$/

function readBooking(field: Field, details: string, dates: BankDates): Booking {
  const parts = BOOKING.exec(field.value)?.groups
  const amount = bankAmount(parts?.['amount'] ?? '')
  const valueDate = dates.digits(parts?.['value'] ?? '')
  if (parts === undefined || amount === undefined || valueDate === undefined) throw errors.fault('MOVEMENT_UNREADABLE', { detail: `line ${field.line}: ${field.value.slice(0, 60)}` })
  const [customer = '', ...bank] = (parts['reference'] ?? '').split('//')
  const bankReference = bank.join('//').trim()
  const { narrative, ...known } = readDetails(details)
  const isText = narrative.some((piece) => piece !== '')
  return {
    bookingDate: bookingDate(parts['booking'], valueDate, dates) ?? valueDate,
    valueDate,
    amount: signed(amount, isDebit(parts['mark'] ?? '')),
    narrative: isText ? narrative : [parts['details'], isGiven(customer.trim()) ? customer : undefined],
    externalRef: bankReference !== '' ? bankReference : isGiven(customer.trim()) ? customer.trim() : undefined,
    code: parts['type'],
    ...known,
  }
}

/** RC takes a credit back, so money goes out; RD gives a debit back. */
function isDebit(mark: string): boolean {
  return mark === 'D' || mark === 'RC' || mark === 'ED'
}

/** Month and day only: the year is that of the value date, or its neighbour across New Year. */
function bookingDate(monthAndDay: string | undefined, valueDate: string, dates: BankDates): string | undefined {
  if (monthAndDay === undefined) return undefined
  const valueYear = Number(valueDate.slice(0, 4))
  const [month, day] = [Number(monthAndDay.slice(0, 2)), Number(monthAndDay.slice(2))]
  const valueMonth = Number(valueDate.slice(5, 7))
  const year = valueMonth === 12 && month === 1 ? valueYear + 1 : valueMonth === 1 && month === 12 ? valueYear - 1 : valueYear
  const date = dates.date(year, month, day)
  // A booking half a year away from its value date is a slip of the pen; the value date is the safer one.
  return date !== undefined && Math.abs(daysBetween(date, valueDate)) <= 183 ? date : undefined
}
