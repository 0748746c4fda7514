import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'
import { callerOf, type Call } from './call.ts'

/** The fields of imports that the demo reads. */

const Finding = z.object({ code: z.string(), severity: z.string(), message: z.string() })

export const DemoItem = z.object({
  id: z.string(), batch_id: z.string(), idx: z.number(), status: z.string(), filename: z.string().nullable(),
  doc_type: z.string().nullable(), canonical: z.record(z.string(), z.unknown()),
  errors: z.array(Finding), warnings: z.array(Finding), review_reasons: z.array(z.string()), needs_review: z.boolean(),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  posted: z.record(z.string(), z.number()).nullable(),
  created_at: z.string(), updated_at: z.string(),
})
export type DemoItem = z.infer<typeof DemoItem>

const ItemPage = z.object({ items: z.array(DemoItem), next_cursor: z.string().nullable() })

const Status = z.object({ status: z.string(), total_items: z.number(), moving: z.number(), pages: z.number(), status_breakdown: z.record(z.string(), z.number()) })
export type BatchStatus = z.infer<typeof Status>

export class DemoClient {
  readonly #call: Call

  constructor(url: string, apiKey: string) {
    this.#call = callerOf(`${url}/api/v1`, apiKey)
  }

  async createBatch(sourceType: string): Promise<string> {
    const body = await this.#call('/imports/batches', { body: { source_type: sourceType, origin: 'folder' } })
    return z.object({ id: z.string() }).parse(body).id
  }

  /** Uploads files of a folder. @returns what the gateway refused at the door */
  async upload(batchId: string, paths: readonly string[]): Promise<{ file: string; code: string }[]> {
    const form = new FormData()
    for (const path of paths) form.append('files', new Blob([await readFile(path)]), basename(path))
    const body = await this.#call(`/imports/batches/${batchId}/files`, { body: form })
    return z.object({ rejected: z.array(z.object({ file: z.string(), code: z.string() })) }).parse(body).rejected
  }

  async status(batchId: string): Promise<BatchStatus> {
    return Status.parse(await this.#call(`/imports/batches/${batchId}/status`))
  }

  async items(batchId: string): Promise<DemoItem[]> {
    const items: DemoItem[] = []
    for (let cursor: string | null = '0'; cursor !== null;) {
      const page: z.infer<typeof ItemPage> = ItemPage.parse(await this.#call(`/imports/batches/${batchId}/items?limit=200&cursor=${cursor}`))
      items.push(...page.items)
      cursor = page.next_cursor
    }
    return items
  }
}
