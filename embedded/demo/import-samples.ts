import { setTimeout as delay } from 'node:timers/promises'
import { DemoClient, type BatchStatus, type DemoItem } from './client.ts'
import { differencesOf } from './compare.ts'
import type { Sample } from './samples.ts'

export type SampleResult = { sample: Sample; items: DemoItem[]; differences: string[]; ms: number }

export type BatchProgress = { name: string; status: BatchStatus }

const LOOK_EVERY_MS = 250
const REST_LIMIT_MS = 10 * 60_000

/**
 * Imports the samples of one tenant through the API: those of one order together, one batch for each source type, and
 * the next order when they have come to rest.
 */
export async function importSamples(client: DemoClient, samples: readonly Sample[], onProgress: (progress: BatchProgress) => void): Promise<SampleResult[]> {
  const results: SampleResult[] = []
  for (const group of groupsOf(samples)) results.push(...await importGroup(client, group, onProgress))
  return results
}

function groupsOf(samples: readonly Sample[]): Sample[][] {
  const keyOf = ({ expected }: Sample): string => `${String(expected.order).padStart(6, '0')} ${expected.sourceType ?? 'documento'}`
  return [...Map.groupBy(samples, keyOf)].sort(([a], [b]) => a.localeCompare(b)).map(([, group]) => group)
}

async function importGroup(client: DemoClient, group: readonly Sample[], onProgress: (progress: BatchProgress) => void): Promise<SampleResult[]> {
  const { tenant, expected } = group[0] as Sample
  const sourceType = expected.sourceType ?? 'documento'
  const batchId = await client.createBatch(sourceType)
  const rejected = await client.upload(batchId, group.map((sample) => sample.path))
  await atRest(client, batchId, (status) => onProgress({ name: `${tenant} ${sourceType} ${expected.order}`, status }))
  const items = await client.items(batchId)
  return group.map((sample) => {
    const own = items.filter((item) => item.filename === sample.file || item.filename?.startsWith(`${sample.file}::`))
    const refused = rejected.find((one) => one.file === sample.file)
    return { sample, items: own, differences: refused ? [`refused at the door: ${refused.code}`] : differencesOf(sample.expected, own), ms: longest(own) }
  })
}

async function atRest(client: DemoClient, batchId: string, onStatus: (status: BatchStatus) => void): Promise<void> {
  for (const limit = Date.now() + REST_LIMIT_MS; Date.now() < limit; await delay(LOOK_EVERY_MS)) {
    const status = await client.status(batchId)
    onStatus(status)
    if (status.total_items > 0 && status.moving === 0) return
  }
  throw new Error(`batch ${batchId} did not come to rest within ${REST_LIMIT_MS / 60_000} minutes`)
}

/** From the arrival of a file to the rest of its last document. */
function longest(items: readonly DemoItem[]): number {
  return Math.max(0, ...items.map((item) => Date.parse(item.updated_at) - Date.parse(items[0]?.created_at ?? item.created_at)))
}
