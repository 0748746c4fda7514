import { currencyIn, currencyNamedIn, fromExcelSerial, isCivilDate, isCurrency, parseAmount, parseDate, provenDecimalSeparator, readingsOf, type AmountProfile, type ParsedAmount } from '@chasqui/tax'
import { columnsFor, dateOrderOf, type Columns, type DateOrder, type Family, type FieldOf } from '@chasqui/tables'
import type { Row } from '@chasqui/contracts'
import { notesFor, type Notes } from '../evidence.ts'
import { MAX_TEXT, tooLong } from '../too-long.ts'
import type { Finding } from '../xml/fields.ts'

/** One of the columns that name the same field. */
export type Rival = { header: string; value: unknown; amount(): ParsedAmount }

/** A row with its columns known: fields are read by name, each leaving a note of the column it came from. */
export type Cells<F extends Family> = {
  readonly notes: Notes
  readonly findings: Finding[]
  readonly currency: RowCurrency
  /** The cell as it stands; undefined when there is no such column or nothing in it. */
  raw(field: FieldOf<F>): unknown
  /** The column that feeds the field, and behind it those that name it, too; only what is filled. */
  columnsOf(field: FieldOf<F>): Rival[]
  text(field: FieldOf<F>, path?: string): string | undefined
  date(field: FieldOf<F>, path?: string): string | undefined
  /** An amount as parsed, not settled yet. */
  parsed(field: FieldOf<F>): ParsedAmount | undefined
  amount(field: FieldOf<F>, path?: string): string | undefined
  /** Takes the value of an amount, or notes why there is none. */
  settle(field: FieldOf<F>, path: string, parsed: ParsedAmount | undefined): string | undefined
}

/** The currency of a row and what tells it: its column, a sign or code beside an amount, or nothing but the tenant's books. */
export type RowCurrency = { code: string; by: 'column' | 'amount' | 'books' }

/** Fields of money; the first that names a currency names that of the row. Exchange rates and stocks are other numbers. */
const MONEY: { readonly [F in Exclude<Family, 'bank'>]: readonly FieldOf<F>[] } = {
  document: ['total', 'payable', 'subtotal', 'tax', 'exempt', 'discount', 'withholding', 'tip'],
  payroll: ['net', 'gross', 'deductions'],
  product: ['price'],
}

/** Prepares a row for reading. The tenant says how its amounts are written; the row itself may prove it. */
export function cellsOf<F extends Exclude<Family, 'bank'>>(given: Row, family: F, tenant: { country: string; baseCurrency: string }): Cells<F> {
  const row = flat(given)
  const columns: Columns<F> = columnsFor(Object.keys(row), family)
  const notes = notesFor('row', 'column', 0.95)
  const findings: Finding[] = []
  const isMoney = (field: FieldOf<F>) => MONEY[family].includes(field)

  const raw = (field: FieldOf<F>): unknown => {
    const column = columns[field]
    const value = column === undefined ? undefined : row[column.header]
    return value === '' || value === null ? undefined : value
  }
  const currency = currencyOf(raw('currency' as FieldOf<F>), MONEY[family].map(raw), tenant)
  const amountProfile: AmountProfile = { country: tenant.country, currency: currency.code, isScan: false, ...provenIn(row) }
  const columnsNaming = (field: FieldOf<F>): Rival[] => {
    const column = columns[field]
    if (column?.rivals === undefined || raw(field) === undefined) return []
    return [column.header, ...column.rivals]
      .map((header) => ({ header, value: row[header], amount: () => cellAmount(row[header], amountProfile) }))
      .filter(({ value }) => wholeText(value) !== undefined)
  }
  /** Columns found by a resembling name make a field less sure; a rule names the column, not the table. */
  const noted = <T>(field: FieldOf<F>, path: string, value: T | undefined): T | undefined => {
    const column = columns[field]
    return column === undefined ? value : notes.note(path, value, column.header.slice(0, 60), 0.75 + 0.2 * column.score)
  }
  if (currency.by === 'column') noted('currency' as FieldOf<F>, 'currency', currency.code)
  const text = (field: FieldOf<F>, path: string = field) => {
    const whole = wholeText(raw(field))
    if (whole !== undefined && whole.length > MAX_TEXT) findings.push(tooLong(path, whole))
    return noted(field, path, whole?.slice(0, MAX_TEXT))
  }
  const parsed = (field: FieldOf<F>) => {
    const value = raw(field)
    return value === undefined ? undefined : cellAmount(value, { ...amountProfile, isMoney: isMoney(field) })
  }
  const settle = (field: FieldOf<F>, path: string, amount: ParsedAmount | undefined) => {
    if (amount === undefined) return undefined
    const other = isMoney(field) ? otherCurrency(raw(field), currency.code, tenant.country) : undefined
    if (other !== undefined) findings.push({ ...other, field: path })
    if ('value' in amount) return noted(field, path, amount.value)
    findings.push(amountFinding(path, amount, cellText(raw(field)) ?? ''))
    const preferred = 'ambiguous' in amount ? amount.preferred : undefined
    return preferred === undefined ? undefined : notes.note(path, preferred, 'custom of the country', 0.5)
  }
  const date = (field: FieldOf<F>, path: string = field) => {
    const value = raw(field)
    if (value === undefined) return undefined
    const read = cellDate(value, tenant.country, orderIn(row, columns[field]?.header))
    if (read.finding !== undefined) findings.push({ ...read.finding, field: path })
    return noted(field, path, read.date)
  }
  return { notes, findings, currency, raw, columnsOf: columnsNaming, text, date, parsed, settle, amount: (field, path = field) => settle(field, path, parsed(field)) }
}

