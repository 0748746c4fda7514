import type { Tenant } from '@chasqui/contracts'
import { isCurrency, isNegative, isZero, plainUpper } from '@chasqui/tax'
import { columnsFor, hasMovementColumns, type Table } from '@chasqui/tables'
import { errors } from '../../errors.ts'
import { cellsBeyondHeader } from '../row/beyond-header.ts'
import { cellText } from '../row/cells.ts'
import type { Finding } from '../xml/fields.ts'
import { balanceBefore, orderByBalance, signsByBalance } from './balance-chain.ts'
import { readPreamble } from './preamble.ts'
import { debitsBySide } from './sides.ts'
import { accountIdOf, signed, type Balance, type Booking, type ReadStatement } from './statement.ts'
import { contradicted, currencyBeside, profileOf, rowReader, type BankColumns, type ReadRow } from './table-rows.ts'

/**
 * A bank statement that came as a table. Throws TABLE_NOT_A_STATEMENT, MANY_DOCUMENTS or
 * MOVEMENT_UNREADABLE.
 */
export function readTableStatement(table: Table, tenant: Tenant): { statement: ReadStatement; findings: Finding[] } {
  if (!hasMovementColumns(table)) throw errors.fault('TABLE_NOT_A_STATEMENT', { detail: table.headers.slice(0, 12).join(', ').slice(0, 200) })
  const columns = columnsFor(table.headers, 'bank')
  const account = accountOf(table, columns, tenant)
  const reader = rowReader(columns, profileOf(table.rows, columns, tenant, account.currency))
  const firstRow = (table.headerRow ?? 0) + 1
  const read = table.rows.map((row, index) => reader.read(row, firstRow + index))
  const findings = reader.findings
  for (const [index, row] of table.rows.entries()) findings.push(...cellsBeyondHeader(row, `Row ${firstRow + index}`))
  const opening = balanceOf(read, 'opening')
  const bookings = inOrder(movementsOf(read, opening?.amount, findings))
  return { statement: { account, ...periodAndBalances(bookings, opening, balanceOf(read, 'closing')), bookings }, findings }
}

function accountOf(table: Table, columns: BankColumns, tenant: Tenant): ReadStatement['account'] {
  const above = readPreamble(table.preamble)
  const inRows = distinct(table, columns.account?.header)
  if (inRows.length > 1) throw errors.fault('MANY_DOCUMENTS', { detail: 'movements of several accounts' })
  const currencies = distinct(table, columns.currency?.header).map((text) => text.toUpperCase()).filter(isCurrency)
  if (currencies.length > 1) throw errors.fault('MANY_DOCUMENTS', { detail: 'movements in several currencies' })
  const currency = currencies[0] ?? above.currency ?? headerCurrency(table.headers) ?? currencyBeside(table.rows, columns, tenant.country) ?? tenant.baseCurrency
  const id = inRows[0] === undefined ? { iban: above.iban, number: above.number } : accountIdOf(inRows[0])
  return { ...id, bank: distinct(table, columns.bank?.header)[0], currency, holder: above.holder }
}

function distinct(table: Table, header: string | undefined): string[] {
  return header === undefined ? [] : [...new Set(table.rows.flatMap((row) => cellText(row[header]) ?? []))]
}

/** `Importe (EUR)`. */
function headerCurrency(headers: readonly string[]): string | undefined {
  return headers.join(' ').match(/\b[A-Z]{3}\b/g)?.find(isCurrency)
}

function balanceOf(rows: readonly ReadRow[], kind: 'opening' | 'closing'): Balance | undefined {
  const row = rows.find((one) => one.kind === kind)
  return row !== undefined && (row.kind === 'opening' || row.kind === 'closing') && row.balance !== undefined ? { amount: row.balance, date: row.date } : undefined
}

type OpenMovement = { booking: Booking; isSigned: boolean; side: string | undefined }

