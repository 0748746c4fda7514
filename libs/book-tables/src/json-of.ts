import { Decimal128 } from 'mongodb'
import { textOf } from '@chasqui/mongo/books'

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** A record of the books as JSON: `_id` is `id`, amounts are decimal text, times ISO 8601. */
export function jsonOf(record: object): { [key: string]: Json } {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key === '_id' ? 'id' : key, valueOf(value)]))
}

export function valueOf(value: unknown): Json {
  if (value === null || value === undefined) return null
  if (value instanceof Decimal128) return textOf(value)
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(valueOf)
  if (typeof value === 'object') return jsonOf(value)
  return value as string | number | boolean
}