/** The currency is needed before the amounts are read: pesos have no decimals. */
function currencyOf(column: unknown, amounts: readonly unknown[], { country, baseCurrency }: { country: string; baseCurrency: string }): RowCurrency {
  const stated = cellText(column)
  const code = stated === undefined ? undefined : isCurrency(stated.toUpperCase()) ? stated.toUpperCase() : currencyIn(stated, country)
  if (code !== undefined) return { code, by: 'column' }
  const beside = amounts.map((amount) => writtenIn(amount, country, currencyIn)).find((found) => found !== undefined)
  return beside === undefined ? { code: baseCurrency, by: 'books' } : { code: beside, by: 'amount' }
}

/** The currency beside an amount. Most cells are digits alone and are not searched. */
export function writtenIn(cell: unknown, country: string | undefined, named: typeof currencyIn = currencyNamedIn): string | undefined {
  return typeof cell === 'string' && cell.length <= MAX_TEXT && /[^\d.,\s()-]/.test(cell) ? named(cell, country) : undefined
}

/** What is said of an amount that names another currency than its document; a person knows which of the two is wrong. */
export function otherCurrency(cell: unknown, currency: string | undefined, country: string | undefined): Finding | undefined {
  const written = writtenIn(cell, country)
  if (written === undefined || currency === undefined || written === currency) return undefined
  const value = cellText(cell)?.slice(0, 100)
  return { code: 'CURRENCY_MISMATCH', severity: 'review', message: `"${value?.slice(0, 40)}" is in ${written}, the document is in ${currency}`, value }
}

/** `{ vendor: { name } }` as a column `vendor.name`; lists are no cells. */
function flat(row: Row): Row {
  let isNested = false
  for (const key in row) if (typeof row[key] === 'object' && row[key] !== null) isNested = true
  if (!isNested) return row
  const cells: Row = {}
  for (const [key, value] of Object.entries(row)) {
    if (typeof value !== 'object' || value === null) cells[key] = value
    else if (!Array.isArray(value)) for (const [inner, part] of Object.entries(value)) if (typeof part !== 'object') cells[`${key}.${inner}`] = part
  }
  return cells
}

/** "1.234": three digits behind one separator may be thousands or decimals. Most rows have none, and need no proof. */
const DOUBTFUL = /^\D{0,6}\d{1,3}[.,]\d{3}\D{0,6}$/