/** The movements with their signs, oldest first as far as the table tells. */
function movementsOf(rows: readonly ReadRow[], openingBalance: string | undefined, findings: Finding[]): { bookings: Booking[]; isChained: boolean } {
  const open = withMoreText(rows)
  const isUnsigned = open.length > 0 && open.every(({ isSigned, booking }) => !isSigned && !isNegative(booking.amount))
  const stated = sidesOf(open)
  // C alone is a credit or a charge (cargo): it contradicts no sign.
  const sides = !isUnsigned && stated?.size === 1 && stated.has('C') ? undefined : stated
  const sided = sides === undefined ? open.map(({ booking }) => booking) : open.map(({ booking, side }) => withSide(booking, side, sides.get(plainUpper(side ?? '').trim()) === true, isUnsigned))
  const isStillOpen = isUnsigned && sides === undefined
  const steps = sided.map(({ amount, balanceAfter }) => ({ amount, balance: balanceAfter }))
  const order = orderByBalance(steps, isStillOpen)
  const isNewestFirst = order === 'newest-first' || (order === undefined && isFallingByDate(sided))
  const ordered = isNewestFirst ? sided.toReversed() : sided
  return { bookings: isStillOpen ? provenSigns(ordered, openingBalance, findings) : ordered, isChained: order !== undefined }
}

/** Lines without date and amount go on with the text of the movement above them. */
function withMoreText(rows: readonly ReadRow[]): OpenMovement[] {
  const open: OpenMovement[] = []
  for (const row of rows) {
    if (row.kind === 'movement') open.push({ booking: row.booking, isSigned: row.isSigned, side: row.side })
    const last = open.at(-1)
    if (row.kind === 'more-text' && last !== undefined) last.booking = { ...last.booking, narrative: [...last.booking.narrative, row.text] }
  }
  return open
}

/** The side signs amounts where no amount has a sign; where some have, all must agree with it. */
function withSide(booking: Booking, side: string | undefined, isDebit: boolean, isUnsigned: boolean): Booking {
  if (isUnsigned) return { ...booking, amount: signed(booking.amount, isDebit) }
  if (isZero(booking.amount) || isNegative(booking.amount) === isDebit) return booking
  return { ...booking, flaw: booking.flaw ?? contradicted(`${booking.amount} is called ${side}`) }
}

function sidesOf(open: readonly OpenMovement[]): ReadonlyMap<string, boolean> | undefined {
  const sides = open.flatMap(({ side }) => side ?? [])
  return sides.length === open.length && sides.length > 0 ? debitsBySide(sides) : undefined
}

/** Amounts without sign and without a column that says which way: only the running balance can tell. */
function provenSigns(bookings: readonly Booking[], openingBalance: string | undefined, findings: Finding[]): Booking[] {
  if (!bookings.some((booking) => booking.balanceAfter !== undefined)) return [...bookings]
  const { amounts, unproven } = signsByBalance(bookings.map(({ amount, balanceAfter }) => ({ amount, balance: balanceAfter })), openingBalance)
  const isAnyNegative = amounts.some(isNegative)
  // All of them proven to be money in, but for the first that nothing precedes: an ordinary list of deposits.
  if (isAnyNegative) for (const index of unproven) {
    findings.push({ code: 'AMOUNT_AMBIGUOUS', severity: 'review', field: `bankStatement.transactions.${index}.amount`, message: 'The table does not tell whether this money came in or went out', value: bookings[index]?.amount })
  }
  return bookings.map((booking, index) => ({ ...booking, amount: amounts[index] ?? booking.amount }))
}

function isFallingByDate(bookings: readonly Booking[]): boolean {
  const [first, last] = [bookings[0]?.bookingDate, bookings.at(-1)?.bookingDate]
  return first !== undefined && last !== undefined && first > last
}

/** A proven chain of balances is the order; otherwise the dates are, and rows of one day stay as they stood. */
function inOrder({ bookings, isChained }: { bookings: Booking[]; isChained: boolean }): Booking[] {
  return isChained ? bookings : bookings.toSorted((a, b) => (a.bookingDate < b.bookingDate ? -1 : a.bookingDate > b.bookingDate ? 1 : 0))
}

function periodAndBalances(bookings: readonly Booking[], opening: Balance | undefined, closing: Balance | undefined): Pick<ReadStatement, 'from' | 'to' | 'opening' | 'closing'> {
  const dates = bookings.map((booking) => booking.bookingDate).toSorted()
  const [first, last] = [bookings[0], bookings.at(-1)]
  const before = first === undefined ? undefined : balanceBefore({ amount: first.amount, balance: first.balanceAfter })
  return {
    from: opening?.date ?? dates[0],
    to: closing?.date ?? dates.at(-1),
    opening: opening ?? (before === undefined ? undefined : { amount: before }),
    closing: closing ?? (last?.balanceAfter === undefined ? undefined : { amount: last.balanceAfter, date: last.bookingDate }),
  }
}
