import { describe, expect, it, onTestFinished } from 'vitest'
import { logger } from '@chasqui/telemetry'
import { aTenant, waitFor, withServers } from '@chasqui/testkit'
import { done, type Outcome } from './outcome.ts'
import type { Deps } from '../deps.ts'
import { connectDeps } from '../service.ts'
import { StageRunner } from './stage-runner.ts'
import type { StageInput } from './stage.ts'
import { ItemStatements } from './item-statements.ts'

const servers = withServers()
const HALF_A_MINUTE = 30_000

async function opened(): Promise<Deps> {
  const deps = await connectDeps('test', { natsUrl: servers.natsUrl, mongodbUrl: servers.mongoUrl, mongodbDatabase: servers.freshDb(), natsReplicas: 1, opsPort: 0 }, logger('test', { level: 'silent' }))
  onTestFinished(() => deps.close())
  await deps.tenants.save(aTenant())
  return deps
}

async function running(deps: Deps, lasts: boolean, handle: (input: StageInput<'classify'>) => Promise<Outcome>): Promise<StageRunner<'classify'>> {
  const runner = new StageRunner('classify', { handle }, deps, {
    worker: 'test', capacity: 5, ackWaitMs: HALF_A_MINUTE, leaseMs: HALF_A_MINUTE, heartbeatMs: 10_000, crashBudget: 3, lasts: () => lasts,
    retries: { maxRetries: 3, baseMs: HALF_A_MINUTE, capMs: HALF_A_MINUTE },
  })
  onTestFinished(() => runner.stop(0))
  await runner.start()
  return runner
}

describe.each([['quick work', false], ['claimed work', true]] as const)('a stage that is stopped with %s in hand', (_what, lasts) => {
  it('hands it back: another takes it up at once, and it is nobody\'s crash and no try', async () => {
    const deps = await opened()
    const statements = new ItemStatements(deps, new AbortController().signal)
    await statements.ensureStreams()
    const ids = { tenantId: 't1', batchId: 'b1', itemId: `item-${lasts}`, run: 0 }
    await deps.items.insert([{ _id: ids.itemId, tenantId: 't1', batchId: 'b1', idx: 1, sourceType: 'invoices', row: { numero: '1' } }])
    await deps.items.collection().updateOne({ _id: ids.itemId }, { $set: { status: 'ocr_completed', kind: 'row', inFlight: true }, $unset: { waiting: '' } })
    const item = async () => (await deps.items.findMany([ids.itemId]))[0]

    const begun = Promise.withResolvers<void>()
    const stopped = await running(deps, lasts, ({ signal }) => {
      begun.resolve()
      return new Promise((_resolve, reject) => { signal.addEventListener('abort', () => reject(new Error('the child was killed')), { once: true }) })
    })
    await statements.state(ids, { status: 'ocr_completed', kind: 'row', sourceType: 'invoices', row: { numero: '1' } }, undefined)
    await begun.promise
    expect((await item())?.status).toBe(lasts ? 'classifying' : 'ocr_completed')
    await stopped.stop(10)
    const handedBack = await item()
    expect(handedBack).toMatchObject({ status: 'ocr_completed', tries: 0, crashes: 0, attempts: [] })
    expect([handedBack?.owner, handedBack?.leaseUntil]).toEqual([undefined, undefined])

    let crashes: number | undefined
    await running(deps, lasts, async () => {
      crashes = (await item())?.crashes
      return done()
    })
    // Not after the lease, the broker's patience or the delay of a retry: each is half a minute.
    await waitFor(async () => (await item())?.status === 'classified', { what: 'the other to do it', limitMs: 8_000 })
    // Asked at work: when that is done, its crashes are forgotten.
    expect(crashes).toBe(0)
    expect(await item()).toMatchObject({ attempts: [{ stage: 'classify', n: 1, ok: true }] })
  }, 60_000)
})
