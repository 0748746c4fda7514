import type { Canonical, DocType, Row } from '@chasqui/contracts'
import { isCurrency, isNegative, isZero } from '@chasqui/tax'
import { columnsFor, hasMovementColumns } from '@chasqui/tables'
import { contradicted, currencyBeside, rowReader } from '../bank/table-rows.ts'
import { accountIdOf, bankCanonical, signed, type Booking } from '../bank/statement.ts'
import { debitsBySide } from '../bank/sides.ts'
import { errors } from '../../errors.ts'
import type { ReaderContext } from '../../reader.ts'
import { cellText } from './cells.ts'

/**
 * One bank movement, sent as a row of its own. Its place among equal ones of a day is 1 unless a column `ordinal` says
 * otherwise: rows that came apart do not know each other. Throws NO_USABLE_FIELD or MOVEMENT_UNREADABLE.
 */
export function readMovementRow(row: Row, docType: DocType, { tenant }: ReaderContext): Canonical {
  const headers = Object.keys(row)
  if (!hasMovementColumns({ headers })) throw errors.fault('NO_USABLE_FIELD', { detail: 'no date or no amount' })
  const columns = columnsFor(headers, 'bank')
  const cell = (header: string | undefined) => (header === undefined ? undefined : cellText(row[header]))
  const stated = cell(columns.currency?.header)?.toUpperCase()
  const currency = stated !== undefined && isCurrency(stated) ? stated : currencyBeside([row], columns, tenant.country) ?? tenant.baseCurrency
  const reader = rowReader(columns, { country: tenant.country, currency, isScan: false, isMoney: true })
  const read = reader.read(row, 1)
  if (read.kind !== 'movement') throw errors.fault('NO_USABLE_FIELD', { detail: 'no movement in the row' })
  const booking = sided(read.booking, read)
  const document = bankCanonical(
    { account: { ...accountIdOf(cell(columns.account?.header)), bank: cell(columns.bank?.header), currency }, from: booking.bookingDate, to: booking.bookingDate, bookings: [booking] },
    { docType, format: 'column', source: 'row', tenantCountry: tenant.country, findings: reader.findings },
  )
  return withOrdinal(document, cell(columns.ordinal?.header))
}

/** The side signs an amount without sign; one that has a sign must have the same. C beside a sign may be cargo or credit. */
function sided(booking: Booking, { side, isSigned }: { side: string | undefined; isSigned: boolean }): Booking {
  const isDebit = side === undefined ? undefined : isDebitAlone(side)
  if (isDebit === undefined || isZero(booking.amount)) return booking
  if (!isSigned && !isNegative(booking.amount)) return { ...booking, amount: signed(booking.amount, isDebit) }
  if (isNegative(booking.amount) === isDebit || /^\s*c\s*$/i.test(side ?? '')) return booking
  return { ...booking, flaw: booking.flaw ?? contradicted(`${booking.amount} is called ${side}`) }
}

/** One letter alone: D is a debit, H and A are credits; what C means, only its neighbours could tell. */
function isDebitAlone(side: string): boolean | undefined {
  if (/^\s*c\s*$/i.test(side)) return false
  const value = debitsBySide([side])
  return value === undefined ? undefined : [...value.values()][0]
}

function withOrdinal(document: Canonical, text: string | undefined): Canonical {
  const [movement] = document.bankStatement?.transactions ?? []
  if (movement !== undefined && text !== undefined && /^[1-9]\d{0,4}$/.test(text)) movement.ordinal = Number(text)
  return document
}
