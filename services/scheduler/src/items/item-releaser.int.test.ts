import { describe, expect, it, onTestFinished } from 'vitest'
import { waitFor } from '@chasqui/testkit'
import { withRecord } from '../test-scheduler.ts'
import { ItemReleaser } from './item-releaser.ts'
import { LEAST } from './rules-of-items.ts'

const record = withRecord()

function started(name = 'one', window = 250): ItemReleaser {
  const releaser = new ItemReleaser({ ...record.deps, processName: name }, record.statements, { window })
  onTestFinished(() => releaser.stop())
  releaser.start()
  return releaser
}

const stated = () => record.stated.map((one) => one.itemId)
const all = (count: number) => waitFor(() => stated().length >= count, { what: `${count} facts` })
const inFlight = async (tenantId: string) => (await record.items.inFlightByTenant()).get(tenantId) ?? 0

describe('waiting items', () => {
  it('are handed over, oldest first, and wait no more', async () => {
    const ids = await record.waiting('t1', 20)
    started()
    await all(20)
    expect(stated()).toEqual(ids)
    expect(record.stated[0]).toEqual({ itemId: ids[0], status: 'pending', restated: 0, relation: 'child' })
    expect([await inFlight('t1'), await record.items.tenantsWithWaiting()]).toEqual([20, []])
  })

  it('are looked for when a hint comes, and also when it was lost', async () => {
    started()
    await waitFor(async () => record.items.tenantsWithWaiting())
    const [hinted] = await record.waiting('t1', 1)
    record.hint('t1')
    await all(1)
    const [unhinted] = await record.waiting('t2', 1)
    await all(2)
    expect(stated()).toEqual([hinted, unhinted])
  })

  it('of a retry are linked to the request, not its children, and are stated under their number', async () => {
    const [id = ''] = await record.waiting('t1', 1)
    await record.items.collection().updateOne({ _id: id }, { $set: { status: 'preprocessed', run: 1, restated: 4 } })
    started()
    await all(1)
    expect(record.stated).toEqual([{ itemId: id, status: 'preprocessed', restated: 4, relation: 'link' }])
  })

  it('are handed over once, however many release', async () => {
    const ids = [...await record.waiting('t1', 40), ...await record.waiting('t2', 40)]
    for (const name of ['one', 'two', 'three']) started(name)
    await all(80)
    await waitFor(async () => (await record.items.tenantsWithWaiting()).length === 0)
    expect(stated().toSorted()).toEqual(ids)
  })

  it('are not held up by one that cannot be stated', async () => {
    const [first = '', ...others] = await record.waiting('t1', 5)
    record.broker.refuses.add(first)
    started()
    await all(4)
    expect(stated()).toEqual(others)
    // It is on its way by the record, so the reconciler finds it.
    expect(await inFlight('t1')).toBe(5)
  })
})

describe('the window of a tenant with much to do', () => {
  it('is never passed, and filled again as items end', async () => {
    await record.waiting('t1', 90)
    started('one', LEAST)
    await all(LEAST)
    record.hint('t1')
    expect(await inFlight('t1')).toBe(LEAST)
    await record.end(stated())
    record.hint('t1')
    await all(2 * LEAST)
    expect(await inFlight('t1')).toBeLessThanOrEqual(LEAST)
  })

  it('does not hold up another tenant, whose few go first', async () => {
    await record.waiting('large', 90)
    started()
    await all(LEAST)
    const few = await record.waiting('small', 3)
    record.hint('small')
    await all(LEAST + 3)
    expect(stated().slice(LEAST)).toEqual(few)
  })
})

it('stopped, it hears no hints and hands over nothing more', async () => {
  const releaser = started()
  await releaser.stop()
  expect(record.hearing).toBe(0)
  await record.waiting('t1', 1)
  record.hint('t1')
  await new Promise(setImmediate)
  expect(stated()).toEqual([])
})
