import type { z } from 'zod'
import type { Canonical, Line as LineSchema, Party as PartySchema, Payment as PaymentSchema, Reference as ReferenceSchema, TaxLine as TaxLineSchema, Totals as TotalsSchema } from '@chasqui/contracts'
import { isNegative, negate } from '@chasqui/tax'
import { errors } from '../errors.ts'
import type { Fields } from './xml/fields.ts'

export type Party = z.infer<typeof PartySchema>
export type TaxLine = z.infer<typeof TaxLineSchema>
export type Totals = z.infer<typeof TotalsSchema>
export type Line = z.infer<typeof LineSchema>
export type Payment = z.infer<typeof PaymentSchema>
export type Reference = z.infer<typeof ReferenceSchema>

/** The same object without the fields that are undefined: absent is absent, in JSON and in the database. */
export function present<T extends object>(object: T): T {
  const all = object as Record<string, unknown>
  for (const key in all) if (all[key] === undefined) delete all[key]
  return object
}

/** The same, or undefined when nothing is left of it. */
export function presentOrNone<T extends object>(object: T): T | undefined {
  const left = present(object)
  return Object.keys(left).length === 0 ? undefined : left
}

export type FiscalDocument = Omit<Canonical, 'schemaVersion' | 'source' | 'confidence' | 'fieldMeta' | 'findings' | 'lines' | 'references'> & {
  lines: Line[]
  references?: Reference[]
}

/** What comes out of a fiscal XML. Throws NO_USABLE_FIELD when it has none of the fields that make a document. */
export function fiscalCanonical(fields: Fields, document: FiscalDocument): Canonical {
  const { number, issueDate, vendor, totals, lines, references = [] } = document
  if (number === undefined && issueDate === undefined && vendor?.taxId === undefined && totals?.total === undefined) throw errors.fault('NO_USABLE_FIELD')
  return present({
    ...document,
    schemaVersion: 1 as const,
    lines: lines.map(present),
    references: references.map(present),
    source: 'xml' as const,
    confidence: 0.99,
    fieldMeta: fields.meta,
    findings: fields.findings,
  })
}

/** "F001-00000123" in its parts; a number without a dash is all folio. Leading zeros of the folio are dropped. */
export function splitNumber(number: string): { series?: string; folio?: string } {
  const dash = number.lastIndexOf('-')
  const folio = number.slice(dash + 1).replace(/^0+(?=\d)/, '')
  return dash > 0 ? { series: number.slice(0, dash), folio } : { folio }
}

/** The latest date by which all of it must be paid. */
export function lastDue(dueDates: readonly { date: string }[]): string | undefined {
  return dueDates.map((due) => due.date).toSorted().at(-1)
}

/**
 * Credit notes that state their amounts with a minus, as corrective invoices by difference do, with the amounts turned
 * positive: the type says the direction. What is positive already stays.
 */
export function asCreditNote(document: Canonical): Canonical {
  const { totals } = document
  if (totals?.total === undefined || !isNegative(totals.total)) return document
  return { ...document, totals: turned(totals), lines: document.lines.map(turned) }
}

/** Rates, quantities and counts keep their sign; amounts change it. */
const AMOUNTS: ReadonlySet<string> = new Set(['subtotal', 'discount', 'charge', 'tax', 'exempt', 'zeroRated', 'notSubject', 'withholding', 'tip', 'rounding', 'total', 'payable', 'prepaid', 'base', 'amount', 'net', 'taxAmount', 'gross'])

function turned<T extends object>(object: T): T {
  const entries = Object.entries(object).map(([key, value]): [string, unknown] => {
    if (Array.isArray(value)) return [key, value.map(turned)]
    return [key, typeof value === 'string' && AMOUNTS.has(key) ? negate(value) : value]
  })
  return withTurnedQuantity(Object.fromEntries(entries) as T)
}

/** Either the quantity or the price of a returned line is negative; quantity × price must stay its net. */
function withTurnedQuantity<T extends object>(object: T): T {
  if (!('quantity' in object) && !('unitPrice' in object)) return object
  const { quantity, unitPrice } = object as { quantity?: string; unitPrice?: string }
  if (quantity !== undefined && isNegative(quantity)) return { ...object, quantity: negate(quantity) }
  if (unitPrice !== undefined && isNegative(unitPrice)) return { ...object, unitPrice: negate(unitPrice) }
  return object
}
