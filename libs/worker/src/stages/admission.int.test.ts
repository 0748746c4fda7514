import type { JsMsg } from '@nats-io/jetstream'
import { describe, expect, it } from 'vitest'
import { stageNamed, type ItemIds, type StageName } from '@chasqui/contracts'
import type { Item } from '@chasqui/mongo/items'
import { admit, type AdmissionContext, type Ticket } from './admission.ts'
import { done } from './outcome.ts'
import type { Received } from './received.ts'
import { withItems } from './test-stage.ts'
import { verdictOf } from './verdict.ts'

const store = withItems()
const LEASE_MS = 30_000
const BUDGET = 3
const later = (ms: number) => new Date(Date.now() + ms)

type Delivery = { again?: boolean; restated?: boolean }

function messageOf({ again = false, restated = false }: Delivery): JsMsg {
  return { info: { deliveryCount: again ? 2 : 1 }, headers: { get: () => `item:ocr:0${restated ? ':r2' : ''}` } } as unknown as JsMsg
}

let claims = 0
/** Asks for a message of the item to be let in: `ocr` claims, `classify` does not. */
async function ask(stage: StageName, ids: ItemIds, delivery: Delivery = {}, alone = false): Promise<Ticket> {
  const context: AdmissionContext = {
    stage: stageNamed(stage), lasts: stage === 'ocr', items: store.items, apply: store.apply, claimName: () => `claim-${++claims}`, leaseMs: LEASE_MS, crashBudget: BUDGET, alone,
  }
  return admit(messageOf(delivery), { ids, body: {}, trace: undefined } as unknown as Received, context)
}

type Row = [what: string, fields: Partial<Item>, delivery: Delivery & { alone?: boolean }, ticket: Partial<Ticket>, after: Partial<Item>]

describe('quick work', () => {
  it('is let in at its first delivery without a look at the record', async () => {
    expect(await ask('classify', { tenantId: 't1', batchId: 'b1', itemId: 'nobody', run: 0 })).toEqual({ kind: 'mine', owner: undefined, tries: 0, isUnseen: true })
  })

  it.each<Row>([
    ['a crash of its worker: not with others, who may be to blame', {}, { again: true }, { kind: 'suspect' }, { crashes: 0 }],
    ['a crash of its worker, alone: counted before it runs', {}, { again: true, alone: true }, { kind: 'mine', tries: 0 }, { crashes: 1, status: 'ocr_completed' }],
    ['one crash before the last', { crashes: BUDGET - 2 }, { again: true, alone: true }, { kind: 'mine' }, { crashes: BUDGET - 1 }],
    ['the last crash: given up', { crashes: BUDGET - 1 }, { again: true, alone: true }, { kind: 'lost', owner: undefined }, { crashes: BUDGET - 1 }],
    ['a retry that is due', { tries: 2, nextRetryAt: later(-10) }, { again: true }, { kind: 'mine', tries: 2 }, { crashes: 0 }],
    ['a retry a little before its time', { tries: 1, nextRetryAt: later(50) }, { again: true }, { kind: 'mine', tries: 1 }, { crashes: 0 }],
    ['a retry that is not due', { tries: 1, nextRetryAt: later(5_000) }, { again: true }, { kind: 'wait' }, { crashes: 0 }],
    ['said again by the reconciler: nobody died', { tries: 1 }, { restated: true }, { kind: 'mine', tries: 1 }, { crashes: 0 }],
    ['said again, and moved meanwhile', { status: 'extracted' }, { restated: true }, { kind: 'stale' }, { status: 'extracted' }],
    ['delivered again, and moved meanwhile', { status: 'classified' }, { again: true, alone: true }, { kind: 'stale' }, { status: 'classified', crashes: 0 }],
    ['delivered again, and cancelled', { status: 'cancelled' }, { again: true, alone: true }, { kind: 'stale' }, { status: 'cancelled' }],
  ])('%s', async (_what, fields, { alone = false, ...delivery }, ticket, after) => {
    const ids = await store.put('classify', fields)
    expect(await ask('classify', ids, delivery, alone)).toMatchObject(ticket)
    expect(await store.read(ids.itemId)).toMatchObject(after)
  })
})

