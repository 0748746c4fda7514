import { FAMILIES, type Family, type FieldOf } from './aliases.ts'
import { normalHeader } from './header.ts'
import { similarity } from './similarity.ts'

/** Which column feeds which field, and how sure that is: 1 for a known name, less for one that resembles it. */
export type Columns<F extends Family> = Readonly<Partial<Record<FieldOf<F>, { header: string; score: number }>>>

const EXACT = 1
const STARTS = 0.8
const ALIKE = 0.7
const WEAK = 0.6
const ALIKE_FROM = 0.85
const MAX_COLUMNS = 200

/** Words that make another column of "total …" or "fecha …": the beginning of a name does not speak for them. */
const OTHER_MEANING = /\b(iva|igv|vat|tax|impuestos?|descuentos?|discount|retencion(es)?|irpf|base|neto|net|bruto|pagos?|pagad[oa]|paid|cobro|vencimiento|vto|due|valor|value|saldo|balance|haber|abono|debe|cargo|credit|debit|registro|creacion|created|contable|hora|cliente|customer|client|buyer|email|telefono|direccion|numero|tipo|pct|id)\b/

/**
 * Matches the columns of a table to the fields of a family. One column feeds one field only, and a field takes one
 * column: better matches first, then the likelier name, then the column further left.
 */
export function matchColumns<F extends Family>(headers: readonly string[], family: F): Columns<F> {
  const columns: Partial<Record<string, { header: string; score: number }>> = {}
  const taken = new Set<string>()
  for (const match of matches(headers.slice(0, MAX_COLUMNS), family)) {
    if (taken.has(match.header) || columns[match.field] !== undefined) continue
    columns[match.field] = { header: match.header, score: match.score }
    taken.add(match.header)
  }
  return columns as Columns<F>
}

type Match = { header: string; field: string; score: number; rank: number }

function matches(headers: readonly string[], family: Family): Match[] {
  const found: Match[] = []
  for (const header of headers) {
    const name = normalHeader(header)
    if (name === '') continue
    for (const [field, aliases] of Object.entries(FAMILIES[family])) {
      const best = bestAlias(name, aliases)
      if (best !== undefined) found.push({ header, field, ...best })
    }
  }
  // Sorting is stable: what is left of the rest stays first.
  return found.toSorted((a, b) => b.score - a.score || a.rank - b.rank)
}

function bestAlias(name: string, aliases: readonly string[]): { score: number; rank: number } | undefined {
  let best: { score: number; rank: number } | undefined
  for (const [rank, alias] of aliases.entries()) {
    const score = alias.startsWith('~') ? (name === alias.slice(1) ? WEAK : 0) : scoreOf(name, alias)
    if (score > (best?.score ?? 0)) best = { score, rank }
  }
  return best
}

function scoreOf(name: string, alias: string): number {
  if (name === alias) return EXACT
  if (name.startsWith(`${alias} `) && !OTHER_MEANING.test(name.slice(alias.length))) return STARTS
  // Short names are alike by accident: "base" and "case".
  return alias.length >= 6 && similarity(name, alias, ALIKE_FROM) >= ALIKE_FROM ? ALIKE : 0
}

/** Senders repeat their headers for thousands of rows, and choose them: what is remembered has an end. */
const remembered = new Map<string, Columns<Family>>()
const MAX_REMEMBERED = 256

/** `matchColumns`, answered from memory for a set of headers that was seen lately. */
export function columnsFor<F extends Family>(headers: readonly string[], family: F): Columns<F> {
  const key = `${family}\u0000${headers.join('\u0000')}`
  const known = remembered.get(key)
  if (known !== undefined) return known as Columns<F>
  const columns = matchColumns(headers, family)
  if (remembered.size >= MAX_REMEMBERED) remembered.delete(remembered.keys().next().value ?? '')
  remembered.set(key, columns)
  return columns
}
