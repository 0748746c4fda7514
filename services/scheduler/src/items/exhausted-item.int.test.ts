import { describe, expect, it, vi } from 'vitest'
import type { StoredMsg } from '@nats-io/jetstream'
import { idsOf, type Item } from '@chasqui/mongo/items'
import { ItemStatements, type Deps } from '@chasqui/worker'
import { withTasks } from '@chasqui/worker/test-tasks'
import { itemsOf } from '../test-items.ts'
import { buryExhausted } from './exhausted-item.ts'

const bench = withTasks('scheduler', [])
const { batch, item, read } = itemsOf(bench)
const statements = () => new ItemStatements(bench.deps, new AbortController().signal)

/** An item before extract, and the message that brought it there. */
async function given(fields: Partial<Item> = {}) {
  const tenantId = await bench.tenant()
  const id = await item(tenantId, await batch(tenantId), 'classified', { inFlight: true, kind: 'row', docType: 'invoice' })
  await statements().state(idsOf(await read(id)), await read(id), undefined)
  await bench.deps.items.collection().updateOne({ _id: id }, { $set: fields })
  const lost = await lastSaid(tenantId, id, 'classified')
  if (!lost) throw new Error('it was not said')
  return { tenantId, id, lost }
}
const lastSaid = (tenantId: string, id: string, fact: string): Promise<StoredMsg | null> => bench.deps.bus.jsm.streams.getMessage('IMPORTS', { last_by_subj: `imports.${fact}.${tenantId}.*.${id}` }).catch(() => null)
const lettersOf = (tenantId: string, id: string) => bench.deps.deadLetters.ofItem(tenantId, id)

describe('an item whose message the broker gave up', () => {
  it('fails, with one dead letter and one fact, however often it is said', async () => {
    const { tenantId, id, lost } = await given({ status: 'extracting', owner: 'dead', leaseUntil: new Date(0) })
    for (let n = 0; n < 2; n++) await buryExhausted(bench.deps, statements(), 'extract', lost, 50)
    expect(await read(id)).toMatchObject({ status: 'extraction_failed', failure: { code: 'DELIVERIES_EXHAUSTED', stage: 'extract' } })
    expect(await read(id)).not.toHaveProperty('owner')
    expect(await lettersOf(tenantId, id)).toMatchObject([{ _id: `${id}:extract:0`, errorCode: 'DELIVERIES_EXHAUSTED', subject: lost.subject, msgSeq: lost.seq, deliveries: 50, payload: { itemId: id } }])
    expect((await lastSaid(tenantId, id, 'failed'))?.json()).toMatchObject({ itemId: id, code: 'DELIVERIES_EXHAUSTED' })
  })

  it.each(['the dead letter', 'the fact'])('has all three also when the scheduler dies before %s', async (before) => {
    const { tenantId, id, lost } = await given()
    const dies = vi.fn().mockRejectedValue(new Error('the process dies'))
    const deps: Deps = before === 'the fact' ? bench.deps : { ...bench.deps, deadLetters: Object.assign(Object.create(bench.deps.deadLetters), { write: dies }) }
    await expect(buryExhausted(deps, before === 'the fact' ? { state: dies } : statements(), 'extract', lost, 50)).rejects.toThrow('the process dies')
    expect((await read(id)).status).toBe('extraction_failed')
    await buryExhausted(bench.deps, statements(), 'extract', lost, 50)
    expect(await lettersOf(tenantId, id)).toHaveLength(1)
    expect(await lastSaid(tenantId, id, 'failed')).not.toBeNull()
  })

  it.each<[string, Partial<Item>]>([
    ['somebody holds', { status: 'extracting', owner: 'alive', leaseUntil: new Date(Date.now() + 60_000) }], ['has moved on', { status: 'extracted' }], ['is in another run', { run: 1 }],
    ['failed of something else', { status: 'extraction_failed', failure: { stage: 'extract', code: 'NO_TEXT', message: 'm', hint: 'h', retryable: false, at: new Date() } }],
  ])('that %s is left alone', async (_what, fields) => {
    const { tenantId, id, lost } = await given(fields)
    const before = await read(id)
    await buryExhausted(bench.deps, statements(), 'extract', lost, 50)
    expect([await read(id), await lettersOf(tenantId, id), await lastSaid(tenantId, id, 'failed')]).toEqual([before, [], null])
  })
})
