import { invoiceCopies, type TenantOfCopies } from '@chasqui/samples/copies'
import { Api } from './api.ts'
import { round } from './figures.ts'
import { ProcessMeter } from './processes.ts'
import { pidsOf, withSystem } from './with-system.ts'

/** Of two digital and two scanned invoices, each with numbers of its own: what is known already would be refused before the books. */
const COPIES = 5
const QUICK_COPIES = 1

export const name = 'mixed'
export const says = 'half digital, half scanned documents of two tenants at once; memory of each process and its growth'

export async function run(report: (line: string) => void, { quick }: { quick: boolean }): Promise<Record<string, unknown>> {
  const copies = quick ? QUICK_COPIES : COPIES
  return withSystem('1s', report, async (system) => {
    const apis = { es: new Api(system.url ?? '', system.keys.es.apiKey), cl: new Api(system.url ?? '', system.keys.cl.apiKey) }
    const forms = { es: await formOf('es', 1, copies), cl: await formOf('cl', 1, copies) }
    await Promise.all([send(apis.es, await formOf('es', 0, 1)), send(apis.cl, await formOf('cl', 0, 1))])
    const meter = new ProcessMeter(pidsOf(system))
    const before = meter.memoryMiB()
    const startedAt = performance.now()
    const batches = await Promise.all([send(apis.es, forms.es), send(apis.cl, forms.cl)])
    const seconds = (performance.now() - startedAt) / 1000
    const ended = batches.map((batch) => batch.ended)
    const items = ended.flatMap((one) => Object.values(one)).reduce((a, b) => a + b, 0)
    const cpu = meter.cpuMsAnItem(items)
    const after = meter.memoryMiB()
    const unpublished = { es: await apis.es.unpublished(batches[0].batchId), cl: await apis.cl.unpublished(batches[1].batchId) }
    return {
      items, seconds: round(seconds), items_per_second: round(items / seconds), ended, unpublished, cpu_ms_an_item: cpu,
      memory_mib: after, memory_growth_mib: Object.fromEntries(Object.entries(after).map(([process, mib]) => [process, mib - (before[process] ?? 0)])),
    }
  })
}

async function formOf(tenant: TenantOfCopies, from: number, copies: number): Promise<FormData> {
  const form = new FormData()
  for (let copy = from; copy < from + copies; copy++) {
    for (const { name: filename, bytes } of await invoiceCopies(tenant, copy)) form.append('files', new Blob([Buffer.from(bytes)]), filename)
  }
  return form
}

async function send(api: Api, form: FormData): Promise<{ batchId: string; ended: Record<string, number> }> {
  const batchId = await api.createBatch('documento')
  await api.json(`/imports/batches/${batchId}/files`, { body: form })
  return { batchId, ended: await api.atRest(batchId) }
}
