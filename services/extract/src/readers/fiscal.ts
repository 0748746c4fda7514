import type { z } from 'zod'
import type { Canonical, Line as LineSchema, Party as PartySchema, Payment as PaymentSchema, Reference as ReferenceSchema, TaxLine as TaxLineSchema, Totals as TotalsSchema } from '@chasqui/contracts'
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
