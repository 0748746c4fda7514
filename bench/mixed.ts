import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Api } from './api.ts'
import { pidsOf, withSystem } from './durability.ts'
import { ProcessMeter, round } from './processes.ts'

const SAMPLES = join(import.meta.dirname, '..', 'samples')

/** Half digital, half scanned, of two tenants. Trailing bytes make every copy a file of its own. */
const DIGITAL = { es: ['factura-luz.pdf', 'factura-2025-0113.pdf'], cl: ['factura-882.pdf', 'factura-33-20981.pdf'] } as const
const SCANNED = { es: ['foto-gasolinera.jpg', 'escaneo-recortado.jpg'], cl: ['escaneo-factura-20997.jpg', 'foto-boleta-77188.jpg'] } as const
const COPIES = 5

export const name = 'mixed'
export const says = 'half digital, half scanned documents of two tenants at once; memory of each process and its growth'

export async function run(report: (line: string) => void): Promise<Record<string, unknown>> {
  return withSystem('1s', report, async (system) => {
    const apis = { es: new Api(system.url ?? '', system.keys.es.apiKey), cl: new Api(system.url ?? '', system.keys.cl.apiKey) }
    await Promise.all([round1(apis.es, 'es', 0, 1), round1(apis.cl, 'cl', 0, 1)])
    const meter = new ProcessMeter(pidsOf(system))
    const before = meter.memoryMiB()
    const startedAt = performance.now()
    const ended = await Promise.all([round1(apis.es, 'es', 1, COPIES), round1(apis.cl, 'cl', 1, COPIES)])
    const seconds = (performance.now() - startedAt) / 1000
    const items = ended.flatMap((one) => Object.values(one)).reduce((a, b) => a + b, 0)
    const after = meter.memoryMiB()
    return {
      items, seconds: round(seconds), items_per_second: round(items / seconds), ended, cpu_ms_an_item: meter.cpuMsAnItem(items),
      memory_mib: after, memory_growth_mib: Object.fromEntries(Object.entries(after).map(([process, mib]) => [process, mib - (before[process] ?? 0)])),
    }
  })
}

async function round1(api: Api, tenant: 'es' | 'cl', from: number, copies: number): Promise<Record<string, number>> {
  const batchId = await api.createBatch('documento')
  const form = new FormData()
  for (let copy = from; copy < from + copies; copy++) {
    for (const file of [...DIGITAL[tenant], ...SCANNED[tenant]]) {
      const bytes = await readFile(join(SAMPLES, tenant, file))
      form.append('files', new Blob([bytes, `\n%${copy}`]), `${copy}-${file}`)
    }
  }
  await api.json(`/imports/batches/${batchId}/files`, { method: 'POST', body: form })
  return api.atRest(batchId)
}
