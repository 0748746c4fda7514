import { describe, expect, it } from 'vitest'
import { invoiceRows } from '@chasqui/samples/invoice-rows'
import { waitFor, withServers } from '@chasqui/testkit'
import type { Probe } from '@chasqui/worker'
import { openPipeline, startHere } from './pipeline.ts'
import { newPlace } from './place.ts'

const servers = withServers()

describe('a poison item', () => {
  it('ends after its tries with its code and one dead letter; its neighbours are untouched; retry works once the fault is gone', async () => {
    const where = newPlace(servers)
    const pipeline = await openPipeline(where)
    let isPoisonous = true
    let poison = ''
    let runs = 0
    const throws: Probe = (boundary, { itemId }) => {
      if (boundary !== 'working' || itemId !== poison) return
      runs++
      if (isPoisonous) throw new TypeError('a defect of the reader')
    }
    const batchId = await pipeline.ingest(invoiceRows(10))
    poison = (await pipeline.items(batchId))[4]?._id ?? ''
    await startHere(where, { only: ['preprocess', 'ocr', 'classify', 'validate', 'publish', 'scheduler'] })
    await startHere(where, { only: ['extract'], probe: throws })

    const ended = await pipeline.atRest(batchId)
    expect(ended.filter((item) => item.status === 'published')).toHaveLength(9)
    expect(ended[4]).toMatchObject({ status: 'extraction_failed', tries: 4, failure: { stage: 'extract', code: 'UNEXPECTED' } })
    expect(runs).toBe(4)
    // The letter follows the write that ends the item, before the message is let go.
    const letters = () => pipeline.deps.deadLetters.ofItem(pipeline.tenant.id, poison)
    await waitFor(async () => (await letters()).length > 0, { what: 'the dead letter' })
    expect(await letters()).toMatchObject([{ errorCode: 'UNEXPECTED', stage: 'extract', resolved: null }])

    isPoisonous = false
    const { url } = await startHere(where, { only: ['gateway'] })
    const retried = await fetch(`${url}/api/v1/imports/items/${poison}/retry`, { method: 'POST', headers: { authorization: `Bearer ${pipeline.apiKey}` } })
    expect(retried.status).toBe(200)
    const after = await pipeline.atRest(batchId)
    expect(after[4]).toMatchObject({ status: 'published', run: 1 })
    expect(await letters()).toMatchObject([{ resolved: { how: 'requeued' } }])
  }, 330_000)
})