describe('work that lasts', () => {
  it.each<Row>([
    ['fresh: claimed', {}, {}, { kind: 'mine', owner: expect.any(String) as unknown as string, tries: 0 }, { status: 'ocr_processing', epoch: 1, inFlight: true, crashes: 0 }],
    ['fresh to the broker, of an item whose retry is not due', { tries: 2, nextRetryAt: later(5_000) }, {}, { kind: 'wait' }, { status: 'preprocessed', tries: 2, epoch: 0 }],
    ['fresh to the broker, of an item whose retry is due: claimed with its tries', { tries: 2, nextRetryAt: later(-10) }, {}, { kind: 'mine', tries: 2 }, { status: 'ocr_processing', epoch: 1 }],
    ['delivered again, nobody has it: claimed with its tries', { tries: 2, nextRetryAt: later(-10) }, { again: true }, { kind: 'mine', tries: 2 }, { status: 'ocr_processing', epoch: 1 }],
    ['a retry that is not due', { tries: 1, nextRetryAt: later(5_000) }, { again: true }, { kind: 'wait' }, { status: 'preprocessed', epoch: 0 }],
    ['in the hands of somebody alive', { status: 'ocr_processing', owner: 'other', leaseUntil: later(9_000), epoch: 4 }, { again: true, alone: true }, { kind: 'wait' }, { owner: 'other', epoch: 4, crashes: 0 }],
    ['fresh to the broker, but in the hands of somebody alive', { status: 'ocr_processing', owner: 'other', leaseUntil: later(9_000), epoch: 4 }, { alone: true }, { kind: 'wait' }, { owner: 'other', epoch: 4 }],
    ['in the hands of the dead: not with others', { status: 'ocr_processing', owner: 'dead', leaseUntil: later(-1), epoch: 4 }, { again: true }, { kind: 'suspect' }, { owner: 'dead', crashes: 0 }],
    ['in the hands of the dead, alone: taken over, and the crash counted', { status: 'ocr_processing', owner: 'dead', leaseUntil: later(-1), epoch: 4, tries: 1 }, { again: true, alone: true }, { kind: 'mine', tries: 1 }, { status: 'ocr_processing', epoch: 5, crashes: 1 }],
    ['the last crash: taken over only to be given up', { status: 'ocr_processing', owner: 'dead', leaseUntil: later(-1), crashes: BUDGET - 1 }, { again: true, alone: true }, { kind: 'lost', owner: expect.any(String) as unknown as string }, { crashes: BUDGET }],
    ['moved meanwhile', { status: 'ocr_completed' }, {}, { kind: 'stale' }, { status: 'ocr_completed', epoch: 0 }],
    ['delivered again and moved meanwhile', { status: 'published' }, { again: true }, { kind: 'stale' }, { status: 'published' }],
  ])('%s', async (_what, fields, { alone = false, ...delivery }, ticket, after) => {
    const ids = await store.put('ocr', fields)
    const given = await ask('ocr', ids, delivery, alone)
    expect(given).toMatchObject(ticket)
    const item = await store.read(ids.itemId)
    expect(item).toMatchObject(after)
    if (given.kind !== 'mine' && given.kind !== 'lost') return
    expect(item.owner).toBe(given.owner)
    expect(item.leaseUntil?.getTime()).toBeGreaterThan(Date.now() + LEASE_MS - 5_000)
    expect(item.nextRetryAt).toBeUndefined()
  })

  it('waits as long as the lease of the other lasts', async () => {
    const ids = await store.put('ocr', { status: 'ocr_processing', owner: 'other', leaseUntil: later(9_000) })
    const ticket = await ask('ocr', ids, { again: true })
    expect(ticket.kind === 'wait' && ticket.afterMs).toBeGreaterThan(8_500)
    expect(ticket.kind === 'wait' && ticket.afterMs).toBeLessThan(9_500)
  })

  it.each([
    ['of fresh work', {}, {}],
    ['of what a dead worker left', { status: 'ocr_processing', owner: 'dead', leaseUntil: later(-1) } as const, { again: true }],
  ])('is claimed by one of many who ask at once: %s', async (_what, fields, delivery) => {
    const ids = await store.put('ocr', fields)
    const tickets = await Promise.all(Array.from({ length: 8 }, () => ask('ocr', ids, delivery, true)))
    const mine = tickets.filter((ticket) => ticket.kind === 'mine')
    expect(mine).toHaveLength(1)
    expect(tickets.filter((ticket) => ticket.kind === 'wait')).toHaveLength(7)
    expect((await store.read(ids.itemId)).owner).toBe(mine[0]?.kind === 'mine' ? mine[0].owner : '')
  })
})

describe.each(['ocr', 'classify'] as const)('a message of %s that is not of this item as it is', (stage) => {
  it.each<[string, Partial<ItemIds>]>([
    ['of another tenant', { tenantId: 't2' }], ['of an earlier run', { run: -1 }], ['of a later run', { run: 1 }], ['of no item', { itemId: 'nobody' }],
  ])('%s is stale, and nothing is written', async (_what, other) => {
    const ids = await store.put(stage)
    const before = await store.read(ids.itemId)
    for (const delivery of stage === 'ocr' ? [{}, { again: true }, { restated: true }] : [{ again: true }, { restated: true }]) {
      expect(await ask(stage, { ...ids, ...other }, delivery, true)).toMatchObject({ kind: 'stale' })
    }
    expect(await store.read(ids.itemId)).toEqual(before)
  })
})

describe('what came of quick work that was let in without a look', () => {
  it('is not written over a retry that was noted meanwhile', async () => {
    const ids = await store.put('classify', { tries: 2, nextRetryAt: later(5_000) })
    const ticket = await ask('classify', ids)
    if (ticket.kind !== 'mine') throw new Error(ticket.kind)
    const attempt = { startedAt: new Date(), endedAt: new Date(), worker: 'w', msgSeq: 1 }
    const { move } = verdictOf(done({}), { stage: stageNamed('classify'), ids, retries: { maxRetries: 3, baseMs: 1, capMs: 1 }, random: 0, attempt, ...ticket })
    expect(await store.apply(move)).toMatchObject({ kind: 'refused' })
    expect(await store.read(ids.itemId)).toMatchObject({ status: 'ocr_completed', tries: 2 })
  })
})
