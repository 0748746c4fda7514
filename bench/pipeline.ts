import { invoiceRows } from '@chasqui/samples/invoice-rows'
import { Api } from './api.ts'
import { percentile, round } from './figures.ts'
import { ProcessMeter } from './processes.ts'
import { CLASSES, pidsOf, withSystem, type DurabilityClass } from './with-system.ts'

const ITEMS = 5_000
/** A fresh Node runs at two thirds of its speed; the figures are those of the run after this one. */
const WARM_UP = 5_000
const QUICK_SHARE = 0.1

export const name = 'pipeline'
export const says = 'JSON rows through the gateway into the books, all guarantees on'

type ClassResult = { items_per_second: number; seconds: number; cpu_ms_an_item: Record<string, number>; item_ms: { p50: number; p99: number }; ended: Record<string, number> }

/** One durability class after the other, each with servers and a data folder of its own. */
export async function run(report: (line: string) => void, { quick }: { quick: boolean }): Promise<Record<string, unknown>> {
  const share = quick ? QUICK_SHARE : 1
  const items = ITEMS * share
  const warmUp = WARM_UP * share
  const classes: Partial<Record<DurabilityClass, ClassResult>> = {}
  for (const durability of CLASSES) {
    report(`${name}: durability ${durability} …`)
    classes[durability] = await withSystem(durability, report, async (system) => {
      const api = new Api(system.url ?? '', system.keys.pe.apiKey)
      await importRows(api, warmUp, 1)
      const meter = new ProcessMeter(pidsOf(system))
      const { batchId, seconds, ended } = await importRows(api, items, warmUp + 1)
      const cpu = meter.cpuMsAnItem(items)
      const took = (await api.times(batchId)).map(({ cameAt, endedAt }) => endedAt - cameAt).sort((a, b) => a - b)
      return { items_per_second: round(items / seconds, 0), seconds: round(seconds), cpu_ms_an_item: cpu, item_ms: { p50: percentile(took, 0.5), p99: percentile(took, 0.99) }, ended }
    })
    report(`${name}: ${JSON.stringify(classes[durability])}`)
  }
  return { items, items_per_second: classes['1s']?.items_per_second, classes }
}

async function importRows(api: Api, count: number, from: number): Promise<{ batchId: string; seconds: number; ended: Record<string, number> }> {
  const batchId = await api.createBatch('invoices')
  const startedAt = performance.now()
  await api.post(`/imports/batches/${batchId}/ingest`, { rows: invoiceRows(count, from) })
  const ended = await api.atRest(batchId)
  return { batchId, seconds: (performance.now() - startedAt) / 1000, ended }
}
