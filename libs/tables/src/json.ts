import type { Row } from '@chasqui/contracts'
import { errors } from './errors.ts'
import type { Table, TableLimits } from './table.ts'
import { withVisibleNames } from './visible-names.ts'

/**
 * Reads a JSON array of objects, or an object that holds exactly one such array. Throws TABLE_MALFORMED, TABLE_EMPTY,
 * TABLE_TOO_LONG or TABLE_TOO_WIDE.
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
  try {
    return JSON.parse(text, keepDigits)
  } catch (cause) {
    throw errors.fault('TABLE_MALFORMED', { detail: cause instanceof Error ? cause.message.slice(0, 200) : 'not parsed', cause })
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
  const lists = Object.values(value).filter((inner) => isRows(inner) && inner.length > 0)
  return lists.length === 1 ? lists[0] as Row[] : undefined
}

function isRows(value: unknown): value is Row[] {
  return Array.isArray(value) && value.every(isObject)
}

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