function provenIn(row: Row): Pick<AmountProfile, 'decimalSeparator'> {
  const texts: string[] = []
  let isDoubtful = false
  for (const key in row) {
    const value = row[key]
    if (typeof value !== 'string' || value.length > 30) continue
    if (DOUBTFUL.test(value)) isDoubtful = true
    texts.push(value)
  }
  const decimalSeparator = isDoubtful ? provenDecimalSeparator(texts.filter((text) => !DATED.test(text))) : undefined
  return decimalSeparator === undefined ? {} : { decimalSeparator }
}

/** 03.06.2025 and 76.000.001-9 are full of points and prove nothing about amounts. */
const DATED = /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$|-[\dkK]$/

/** A cell as text: trimmed, single blanks, cut where no field is longer. Numbers as their shortest decimal text. Undefined when there is nothing. */
export function cellText(value: unknown): string | undefined {
  return wholeText(value)?.slice(0, MAX_TEXT)
}

/** As `cellText`, but nothing is cut. */
export function wholeText(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return numberText(value)
  if (typeof value !== 'string') return typeof value === 'boolean' ? String(value) : undefined
  const text = value.replace(/\s+/g, ' ').trim()
  return text === '' ? undefined : text
}

const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/

/** JSON numbers never pass through arithmetic: 448.4 is "448.4". Very large and very small ones, written with an exponent, are none. */
function numberText(value: number): string {
  return String(value)
}

/** What everybody writes the same way: no separator, or one that has not three digits behind it. */
const CERTAIN = /^-?\d{1,15}(?:\.\d{1,2})?$/

/** A cell as an amount, by the customs of the profile. */
export function cellAmount(value: unknown, profile: AmountProfile): ParsedAmount {
  if (typeof value === 'number') {
    const text = numberText(value)
    return PLAIN_NUMBER.test(text) ? { value: text === '-0' ? '0' : text } : { reject: 'not-a-number' }
  }
  if (typeof value !== 'string') return { reject: 'not-a-number' }
  if (CERTAIN.test(value)) return { value: value.replace(/^(-?)0+(?=\d)/, '$1') }
  return parseAmount(value, profile)
}

function amountFinding(field: string, amount: Exclude<ParsedAmount, { value: string }>, raw: string): Finding {
  const value = raw.slice(0, 100)
  if ('reject' in amount) return { code: 'INVALID_AMOUNT', severity: 'error', field, message: `The amount cannot be read: "${value.slice(0, 40)}"`, value }
  return { code: 'AMOUNT_AMBIGUOUS', severity: 'review', field, message: `"${value.slice(0, 40)}" may be ${readingsOf(amount).join(' or ')}`, value }
}

const EXCEL_FROM = 20_000
const EXCEL_TO = 80_000

/** What the rest of the table proved about the dates of a column. */
export function orderIn(row: Row, header: string | undefined): DateOrder | undefined {
  return header === undefined ? undefined : dateOrderOf(row, header)
}

/** A cell as a civil date; serial days of a spreadsheet (1954 to 2119) included. */
export function cellDate(value: unknown, country: string | undefined, order?: DateOrder): { date?: string; finding?: Finding } {
  if (typeof value === 'string' && value.length === 10 && isCivilDate(value)) return { date: value }
  const text = cellText(value) ?? ''
  if (/^\d{5}(\.\d+)?$/.test(text)) {
    const serial = Number(text)
    const date = serial >= EXCEL_FROM && serial <= EXCEL_TO ? fromExcelSerial(serial) : undefined
    if (date !== undefined) return { date }
  }
  const read = parseDate(text, { isLabelled: true, ...(country === undefined ? {} : { country }), ...(order === 'month-first' ? { order } : {}) })
  if ('reject' in read) return { finding: { code: 'INVALID_DATE_FORMAT', severity: 'error', message: `The date cannot be read: "${text.slice(0, 40)}"`, value: text.slice(0, 100) } }
  if (order === 'both') return { date: read.date, finding: { code: 'DATE_ORDER_MIXED', severity: 'review', message: `"${text.slice(0, 40)}" was read as ${read.date}; of its column, some dates have the month first`, value: text.slice(0, 100) } }
  const [warning] = read.warnings
  if (warning === undefined) return { date: read.date }
  return { date: read.date, finding: { code: warning, severity: 'review', message: `"${text.slice(0, 40)}" was read as ${read.date}`, value: text.slice(0, 100) } }
}
