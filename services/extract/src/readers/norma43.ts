import { add, compare, isZero, spanishIban, sub, sum } from '@chasqui/tax'
import { decodeText } from '@chasqui/text'
import { errors } from '../errors.ts'
import type { Reader } from '../reader.ts'
import { bankDates, type BankDates } from './bank/dates.ts'
import { bankCanonical, chained, signed, type Balance, type Booking, type ReadStatement } from './bank/statement.ts'
import { bytesOf } from './source-bytes.ts'
import type { Finding } from './xml/fields.ts'

/** Norma 43, the Spanish banks' statement: records of 80 columns. */
export const norma43: Reader = {
  name: 'norma43',
  reads: (source) => source.kind === 'norma43',
  read: (source, { tenant }) => {
    const dates = bankDates()
    const findings: Finding[] = []
    const records = recordsOf(decodeText(bytesOf(source)))
    const accounts = accountsOf(records)
    checkCount(records, findings)
    const { statement, findings: gaps } = chained(accounts.map((group) => readAccount(group, dates, findings)))
    return bankCanonical(statement, { docType: source.docType, format: 'norma43', source: 'bank-file', tenantCountry: tenant.country, findings: [...dates.findings, ...findings, ...gaps] })
  },
}

const COLUMNS = 80

/** Blanks at the ends of records are often cut; a Ctrl-Z of older programs may end the file. */
function recordsOf(text: string): string[] {
  return text.replaceAll('\u001a', '').split(/\r\n|\n|\r/).filter((line) => line.trim() !== '').map((line) => line.padEnd(COLUMNS))
}

/** Each account is a record 11, its movements, and a record 33. */
function accountsOf(records: readonly string[]): string[][] {
  const groups: string[][] = []
  for (const record of records) {
    const kind = record.slice(0, 2)
    if (kind === '11') groups.push([record])
    else if (['22', '23', '24', '33'].includes(kind)) {
      const group = groups.at(-1)
      if (group === undefined || group.at(-1)?.startsWith('33')) throw errors.fault('BANK_FILE_MALFORMED', { detail: `a record ${kind} outside an account` })
      group.push(record)
    } else if (kind !== '88' && kind !== '00') throw errors.fault('BANK_FILE_MALFORMED', { detail: `a record ${kind.trim() || 'without a number'}` })
  }
  if (groups.length === 0) throw errors.fault('BANK_FILE_MALFORMED', { detail: 'no record 11' })
  return groups
}

/** Some banks count record 88 itself, some do not. */
function checkCount(records: readonly string[], findings: Finding[]): void {
  const end = records.find((record) => record.startsWith('88'))
  if (end === undefined) return
  const stated = Number(end.slice(20, 26))
  const counted = records.filter((record) => !record.startsWith('88')).length
  if (Math.abs(stated - counted) > 1) findings.push(mismatch(`Record 88 counts ${stated} records, the file has ${counted}`))
}

const CURRENCIES: Readonly<Record<string, string>> = { '978': 'EUR', '840': 'USD', '826': 'GBP', '756': 'CHF', '392': 'JPY', '208': 'DKK', '752': 'SEK', '578': 'NOK', '484': 'MXN', '604': 'PEN', '152': 'CLP' }

function readAccount(group: readonly string[], dates: BankDates, findings: Finding[]): ReadStatement {
  const [head = '', ...rest] = group
  const foot = rest.at(-1)
  if (foot?.startsWith('33') !== true) throw errors.fault('BANK_FILE_MALFORMED', { detail: 'an account without its record 33: the file is cut off' })
  const [bank, branch, number] = [head.slice(2, 6), head.slice(6, 10), head.slice(10, 20)]
  const iban = spanishIban(bank, branch, number)
  const currency = CURRENCIES[head.slice(47, 50)]
  if (iban === undefined || currency === undefined) throw errors.fault('BANK_FILE_MALFORMED', { detail: 'record 11 has no account or no currency that is known' })
  const bookings = readBookings(rest.slice(0, -1), dates)
  checkSums(foot, bookings, findings)
  const [from, to] = [dates.digits(head.slice(20, 26)), dates.digits(head.slice(26, 32))]
  const opening: Balance = { amount: signed(cents(head.slice(33, 47), 'opening balance'), head[32] === '1'), date: from }
  const closing: Balance = { amount: signed(cents(foot.slice(59, 73), 'closing balance'), foot[58] === '1'), date: to }
  const isStated = balancesAreStated(opening, closing, bookings)
  return { account: { iban, bank, branch, currency, holder: head.slice(51, 77).trim() || undefined }, from, to, opening: isStated ? opening : undefined, closing: isStated ? closing : undefined, bookings }
}

