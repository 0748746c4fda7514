import type { z } from 'zod'
import type { Evidence as EvidenceSchema } from '@chasqui/contracts'

export type Evidence = z.infer<typeof EvidenceSchema>

/** Writes down where each field came from while it is read. */
export type Notes = {
  readonly meta: Record<string, Evidence>
  /** Notes where `value` came from and hands it through; what is not there leaves no note. */
  note<T>(path: string, value: T | undefined, rule: string, confidence?: number): T | undefined
  /** The same for what was computed from other fields. */
  derived<T>(path: string, value: T | undefined, rule: string, confidence?: number): T | undefined
}

/** `prefix` names the format in every rule: "ubl", "camt053". */
export function notesFor(source: Evidence['source'], prefix: string, usual = 0.99): Notes {
  const meta: Record<string, Evidence> = {}
  const write = <T>(from: Evidence['source'], path: string, value: T | undefined, rule: string, confidence: number): T | undefined => {
    if (value !== undefined) meta[path] = { source: from, rule: `${prefix}:${rule}`, confidence }
    return value
  }
  return {
    meta,
    note: (path, value, rule, confidence = usual) => write(source, path, value, rule, confidence),
    derived: (path, value, rule, confidence = 0.95) => write('derived', path, value, rule, confidence),
  }
}
