import type { SampleResult } from './import-samples.ts'
import type { DemoItem } from './client.ts'

export type SampleLine = {
  file: string; ok: boolean; type: string; issuer: string; number: string; date: string; total: string; state: string
  ms: number; posted: Record<string, number>; differences: string[]
}

/** One line for each sample; of a file with several documents, what they have together. */
export function sampleLine({ sample, items, differences, ms }: SampleResult): SampleLine {
  const first = items[0]
  const canonical = (first?.canonical ?? {}) as { vendor?: { name?: string; taxId?: string }; number?: string; issueDate?: string; currency?: string; totals?: { total?: string }; bankStatement?: { account?: { iban?: string; currency?: string }; to?: string; closingBalance?: { amount?: string } } }
  const statement = canonical.bankStatement
  const several = items.length > 1
  return {
    file: `${sample.tenant}/${sample.file}`, ok: differences.length === 0,
    type: unique(items.map((item) => item.doc_type ?? '–')),
    issuer: several ? `${items.length} documents` : canonical.vendor?.name ?? canonical.vendor?.taxId ?? statement?.account?.iban ?? '–',
    number: several ? '' : canonical.number ?? '–',
    date: several ? '' : canonical.issueDate ?? statement?.to ?? '–',
    total: several ? '' : money(canonical.totals?.total ?? statement?.closingBalance?.amount, canonical.currency ?? statement?.account?.currency),
    state: unique(items.map((item) => item.status)), ms, posted: postedOf(items), differences,
  }
}

function unique(texts: readonly string[]): string {
  return [...new Set(texts)].join(', ')
}

function money(amount: string | undefined, currency: string | undefined): string {
  return amount === undefined ? '–' : `${amount} ${currency ?? ''}`.trim()
}

function postedOf(items: readonly DemoItem[]): Record<string, number> {
  const posted: Record<string, number> = {}
  for (const item of items) for (const [book, n] of Object.entries(item.posted ?? {})) if (n > 0) posted[book] = (posted[book] ?? 0) + n
  return posted
}

const COLUMNS = ['', 'file', 'type', 'issuer', 'number', 'date', 'total', 'state', 'took', 'posted'] as const
const WIDEST = [1, 44, 16, 28, 20, 10, 18, 20, 8, 40] as const

/** The table of all samples as text, as wide as its widest cells. */
export function tableOf(lines: readonly SampleLine[]): string {
  const rows = [COLUMNS as readonly string[], ...lines.map(cellsOf)].map((row) => row.map((cell, i) => cut(cell, WIDEST[i] ?? 20)))
  const widths = COLUMNS.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  return rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ').trimEnd()).join('\n')
}

function cellsOf(line: SampleLine): string[] {
  const posted = Object.entries(line.posted).map(([book, n]) => `${n} ${book}`).join(', ')
  return [line.ok ? '✓' : '✗', line.file, line.type, line.issuer, line.number, line.date, line.total, line.state, `${(line.ms / 1000).toFixed(1)} s`, posted]
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}

/** A line for everything that a person must look at, and why. */
export function reviewLines(results: readonly SampleResult[]): string[] {
  return results.flatMap(({ sample, items }) => items.flatMap((item) => {
    const why = whyLook(item)
    return why ? [`${sample.tenant}/${item.filename ?? sample.file}: ${why}`] : []
  }))
}

function whyLook(item: DemoItem): string | undefined {
  if (item.status === 'validated') {
    const reviews = item.warnings.filter((warning) => item.review_reasons.includes(warning.code))
    return `waits for approval: ${reviews.map((r) => `${r.code} (${r.message})`).join('; ') || 'the tenant approves everything by hand'}`
  }
  if (item.status.endsWith('_failed')) return `${item.failure?.code ?? ''} (${item.failure?.message ?? ''})`
  return undefined
}
