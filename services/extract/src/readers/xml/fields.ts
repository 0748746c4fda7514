import type { z } from 'zod'
import type { Finding as FindingSchema } from '@chasqui/contracts'
import { notesFor, type Notes } from '../evidence.ts'
import { readDate } from './dates.ts'
import { readDecimal } from './decimal.ts'
import { textAt, type Element } from './tree.ts'

export type Finding = z.infer<typeof FindingSchema>

/**
 * Reads fields of one XML document by path, and keeps two lists on the way: where each field came from, and what
 * was there but could not be read. A field that is absent is just absent; validation knows which are required.
 */
export type Fields = Notes & {
  readonly findings: Finding[]
  text(field: string, from: Element | undefined, ...paths: string[]): string | undefined
  decimal(field: string, from: Element | undefined, ...paths: string[]): string | undefined
  /** A civil date; of a date with time, its date part. */
  date(field: string, from: Element | undefined, ...paths: string[]): string | undefined
  /** Amounts and dates that came as values already (attributes, sums of elements). */
  decimalOf(field: string, value: string | undefined, rule: string): string | undefined
  dateOf(field: string, value: string | undefined, rule: string): string | undefined
}

export function fieldsOf(format: string, source: 'xml' | 'bank-file' = 'xml'): Fields {
  const notes = notesFor(source, format)
  const findings: Finding[] = []
  const unreadable = (code: string, field: string, value: string, what: string) => {
    findings.push({ code, severity: 'error', field, message: `${what} cannot be read: "${value.slice(0, 40)}"`, value: value.slice(0, 100) })
  }
  const decimalOf: Fields['decimalOf'] = (field, value, rule) => {
    if (value === undefined) return undefined
    const decimal = readDecimal(value)
    if (decimal === undefined) unreadable('INVALID_AMOUNT', field, value, 'The amount')
    return notes.note(field, decimal, rule)
  }
  const dateOf: Fields['dateOf'] = (field, value, rule) => {
    if (value === undefined) return undefined
    const date = readDate(value)
    if (date === undefined) unreadable('INVALID_DATE_FORMAT', field, value, 'The date')
    return notes.note(field, date, rule)
  }
  return {
    ...notes,
    findings,
    decimalOf,
    dateOf,
    text: (field, from, ...paths) => firstOf(paths, (path) => notes.note(field, textAt(from, path), path)),
    decimal: (field, from, ...paths) => firstOf(paths, (path) => decimalOf(field, textAt(from, path), path)),
    date: (field, from, ...paths) => firstOf(paths, (path) => dateOf(field, textAt(from, path), path)),
  }
}

function firstOf(paths: readonly string[], read: (path: string) => string | undefined): string | undefined {
  for (const path of paths) {
    const value = read(path)
    if (value !== undefined) return value
  }
  return undefined
}
