import { decodeText } from '@chasqui/text'
import { errors } from '../errors.ts'
import type { Reader } from '../reader.ts'
import { bankAmount } from './bank/amount.ts'
import { bankDates, type BankDates } from './bank/dates.ts'
import { isGiven } from './bank/reference.ts'
import { accountIdOf, bankCanonical, chained, type Balance, type Booking, type ReadStatement } from './bank/statement.ts'
import { parseSgml } from './ofx/sgml.ts'
import { bytesOf } from './source-bytes.ts'
import type { Finding } from './xml/fields.ts'
import { allNamed, at, allAt, parseXml, textAt, type Element } from './xml/tree.ts'

/** OFX 1.x (SGML) and 2.x (XML), bank and credit card accounts; QFX is OFX with tags of its maker. */
export const ofx: Reader = {
  name: 'ofx',
  reads: (source) => source.kind === 'ofx',
  read: (source, { tenant }) => {
    const dates = bankDates()
    const root = treeOf(decodeText(bytesOf(source)))
    const accounts = [...allNamed(root, 'STMTRS'), ...allNamed(root, 'CCSTMTRS')]
    if (accounts.length === 0) throw errors.fault('UNEXPECTED_STRUCTURE', { detail: 'no account in the OFX file' })
    const { statement, findings } = chained(accounts.map((element) => readAccount(element, dates, tenant.baseCurrency)))
    const { bookings, repeated } = onceEach(statement.bookings)
    return bankCanonical({ ...statement, bookings }, { docType: source.docType, format: 'ofx', source: 'bank-file', tenantCountry: tenant.country, findings: [...dates.findings, ...findings, ...repeated] })
  },
}

/**
 * A movement that stands there again with all it says, its FITID too, is the same one. The FITID alone proves nothing: some
 * banks give the same one to several movements.
 */
function onceEach(all: readonly Booking[]): { bookings: Booking[]; repeated: Finding[] } {
  const seen = new Set<string>()
  const repeated: Finding[] = []
  const bookings = all.filter((booking) => {
    const { externalRef, amount, bookingDate } = booking
    if (externalRef === undefined) return true
    const key = JSON.stringify(booking)
    const isRepeated = seen.has(key)
    seen.add(key)
    if (isRepeated) repeated.push({ code: 'MOVEMENT_REPEATED', severity: 'review', field: 'bankStatement.transactions', message: `The movement ${externalRef} of ${bookingDate} over ${amount} stands in the file again; it was taken once`, value: externalRef })
    return !isRepeated
  })
  return { bookings, repeated }
}

function treeOf(text: string): Element {
  const trimmed = text.trim()
  if (/^<\?(xml|OFX)/i.test(trimmed)) return parseXml(trimmed)
  const body = trimmed.search(/<OFX>/i)
  if (body === -1) throw errors.fault('BANK_FILE_MALFORMED', { detail: 'no <OFX>' })
  return parseSgml(trimmed.slice(body))
}

function readAccount(account: Element, dates: BankDates, baseCurrency: string): ReadStatement {
  const from = at(account, 'BANKACCTFROM') ?? at(account, 'CCACCTFROM')
  const list = at(account, 'BANKTRANLIST')
  const stated = textAt(account, 'CURDEF')
  const currency = stated !== undefined && /^[A-Z]{3}$/.test(stated) ? stated : baseCurrency
  return {
    account: { ...accountIdOf(textAt(from, 'ACCTID')), bank: textAt(from, 'BANKID'), branch: textAt(from, 'BRANCHID'), currency },
    from: dates.digits(textAt(list, 'DTSTART') ?? ''),
    to: dates.digits(textAt(list, 'DTEND') ?? ''),
    closing: balanceOf(at(account, 'LEDGERBAL'), dates),
    bookings: list === undefined ? [] : allAt(list, 'STMTTRN').map((element) => readBooking(element, dates)),
  }
}

function balanceOf(balance: Element | undefined, dates: BankDates): Balance | undefined {
  const amount = bankAmount(textAt(balance, 'BALAMT') ?? '')
  return amount === undefined ? undefined : { amount, date: dates.digits(textAt(balance, 'DTASOF') ?? '') }
}

/** The booking date is the calendar date as written: its time and zone never move it. */
function readBooking(element: Element, dates: BankDates): Booking {
  const bookingDate = dates.digits(textAt(element, 'DTPOSTED') ?? '')
  const amount = bankAmount(textAt(element, 'TRNAMT') ?? '')
  const id = textAt(element, 'FITID')
  if (bookingDate === undefined || amount === undefined) throw errors.fault('MOVEMENT_UNREADABLE', { detail: `FITID ${id ?? 'missing'}` })
  const payee = textAt(element, 'PAYEE/NAME')
  const { iban } = accountIdOf(textAt(element, 'BANKACCTTO/ACCTID'))
  const currency = textAt(element, 'CURRENCY/CURSYM')
  return {
    bookingDate,
    valueDate: dates.digits(textAt(element, 'DTAVAIL') ?? ''),
    amount,
    currency: currency !== undefined && /^[A-Z]{3}$/.test(currency) ? currency : undefined,
    narrative: [textAt(element, 'NAME') ?? payee, textAt(element, 'MEMO')],
    counterparty: payee === undefined && iban === undefined ? undefined : { ...(payee === undefined ? {} : { name: payee }), ...(iban === undefined ? {} : { iban }) },
    externalRef: isGiven(id) ? id : undefined,
    code: textAt(element, 'TRNTYPE'),
  }
}
