import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aTenant, waitFor, withServers } from '@chasqui/testkit'
import { findSamples } from '../demo/samples.ts'
import { openPipeline, stageProgram, startHere } from './pipeline.ts'
import { newPlace } from './place.ts'
import { startProcess } from './processes.ts'

const servers = withServers()
const MOST_MS = 2_000
const MOST_MIB = 300

describe('every bad file', () => {
  it('is refused with its own code within 2 s and 300 MB, and the rest of its batch goes on', async () => {
    const where = newPlace(servers)
    const pipeline = await openPipeline(where)
    const preprocess = await startProcess(stageProgram(where, 'preprocess'))
    await startHere(where, { only: ['ocr', 'classify', 'extract', 'validate', 'publish', 'scheduler'] })

    const samples = await findSamples(join(import.meta.dirname, '..', '..', 'samples'))
    const refused = samples.filter(({ expected }) => expected.items.length === 1 && expected.items[0]?.state === 'preprocessing_failed')
    const withBytes = await Promise.all(refused.map(async (sample) => ({ ...sample, bytes: await readFile(sample.path) })))
    // Two tenants have the same file; here it would be a duplicate.
    const bad = [...new Map(withBytes.map((sample) => [sample.bytes.toString('base64'), sample])).values()]
    expect(bad.length).toBeGreaterThanOrEqual(15)
    const good = await readFile(join(import.meta.dirname, '..', '..', 'samples', 'pe', 'factura-F001-00000123.xml'))
    const batchId = await pipeline.upload([...bad.map(({ file, bytes }) => ({ name: file, bytes })), { name: 'good.xml', bytes: good }])
    const items = await pipeline.atRest(batchId)

    expect(items.slice(0, bad.length).map((item) => [item.file?.filename, item.failure?.code])).toEqual(bad.map(({ file, expected }) => [file, expected.items[0]?.error]))
    // The good one is somebody else's invoice: it went through every check and waits for a person.
    expect(items.at(-1)).toMatchObject({ status: 'validated', canonical: { number: 'F001-00000123' } })
    const peakMiB = Number(/^VmHWM:\s+(\d+)/m.exec(await readFile(`/proc/${preprocess.pid}/status`, 'utf8'))?.[1]) / 1024
    expect(peakMiB).toBeLessThan(MOST_MIB)

    // Sent twice in one request, whichever is looked into: the other is no duplicate of what nothing came of.
    const sender = aTenant({ id: 'twice' })
    await pipeline.deps.tenants.save(sender)
    const twice = await pipeline.upload(bad.slice(0, 5).flatMap(({ file, bytes }) => [{ name: file, bytes }, { name: `again-${file}`, bytes }]), { tenant: sender })
    await waitFor(async () => (await pipeline.items(twice)).every(({ status }) => status === 'preprocessing_failed'), { what: 'all ten to fail', instead: async () => (await pipeline.items(twice)).map(({ status, failure }) => [status, failure?.code]) })

    // Side by side each waits for the others; how long one takes is seen when it is alone.
    const tenant = aTenant({ id: 'one-by-one' })
    await pipeline.deps.tenants.save(tenant)
    for (const { file, bytes, expected } of bad) {
      const [item] = await pipeline.atRest(await pipeline.upload([{ name: file, bytes }], { tenant }))
      expect(item?.failure?.code, file).toBe(expected.items[0]?.error)
      expect(item?.attempts[0]?.durationMs, file).toBeLessThan(MOST_MS)
    }
  }, 330_000)
})
