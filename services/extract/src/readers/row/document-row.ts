import type { Canonical, DocType, Row } from '@chasqui/contracts'
import { alphanumeric } from '@chasqui/tax'
import { statedCategory } from '../../categories.ts'
import { isOwn } from '../../direction.ts'
import { errors } from '../../errors.ts'
import type { ReaderContext } from '../../reader.ts'
import { present, presentOrNone, splitNumber, type Party, type Payment } from '../fiscal.ts'
import { readTime } from '../xml/dates.ts'
import { readTotals } from './amounts.ts'
import { cellsOf, cellText, type Cells } from './cells.ts'
import { contradictions } from './contradictions.ts'
import { partyOf } from './parties.ts'
import { paymentMethodOf } from './payment-method.ts'

type DocumentCells = Cells<'document'>

/** A row of a table of invoices, notes, receipts or expenses. Throws NO_USABLE_FIELD when no column says anything. */
export function readDocumentRow(row: Row, docType: DocType, { tenant }: ReaderContext): Canonical {
  const cells = cellsOf(row, 'document', tenant)
  const country = countryOf(cells) ?? tenant.country
  const totals = readTotals(cells, { country, isNote: docType === 'credit_note' })
  const number = numberOf(cells)
  const issueDate = cells.date('issueDate')
  const parties = partiesOf(cells, country, tenant)
  if (totals?.total === undefined && number === undefined && issueDate === undefined && parties.vendor === undefined) throw errors.fault('NO_USABLE_FIELD', { detail: 'no known column' })
  const { notes, findings } = cells
  findings.push(...contradictions(cells))
  return present({
    schemaVersion: 1 as const,
    docType,
    subType: subTypeOf(cells),
    country,
    currency: currencyOf(cells),
    exchangeRate: exchangeRateOf(cells, tenant),
    issueDate,
    issueTime: timeOf(cells),
    dueDate: cells.date('dueDate'),
    number,
    ...(number === undefined ? {} : splitNumber(number)),
    fiscalId: fiscalIdOf(cells),
    ...parties,
    totals,
    lines: [],
    payment: paymentOf(cells),
    references: referencesOf(cells),
    expense: expenseOf(cells),
    source: 'row' as const,
    confidence: 0.95,
    fieldMeta: notes.meta,
    findings,
  })
}

/** The column, else the sign beside an amount, else the money of the tenant's books. */
function currencyOf(cells: DocumentCells): string {
  const { code, by } = cells.currency
  if (by === 'column') return code
  const stated = cellText(cells.raw('currency'))
  if (stated !== undefined) cells.findings.push({ code: 'INVALID_CURRENCY', severity: 'error', field: 'currency', message: `No such currency: "${stated.slice(0, 20)}"`, value: stated.slice(0, 100) })
  if (by === 'books') cells.notes.derived('currency', code, 'books of the tenant', 0.85)
  else cells.notes.note('currency', code, 'sign of the amount')
  return code
}

function exchangeRateOf(cells: DocumentCells, tenant: ReaderContext['tenant']): { rate: string; to: string } | undefined {
  const rate = cells.amount('exchangeRate', 'exchangeRate')
  return rate === undefined ? undefined : { rate, to: tenant.baseCurrency }
}

function countryOf(cells: DocumentCells): string | undefined {
  const stated = cells.text('country')?.toUpperCase()
  return stated !== undefined && /^[A-Z]{2}$/.test(stated) ? stated : undefined
}

/** Series and number are two columns in many exports. */
function numberOf(cells: DocumentCells): string | undefined {
  const number = cells.text('number')
  const series = cells.text('series')
  if (number === undefined || series === undefined || number.toUpperCase().startsWith(series.toUpperCase())) return number
  return `${series}-${number}`
}

/** A column of types may hold the country's own code (33, 01). */
function subTypeOf(cells: DocumentCells): string | undefined {
  const code = cells.text('docType', 'subType')
  if (code !== undefined && /^\d{1,3}$/.test(code)) return code.padStart(2, '0')
  delete cells.notes.meta['subType']
  return undefined
}

function timeOf(cells: DocumentCells): string | undefined {
  const text = cells.text('issueTime')
  return text === undefined ? undefined : readTime(text)
}

function fiscalIdOf(cells: DocumentCells): Canonical['fiscalId'] {
  const text = cells.text('fiscalId')
  if (text === undefined) return undefined
  const bare = text.replace(/\s/g, '')
  if (/^\d{49}$/.test(bare)) return { kind: 'claveAcceso', value: bare }
  if (/^[\dA-F]{8}(-[\dA-F]{4}){3}-[\dA-F]{12}$/i.test(bare)) return { kind: 'uuid', value: bare.toUpperCase() }
  if (/^[\dA-F]{96}$/i.test(bare)) return { kind: 'cufe', value: bare.toLowerCase() }
  delete cells.notes.meta['fiscalId']
  return undefined
}

/**
 * Who sold and who bought. A column "RUC" without an owner belongs to the one party that the row names. A row that names
 * only a buyer is from the tenant's own book of sales.
 */
function partiesOf(cells: DocumentCells, country: string, tenant: ReaderContext['tenant']): { vendor: Party | undefined; buyer: Party | undefined } {
  const vendorName = cells.text('vendorName', 'vendor.name')
  const buyerName = cells.text('buyerName', 'buyer.name')
  const isTaxIdOfBuyer = vendorName === undefined && buyerName !== undefined
  const vendorTaxId = cells.text('vendorTaxId', 'vendor.taxId') ?? (isTaxIdOfBuyer ? undefined : cells.text('taxId', 'vendor.taxId'))
  const buyerTaxId = cells.text('buyerTaxId', 'buyer.taxId') ?? (isTaxIdOfBuyer ? cells.text('taxId', 'buyer.taxId') : undefined)
  const vendor = partyOf(vendorName, vendorTaxId, country)
  const buyer = partyOf(buyerName, buyerTaxId, tenant.country)
  if (vendor !== undefined || buyer === undefined || isOwn(buyer.taxId, tenant)) return { vendor, buyer }
  return { vendor: ownParty(cells, tenant), buyer }
}

function ownParty(cells: DocumentCells, tenant: ReaderContext['tenant']): Party {
  const [taxId = ''] = tenant.taxIds
  cells.notes.derived('vendor.name', tenant.name, 'the row names only a buyer', 0.8)
  cells.notes.derived('vendor.taxId', taxId, 'the row names only a buyer', 0.8)
  return { name: tenant.name, ...partyOf(undefined, taxId, tenant.country), country: tenant.country }
}

function paymentOf(cells: DocumentCells): Payment | undefined {
  const stated = cells.text('paymentMethod', 'payment.method')
  const iban = cells.text('iban', 'payment.iban')
  const reference = cells.text('reference', 'payment.reference')
  const payment = presentOrNone({ method: stated === undefined ? undefined : paymentMethodOf(stated), iban: iban === undefined ? undefined : alphanumeric(iban), reference })
  return payment && { ...payment, dueDates: [] }
}

function referencesOf(cells: DocumentCells): Canonical['references'] {
  const number = cells.text('corrects', 'references')
  return number === undefined ? [] : [{ number }]
}

function expenseOf(cells: DocumentCells): Canonical['expense'] {
  const description = cells.text('description', 'expense.description')
  const stated = cells.text('category', 'expense.category')
  return presentOrNone({ description, category: stated === undefined ? undefined : statedCategory(stated) })
}
