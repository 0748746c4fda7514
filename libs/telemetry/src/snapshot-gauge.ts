import type { Gauge } from 'prom-client'

/**
 * Sets all series of a gauge that belong to one service from a full count: rows with equal labels are added up (tenants
 * that share `other`), and what the count no longer names is dropped instead of standing still at its last value.
 */
export class SnapshotGauge<Labels extends string> {
  readonly #gauge: Gauge<Labels>
  #set = new Map<string, Record<Labels, string>>()

  constructor(gauge: Gauge<Labels>) {
    this.#gauge = gauge
  }

  replace(rows: Iterable<{ labels: Record<Labels, string>; value: number }>): void {
    const sums = new Map<string, { labels: Record<Labels, string>; value: number }>()
    for (const { labels, value } of rows) {
      const key = JSON.stringify(Object.values(labels))
      const row = sums.get(key)
      if (row) row.value += value
      else sums.set(key, { labels, value })
    }
    for (const [key, labels] of this.#set) if (!sums.has(key)) this.#gauge.remove(labels)
    for (const { labels, value } of sums.values()) this.#gauge.set(labels, value)
    this.#set = new Map([...sums].map(([key, { labels }]) => [key, labels]))
  }
}
