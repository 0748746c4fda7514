import { setTimeout as delay } from 'node:timers/promises'
import { callerOf, type Call, type Sent } from '@chasqui/embedded/demo/call.ts'

const LOOK_AFTER_MS = 500
const LOOK_AT_MOST_EVERY_MS = 100

/** The gateway as a client sees it. */
export class Api {
  readonly #call: Call

  constructor(url: string, key: string) {
    this.#call = callerOf(`${url}/api/v1`, key)
  }

  async json<T>(path: string, sent?: Sent): Promise<T> {
    return await this.#call(path, sent) as T
  }

  post<T>(path: string, body: object): Promise<T> {
    return this.json<T>(path, { body })
  }

  async createBatch(sourceType: string): Promise<string> {
    return (await this.post<{ id: string }>('/imports/batches', { source_type: sourceType, origin: 'api' })).id
  }

  /**
   * Waits until nothing of the batch moves. Every look costs the record store a scan of the batch, so the next one is half as far away as the end seems to be.
   */
  async atRest(batchId: string): Promise<Record<string, number>> {
    const startedAt = performance.now()
    for (;;) {
      const { moving, total_items: total, status_breakdown } = await this.json<{ moving: number; total_items: number; status_breakdown: Record<string, number> }>(`/imports/batches/${batchId}/status`)
      if (total > 0 && moving === 0) return status_breakdown
      const elapsedMs = performance.now() - startedAt
      const leftMs = total > moving ? elapsedMs * moving / (total - moving) : LOOK_AFTER_MS
      await delay(Math.min(Math.max(leftMs / 2, LOOK_AT_MOST_EVERY_MS), elapsedMs + LOOK_AFTER_MS))
    }
  }

  /** The items of a batch that did not reach the books: where each rests, and why. */
  async unpublished(batchId: string): Promise<Record<string, string>> {
    const { items } = await this.json<{ items: { filename: string | null; idx: number; status: string; failure: { code: string } | null; errors: { code: string }[]; review_reasons: string[] }[] }>(`/imports/batches/${batchId}/items?limit=200`)
    return Object.fromEntries(items.filter(({ status }) => status !== 'published').map(({ filename, idx, status, failure, errors, review_reasons: reasons }) =>
      [filename ?? String(idx), [status, ...(failure ? [failure.code] : []), ...errors.map(({ code }) => code), ...reasons].join(' ')]))
  }

  /** When each item came and ended, in milliseconds. */
  async times(batchId: string): Promise<{ cameAt: number; endedAt: number }[]> {
    const times: { cameAt: number; endedAt: number }[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { items: { created_at: string; updated_at: string }[]; next_cursor: string | null } = await this.json(`/imports/batches/${batchId}/items?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`)
      times.push(...page.items.map((item) => ({ cameAt: Date.parse(item.created_at), endedAt: Date.parse(item.updated_at) })))
      cursor = page.next_cursor
    }
    return times
  }
}
