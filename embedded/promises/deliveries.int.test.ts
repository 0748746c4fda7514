import { headers } from '@nats-io/transport-node'
import { describe, expect, it } from 'vitest'
import { isLegalMove, pipeline as stages, streams, type ItemStatus } from '@chasqui/contracts'
import { invoiceRows } from '@chasqui/samples/invoice-rows'
import { aTenant, waitFor, withServers } from '@chasqui/testkit'
import { openPipeline, startHere, type TestPipeline } from './pipeline.ts'
import { newPlace } from './place.ts'

const servers = withServers()

async function open(): Promise<{ pipeline: TestPipeline; where: Parameters<typeof startHere>[0] }> {
  const where = newPlace(servers)
  const pipeline = await openPipeline(where)
  await Promise.all(['import_items'].map((name) => pipeline.deps.store.db.createCollection(name).catch(() => undefined)))
  return { pipeline, where }
}

/** Says every fact again under another message id, as soon as it is said: each stage gets each message twice. */
async function echo({ deps }: TestPipeline): Promise<void> {
  deps.bus.nc.subscribe('imports.>', {
    callback: (_error, message) => {
      if (message.headers?.get('x-echo')) return
      const again = headers()
      for (const key of message.headers?.keys() ?? []) again.set(key, message.headers?.get(key) ?? '')
      again.set('x-echo', '1')
      again.set('Nats-Msg-Id', `${message.headers?.get('Nats-Msg-Id')}-echo`)
      deps.bus.nc.publish(message.subject, message.data, { headers: again })
    },
  })
}

async function replayAll({ deps }: TestPipeline): Promise<number> {
  const info = await deps.bus.jsm.streams.info(streams.IMPORTS.name)
  let replayed = 0
  for (let seq = info.state.last_seq; seq >= info.state.first_seq; seq--) {
    const message = await deps.bus.jsm.streams.getMessage(streams.IMPORTS.name, { seq })
    if (!message) continue
    const again = headers()
    for (const key of message.header.keys()) again.set(key, message.header.get(key))
    again.set('Nats-Msg-Id', `replay-${seq}-${Date.now()}`)
    deps.bus.nc.publish(message.subject, message.data, { headers: again })
    replayed++
  }
  return replayed
}

async function drained({ deps }: TestPipeline): Promise<void> {
  await waitFor(async () => {
    const infos = await Promise.all(stages.map((stage) => deps.bus.jsm.consumers.info(streams.IMPORTS.name, stage.name)))
    return infos.every((info) => info.num_pending === 0 && info.num_ack_pending === 0)
  }, { what: 'every consumer drained', limitMs: 150_000, pollMs: 100 })
}

describe('delivered twice in parallel', () => {
  it('every message, to every stage, by two workers of each: one record in the books', async () => {
    const { pipeline, where } = await open()
    await echo(pipeline)
    await startHere(where)
    await startHere(where, { only: stages.map((stage) => stage.name) })
    const batchId = await pipeline.ingest(invoiceRows(30))
    const ended = await pipeline.atRest(batchId)
    await drained(pipeline)
    expect(new Set(ended.map((item) => item.status))).toEqual(new Set(['published']))
    expect((await pipeline.books.invoices.list(pipeline.tenant.id, { batchId })).records).toHaveLength(30)
    expect((await pipeline.deps.store.db.collection('posting_registry').countDocuments())).toBe(30)
  }, 330_000)
})

describe('redelivered out of order', () => {
  it('all facts of the past said again, newest first: nothing changes, and states stayed on the legal moves', async () => {
    const { pipeline, where } = await open()
    const moves: [string, string][] = []
    const last = new Map<string, string>()
    pipeline.deps.bus.nc.subscribe('imports.>', {
      callback: (_error, message) => {
        const [, fact = '', , , item = ''] = message.subject.split('.')
        const state = fact === 'received' ? 'pending' : fact
        const before = last.get(item)
        if (before !== undefined) moves.push([before, state])
        last.set(item, state)
      },
    })
    await startHere(where)
    const batchId = await pipeline.ingest(invoiceRows(10))
    const before = await pipeline.atRest(batchId)
    for (const [from, to] of moves) expect([from, to, isReachable(from as ItemStatus, to as ItemStatus)]).toEqual([from, to, true])

    expect(await replayAll(pipeline)).toBeGreaterThanOrEqual(70)
    await drained(pipeline)

    expect(await pipeline.items(batchId)).toEqual(before)
    expect((await pipeline.books.invoices.list(pipeline.tenant.id, { batchId })).records).toHaveLength(10)
    expect(await pipeline.deps.deadLetters.count()).toBe(0)
  }, 330_000)
})

/** In one move, or through the working state that leaves no fact. */
function isReachable(from: ItemStatus, to: ItemStatus): boolean {
  const via = stages.find((stage) => stage.states.from === from)?.states.working
  return isLegalMove(from, to) || (via !== undefined && isLegalMove(via, to))
}

describe('a message of tenant A that names an item of B', () => {
  it('changes nothing, is buried and counted', async () => {
    const { pipeline, where } = await open()
    const other = aTenant({ id: 'tenant-b' })
    await pipeline.deps.tenants.save(other)
    const batchId = await pipeline.ingest(invoiceRows(1), { tenant: other })
    const [item] = await pipeline.items(batchId)
    await startHere(where, { only: stages.map((stage) => stage.name) })

    const forged = headers()
    forged.set('ce-id', 'forged')
    pipeline.deps.bus.nc.publish(`imports.received.${pipeline.tenant.id}.${batchId}.${item?._id}`, JSON.stringify({ tenantId: pipeline.tenant.id, batchId, itemId: item?._id, run: 0, sourceType: 'invoices', row: {} }), { headers: forged })

    await waitFor(() => pipeline.deps.deadLetters.count({ errorCode: 'MESSAGE_FOREIGN' }).then((n) => n === 1), { what: 'the dead letter' })
    expect(await pipeline.items(batchId)).toEqual([item])
  })
})

describe('a message that does not fit its schema', () => {
  it.each([
    ['a body without ids', JSON.stringify({ hello: 'world' }), 'MESSAGE_UNREADABLE'],
    ['no JSON at all', '{', 'MESSAGE_UNREADABLE'],
  ])('%s is a dead letter at once', async (_what, body, code) => {
    const { pipeline, where } = await open()
    await startHere(where, { only: ['validate'] })
    const given = headers()
    given.set('ce-id', `x-${code}`)
    pipeline.deps.bus.nc.publish(`imports.extracted.${pipeline.tenant.id}.b.i`, body, { headers: given })
    await waitFor(() => pipeline.deps.deadLetters.count({ errorCode: code }).then((n) => n === 1), { what: 'the dead letter' })
  })

  it('one without its ce-id is refused too', async () => {
    const { pipeline, where } = await open()
    await startHere(where, { only: ['validate'] })
    pipeline.deps.bus.nc.publish(`imports.extracted.${pipeline.tenant.id}.b.i`, '{}')
    await waitFor(() => pipeline.deps.deadLetters.count({ errorCode: 'MESSAGE_WITHOUT_ID' }).then((n) => n === 1), { what: 'the dead letter' })
  })
})
