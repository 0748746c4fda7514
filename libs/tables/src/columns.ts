import { FAMILIES, type Family, type FieldOf } from './aliases.ts'
import { normalHeader } from './header.ts'
import { similarity } from './similarity.ts'

/**
 * The column that feeds a field, and how sure that is: 1 for a known name, less for one that resembles it. `rivals` are columns that
 * have a known name of the same field and feed nothing.
 */
export type Column = { header: string; score: number; rivals?: readonly string[] }
export type Columns<F extends Family> = Readonly<Partial<Record<FieldOf<F>, Column>>>

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
  const columns: Partial<Record<string, Column>> = {}
  const taken = new Set<string>()
  for (const match of matches(headers.slice(0, MAX_COLUMNS), family)) {
    if (taken.has(match.header) || columns[match.field] !== undefined) continue
    columns[match.field] = { header: match.header, score: match.score }
    taken.add(match.header)
  }
  const idle = headers.slice(0, MAX_COLUMNS).filter((header) => !taken.has(header))
  for (const [field, column] of Object.entries(columns)) {
    const rivals = column?.score === EXACT ? idle.filter((header) => isRival(header, column.header, namesOf(family, field))) : []
    if (column !== undefined && rivals.length > 0) columns[field] = { ...column, rivals }
  }
  return columns as Columns<F>
}

function namesOf(family: Family, field: string): readonly string[] {
  return (FAMILIES[family] as Readonly<Record<string, readonly string[]>>)[field] ?? []
}

/** A known name of the field, or the chosen name again: of two columns called Total the second is read as "Total 2". */
function isRival(header: string, chosen: string, names: readonly string[]): boolean {
  const name = normalHeader(header)
  return names.includes(name) || /^ \d+$/.test(name.slice(normalHeader(chosen).length)) && name.startsWith(normalHeader(chosen))
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
