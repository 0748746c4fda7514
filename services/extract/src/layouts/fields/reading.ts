import type { Evidence, Finding } from '@chasqui/contracts'

/** A field that was read: its value and where it came from. */
export type Read<T> = { value: T; evidence: Evidence }

/** What a group of fields adds to a document. Paths in `meta` are those of the canonical document. */
export type Reading<T> = { value: T; meta: Record<string, Evidence>; findings: Finding[] }

/** The evidence of a value that was computed from others. */
export function derivedFrom(rule: string, confidence: number): Evidence {
  return { source: 'derived', rule, confidence }
}
