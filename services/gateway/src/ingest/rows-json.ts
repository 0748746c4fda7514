import { halfCharacterIn, httpErrors } from '@chasqui/http'
import { parse } from 'secure-json-parse'

/** Digits in a row that a float may not hold. Most bodies have none, and are then read the fast way. */
const MANY_DIGITS = /\d[\d.]{15}/

/**
 * The JSON of an ingest. A number that a float cannot hold (an access key of 49 digits) stays the text that it was.
 * @throws MALFORMED_BODY
 */
export function parseRows(text: string): unknown {
  const rows = parsed(text)
  const fault = halfCharacterIn(text, rows)
  if (fault) throw fault
  return rows
}

function parsed(text: string): unknown {
  try {
    return MANY_DIGITS.test(text) ? parse(text, keepDigits) : parse(text)
  } catch (cause) {
    throw httpErrors.fault('MALFORMED_BODY', { cause, ...(cause instanceof Error ? { detail: cause.message } : {}) })
  }
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value
  return context.source.replace(/\D/g, '').length > 15 ? context.source : value
}
