/** Sums of counters, by metric. */
export type Counters = Record<string, number>

const WANTED = ['chasqui_redeliveries_total', 'chasqui_duplicates_total', 'chasqui_late_writes_refused_total', 'chasqui_lease_lost_total'] as const

/** What a process has counted, from its /metrics; undefined when it does not answer, as a paused one. */
export async function readCounters(opsPort: number): Promise<Counters | undefined> {
  try {
    const text = await (await fetch(`http://127.0.0.1:${opsPort}/metrics`, { signal: AbortSignal.timeout(500) })).text()
    return Object.fromEntries(WANTED.map((metric) => [metric, sumOf(text, metric)]))
  } catch {
    return undefined
  }
}

function sumOf(text: string, metric: string): number {
  return text.split('\n').filter((line) => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `)).reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}
