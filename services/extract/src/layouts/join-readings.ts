import type { Draft } from './canonical.ts'

/**
 * Two readings of one scan as one document: the first, with what only the second shows. Figures go together: when the
 * second's agree and the first's do not, all of them are the second's. A field of the second replaces a weaker twin only
 * where a check (digit or sum) speaks for it, never because the engine felt surer.
 */
export function joined(first: Draft, second: Draft): Draft {
  const out: Draft = { ...first, fieldMeta: { ...first.fieldMeta }, findings: [...first.findings] }
  for (const field of ['number', 'issueDate', 'issueTime', 'dueDate', 'periodStart', 'periodEnd', 'fiscalId', 'exchangeRate', 'subType', 'series', 'folio'] as const) fill(out, second, field)
  for (const party of ['vendor', 'buyer'] as const) out[party] = joinedParty(out, first, second, party)
  if (second.agreement > first.agreement) takeFigures(out, second)
  if (out.references.length === 0) out.references = second.references
  if (out.payment === undefined && second.payment !== undefined) out.payment = second.payment
  for (const [path, evidence] of Object.entries(second.fieldMeta)) if (!(path in out.fieldMeta) && isPresent(out, path)) out.fieldMeta[path] = evidence
  agree(out, first, second)
  for (const field of ['number', 'issueDate'] as const) contradict(out, first, second, field)
  return present(out)
}

/** From this confidence on a reading is a witness. */
const WITNESS = 0.6
/** What a field deserves that two witnesses read differently, and that no check can settle. */
const DISPUTED = 0.55

/** A number or a date has no check digit: when both readings are sure of different ones, a person looks. */
function contradict(out: Draft, first: Draft, second: Draft, field: 'number' | 'issueDate'): void {
  const [a, b] = [first.fieldMeta[field], second.fieldMeta[field]]
  if (a === undefined || b === undefined || first[field] === second[field] || Math.min(a.confidence, b.confidence) < WITNESS) return
  const isSecond = b.confidence > a.confidence
  if (isSecond) for (const part of field === 'number' ? (['number', 'series', 'folio'] as const) : (['issueDate'] as const)) take(out, second, part)
  out.fieldMeta[field] = { ...(isSecond ? b : a), confidence: DISPUTED }
}

function take<Field extends 'number' | 'series' | 'folio' | 'issueDate'>(out: Draft, from: Draft, field: Field): void {
  if (from[field] === undefined) delete out[field]
  else out[field] = from[field]
}

/** Two readings that say the same are surer than either, but no two readings are certain. */
const MOST = 0.97

function agree(out: Draft, first: Draft, second: Draft): void {
  for (const [path, evidence] of Object.entries(out.fieldMeta)) {
    const [a, b] = [first.fieldMeta[path], second.fieldMeta[path]]
    if (a === undefined || b === undefined || evidence.source === 'derived' || path.startsWith('lines')) continue
    if (JSON.stringify(valueAt(first, path)) !== JSON.stringify(valueAt(second, path))) continue
    const confidence = 1 - (1 - a.confidence) * (1 - b.confidence)
    out.fieldMeta[path] = { ...evidence, confidence: Math.max(evidence.confidence, Math.min(MOST, Math.round(confidence * 10_000) / 10_000)) }
  }
}

function valueAt(draft: Draft, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined), draft)
}

function fill<Field extends keyof Draft>(out: Draft, second: Draft, field: Field): void {
  if (out[field] !== undefined || second[field] === undefined) return
  out[field] = second[field]
  takeMeta(out, second, String(field))
  out.findings.push(...second.findings.filter((finding) => finding.field === field))
}

/** An id that passes its check as it stands beats none, a repaired one and a failing one. */
function joinedParty(out: Draft, first: Draft, second: Draft, party: 'vendor' | 'buyer'): Draft['vendor'] {
  const [a, b] = [first[party], second[party]]
  if (a === undefined || b === undefined) {
    if (a === undefined && b !== undefined) takeMeta(out, second, party)
    return a ?? b
  }
  const path = `${party}.taxId`
  const isBetter = b.taxId !== undefined && (a.taxId === undefined || (confidence(second, path) > 0.8 && confidence(first, path) < 0.8))
  if (!isBetter) return { ...b, ...a }
  out.findings = out.findings.filter((finding) => finding.field !== path)
  out.findings.push(...second.findings.filter((finding) => finding.field === path))
  takeMeta(out, second, path)
  return { ...b, ...(a.name === undefined ? {} : { name: a.name }) }
}

const confidence = (draft: Draft, path: string) => draft.fieldMeta[path]?.confidence ?? 0

function takeFigures(out: Draft, second: Draft): void {
  for (const group of ['totals', 'lines', 'bankStatement', 'payroll'] as const) {
    for (const path of Object.keys(out.fieldMeta)) if (path.startsWith(group)) delete out.fieldMeta[path]
    takeMeta(out, second, group)
    out.findings = out.findings.filter((finding) => finding.field?.startsWith(group) !== true)
    out.findings.push(...second.findings.filter((finding) => finding.field?.startsWith(group) === true))
  }
  out.totals = second.totals
  out.lines = second.lines
  out.bankStatement = second.bankStatement
  out.payroll = second.payroll
  out.agreement = second.agreement
}

function takeMeta(out: Draft, second: Draft, prefix: string): void {
  for (const [path, evidence] of Object.entries(second.fieldMeta)) if (path === prefix || path.startsWith(`${prefix}.`)) out.fieldMeta[path] = evidence
}

function isPresent(draft: Draft, path: string): boolean {
  const [head = ''] = path.split('.')
  return (draft as Record<string, unknown>)[head] !== undefined
}

function present(draft: Draft): Draft {
  const all = draft as Record<string, unknown>
  for (const key of Object.keys(all)) if (all[key] === undefined) delete all[key]
  return draft
}

