import type { Row } from '@chasqui/contracts'
import type { FieldError } from '@chasqui/http'

/** A row is a line of a table: what is nested deeper is a document of another kind. */
const DEEPEST = 6
/** Errors named in one answer. */
const NAMED = 100

/** What is wrong with rows that are JSON objects already, by place. Pure. */
export function faultsOfRows(rows: readonly Row[], maxBytes: number): FieldError[] {
  const faults: FieldError[] = []
  for (const [n, row] of rows.entries()) {
    const fault = faultOf(row, maxBytes)
    if (fault) faults.push({ field: `rows[${n}]`, ...fault })
    if (faults.length === NAMED) break
  }
  return faults
}

function faultOf(row: Row, maxBytes: number): Omit<FieldError, 'field'> | undefined {
  if (depthOf(row, DEEPEST + 1) > DEEPEST) return { code: 'ROW_TOO_DEEP', message: `it is nested deeper than ${DEEPEST} levels` }
  const text = JSON.stringify(row)
  const bytes = Buffer.byteLength(text)
  if (bytes > maxBytes) return { code: 'ROW_TOO_LARGE', message: `it has ${bytes} bytes, ${maxBytes} are allowed` }
  // The record store cannot keep such a name.
  if (text.includes(String.raw`\u0000`) && hasNulName(row)) return { code: 'ROW_NAME_INVALID', message: 'a name in it contains a NUL character' }
  return undefined
}

/** How deep it is nested, counted no further than `most`. */
function depthOf(value: unknown, most: number): number {
  if (typeof value !== 'object' || value === null || most === 0) return 0
  let deepest = 0
  for (const inner of Object.values(value)) deepest = Math.max(deepest, depthOf(inner, most - 1))
  return 1 + deepest
}

function hasNulName(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, inner]) => name.includes('\0') || hasNulName(inner))
}
