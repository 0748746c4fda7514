import type { Row } from '@chasqui/contracts'
import { errors } from './errors.ts'
import { fieldsNamed } from './fields-named.ts'
import type { Table, TableLimits } from './table.ts'
import { withVisibleNames } from './visible-names.ts'

/**
 * Reads a JSON array of objects, an object that holds exactly one such array, one object that is a row itself, or JSON lines:
 * an object a line. Throws TABLE_MALFORMED, TABLE_EMPTY, TABLE_TOO_LONG or TABLE_TOO_WIDE.
 */
export function readJson(text: string, limits: TableLimits): Table {
  const rows = rowsIn(parsed(text)).map(withVisibleNames)
  if (rows.length === 0) throw errors.fault('TABLE_EMPTY')
  if (rows.length > limits.maxRows) throw errors.fault('TABLE_TOO_LONG', { detail: `more than ${limits.maxRows} rows` })
  const headers = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  if (headers.length > limits.maxColumns) throw errors.fault('TABLE_TOO_WIDE', { detail: `${headers.length} names, ${limits.maxColumns} allowed` })
  return { form: 'json', headers, rows, preamble: [] }
}

function parsed(text: string): unknown {
  const lines = text.split(/\r\n|\n|\r/).map((line, at) => ({ line, at: at + 1 })).filter(({ line }) => line.trim() !== '')
  // A first line that is an object by itself, with more behind it, is no JSON as a whole.
  if (lines.length > 1 && isObject(parsedOrNothing(lines[0]?.line ?? ''))) return lines.map(({ line, at }) => parsedAs(line, `line ${at}: `))
  return parsedAs(text)
}

function parsedAs(text: string, where = ''): unknown {
  try {
    return JSON.parse(text, keepDigits)
  } catch (cause) {
    throw errors.fault('TABLE_MALFORMED', { detail: `${where}${cause instanceof Error ? cause.message : 'not parsed'}`.slice(0, 200), cause })
  }
}

function parsedOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A number that a float cannot hold (an access key of 49 digits) stays the text that it was. */
function keepDigits(this: unknown, _key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value
  const digits = context.source.replace(/[^\d]/g, '')
  return digits.length > 15 ? context.source : value
}

function rowsIn(value: unknown): Row[] {
  const list = listIn(value)
  if (list === undefined) throw errors.fault('TABLE_MALFORMED', { detail: 'not an array of objects' })
  return list
}

function listIn(value: unknown): Row[] | undefined {
  if (isRows(value)) return value
  if (!isObject(value)) return undefined
  const lists = Object.values(value).filter(Array.isArray)
  if (Object.keys(value).length > 0 && (lists.length === 0 || isDocument(value))) return [value]
  const [filled, ...others] = lists.filter((list) => list.length > 0)
  if (filled === undefined) return []
  return others.length === 0 && isRows(filled) ? filled : undefined
}

/** An object with a number of its own is a document, and the list in it its lines. */
function isDocument(value: Row): boolean {
  return Object.entries(value).some(([name, cell]) => (typeof cell === 'string' || typeof cell === 'number') && fieldsNamed(name).includes('document.number'))
}

function isRows(value: unknown): value is Row[] {
  return Array.isArray(value) && value.every(isObject)
}

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