/** Some banks leave a balance at zero instead of stating it: then the pair proves nothing and is left out. */
function balancesAreStated(opening: Balance, closing: Balance, bookings: readonly Booking[]): boolean {
  if (!isZero(opening.amount) && !isZero(closing.amount)) return true
  return compare(add(opening.amount, sum(bookings.map((booking) => booking.amount))), closing.amount) === 0
}

/** Amounts are digits alone, the last two are decimals. */
function cents(digits: string, what: string): string {
  if (!/^\d{3,}$/.test(digits)) throw errors.fault('BANK_FILE_MALFORMED', { detail: `${what}: "${digits.trim()}" is no amount` })
  const whole = digits.slice(0, -2).replace(/^0+(?=\d)/, '')
  return `${whole}.${digits.slice(-2)}`
}

function readBookings(records: readonly string[], dates: BankDates): Booking[] {
  const bookings: (Booking & { texts: string[] })[] = []
  for (const record of records) {
    if (record.startsWith('22')) bookings.push(readBooking(record, dates))
    else if (record.startsWith('23')) bookings.at(-1)?.texts.push(record.slice(4, 80))
  }
  return bookings.map(({ texts, ...booking }) => ({ ...booking, narrative: texts.some((text) => text.trim() !== '') ? texts : booking.narrative }))
}

function readBooking(record: string, dates: BankDates): Booking & { texts: string[] } {
  const bookingDate = dates.digits(record.slice(10, 16))
  if (bookingDate === undefined || !/^\d{14}$/.test(record.slice(28, 42))) throw errors.fault('MOVEMENT_UNREADABLE', { detail: `record 22: ${record.slice(10, 42)}` })
  const document = record.slice(42, 52).trim()
  return {
    bookingDate,
    valueDate: dates.digits(record.slice(16, 22)),
    amount: signed(cents(record.slice(28, 42), 'amount'), record[27] === '1'),
    narrative: [record.slice(52, 64).replace(/^0+$/, ''), record.slice(64, 80)],
    externalRef: /[1-9A-Z]/i.test(document) ? document : undefined,
    code: record.slice(22, 24).trim() || undefined,
    texts: [],
  }
}

/** Record 33 counts and adds up what the account had; a file that was cut or edited shows here. */
function checkSums(foot: string, bookings: readonly Booking[], findings: Finding[]): void {
  const debits = bookings.filter((booking) => booking.amount.startsWith('-')).map((booking) => booking.amount)
  const credits = bookings.filter((booking) => !booking.amount.startsWith('-')).map((booking) => booking.amount)
  const counted = [Number(foot.slice(20, 25)), Number(foot.slice(39, 44))]
  if (counted[0] !== debits.length || counted[1] !== credits.length) findings.push(mismatch(`Record 33 counts ${counted[0]} debits and ${counted[1]} credits, the file has ${debits.length} and ${credits.length}`))
  const [statedDebit, statedCredit] = [cents(foot.slice(25, 39), 'sum of debits'), cents(foot.slice(44, 58), 'sum of credits')]
  if (!isZero(add(statedDebit, sum(debits))) || !isZero(sub(statedCredit, sum(credits)))) findings.push(mismatch('The sums of record 33 are not those of the movements'))
}

function mismatch(message: string): Finding {
  return { code: 'STATEMENT_BALANCE_MISMATCH', severity: 'error', field: 'bankStatement.transactions', message }
}
