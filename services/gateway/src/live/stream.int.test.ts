import type { AddressInfo } from 'node:net'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { batchAlertSubject, type BatchAlert } from '@chasqui/contracts'
import type { Batch } from '@chasqui/mongo/items'
import { waitFor } from '@chasqui/testkit'
import { readEvents, type EventReader, type SeenEvent } from './test-events.ts'
import { batchWith, withGateway, type Caller } from '../test-gateway.ts'
import { stagesOf } from '../test-items.ts'

const gateway = withGateway({ streamKeepAliveMs: 100 })
let call: Caller
let stages: ReturnType<typeof stagesOf>
let url = ''
const open: EventReader[] = []
beforeAll(async () => {
  stages = stagesOf(gateway.context)
  call = await gateway.caller()
  await gateway.app.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(gateway.app.server.address() as AddressInfo).port}/api/v1/imports`
})
afterEach(() => { for (const reader of open.splice(0)) reader.close() })

async function watching(batchId: string, lastEventId?: string): Promise<EventReader> {
  const reader = await readEvents(`${url}/batches/${batchId}/stream`, { authorization: `Bearer ${call.apiKey}`, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) })
  open.push(reader)
  return reader
}
const ended = (events: readonly SeenEvent[]) => events.find((event) => event.event === 'end')
const factsIn = (events: readonly SeenEvent[]) => events.filter((event) => event.event === 'item').map((event) => `${String(event.data['item_id'])} ${String(event.data['fact'])}`)
const consumers = async (): Promise<number> => (await gateway.context.bus.jsm.streams.info('IMPORTS')).state.consumer_count

describe('the live stream of a batch', () => {
  it('tells every fact in order, the counts as they change, and when it is over', async () => {
    const { id, items: [one = '', two = ''] } = await batchWith(call, 2)
    const reader = await watching(id)
    expect(reader.status).toBe(200)
    expect((await reader.until((events) => events.find((event) => event.event === 'status')))).toMatchObject({ data: { batch_id: id, status: 'processing', total_items: 2 } })
    await stages.publish(one)
    await stages.fail(two, 'extract', 'NO_TEXT')
    expect(await reader.until(ended)).toMatchObject({ data: { status: 'PARTIAL', completed: 1, failed: 1, moving: 0 } })
    await waitFor(() => reader.isOver(), { what: 'the end of the connection' })
    expect(factsIn(reader.events)).toEqual([
      ...['preprocessed', 'ocr_completed', 'classified', 'extracted', 'validated', 'published'].map((fact) => `${one} ${fact}`),
      ...['preprocessed', 'ocr_completed', 'classified', 'failed'].map((fact) => `${two} ${fact}`),
    ])
    expect(reader.events.at(-1)?.event).toBe('end')
    expect(reader.events.find((event) => event.data['fact'] === 'failed')?.data).toEqual({ item_id: two, fact: 'failed', at: expect.any(String), stage: 'extract', code: 'NO_TEXT', message: 'NO_TEXT happened' })
    const statuses = reader.events.filter((event) => event.event === 'status').map((event) => JSON.stringify(event.data['status_breakdown']))
    expect(new Set(statuses).size).toBe(statuses.length)
  })

  it('goes on after the last event that came: nothing is missed and nothing comes twice', async () => {
    const { id, items: [one = '', two = ''] } = await batchWith(call, 2)
    const first = await watching(id)
    await stages.through(one, 'classify')
    await first.until((events) => factsIn(events).length >= 3)
    first.close()
    await stages.through(one, 'validate')
    await stages.publish(two)
    await stages.publish(one)
    const seen = first.events.filter((event) => event.event === 'item')
    const again = await watching(id, seen.at(-1)?.id)
    await again.until(ended)
    const all = [...seen, ...again.events.filter((event) => event.event === 'item')]
    expect(factsIn(all).sort()).toEqual([one, two].flatMap((item) => ['preprocessed', 'ocr_completed', 'classified', 'extracted', 'validated', 'published'].map((fact) => `${item} ${fact}`)).sort())
    expect(all.map((event) => Number(event.id))).toEqual(all.map((event) => Number(event.id)).sort((a, b) => a - b))
  })

  it.each(['', 'garbage', '-1', '1e3', '99999999999', '9'.repeat(400)])('begins at the beginning after %o, which is no event of this broker', async (lastEventId) => {
    const { id, items: [item = ''] } = await batchWith(call, 1)
    await stages.publish(item)
    const reader = await watching(id, lastEventId)
    await reader.until(ended)
    expect(factsIn(reader.events)).toHaveLength(6)
  })

  it('of a batch that has ended tells all of it at once and ends', async () => {
    const { id, items: [item = ''] } = await batchWith(call, 1)
    await stages.publish(item)
    const reader = await watching(id)
    await reader.until(ended)
    expect([factsIn(reader.events).length, reader.events.at(-1)?.data['status']]).toEqual([6, 'PROMOTED'])
  })

  it('tells of a cancel, which states no fact', async () => {
    const { id, items: [item = ''] } = await batchWith(call, 1)
    await stages.through(item, 'ocr')
    const reader = await watching(id)
    await reader.until((events) => factsIn(events).length === 2)
    await call(`batches/${id}/cancel`, { method: 'POST' })
    expect(await reader.until(ended)).toMatchObject({ data: { status: 'CANCELLED', status_breakdown: { cancelled: 1 } } })
  })

  it('waits for what is sent into a batch that is empty, with a sign of life meanwhile', async () => {
    const { id } = await batchWith(call, 0)
    const reader = await watching(id)
    await reader.until((events) => events.find((event) => event.data['status'] === 'PENDING'))
    await waitFor(() => reader.comments.some((comment) => comment.startsWith(':')), { what: 'a keep-alive' })
    expect(ended(reader.events)).toBeUndefined()
    const { items } = (await call(`batches/${id}/ingest`, { body: { rows: [{ a: 1 }] } })).as<{ items: { id: string }[] }>()
    await stages.publish(items[0]?.id ?? '')
    expect(await reader.until(ended)).toMatchObject({ data: { status: 'PROMOTED' } })
  })

  it('tells of its alarm, with an id to come back with', async () => {
    const { id, items: [item = ''] } = await batchWith(call, 1)
    const alert: BatchAlert = { tenantId: call.tenantId, batchId: id, failed: 3, total: 20, ratio: 0.15, topCodes: [{ code: 'NO_TEXT', count: 3 }] }
    gateway.context.bus.nc.publish(batchAlertSubject(call.tenantId, id), JSON.stringify(alert))
    const reader = await watching(id)
    // Nothing else of its counts changes: it is raised, and lowered, a moment after the items failed.
    await reader.until((events) => events.find((event) => event.event === 'status' && event.data['alarm_since'] === null))
    await gateway.context.batches.setAlarm(await gateway.context.batches.find(call.tenantId, id) as Batch, new Date('2026-01-01T00:00:00Z'))
    const told = await reader.until((events) => events.find((event) => event.event === 'alert'))
    expect(told).toEqual({ event: 'alert', id: expect.stringMatching(/^\d+$/), data: { failed: 3, total: 20, ratio: 0.15, top_codes: alert.topCodes, at: expect.any(String) } })
    expect(await reader.until((events) => events.find((event) => event.event === 'status' && event.data['alarm_since'] !== null))).toMatchObject({ data: { alarm_since: '2026-01-01T00:00:00.000Z' } })
    expect((await call(`batches/${id}`)).as()).toMatchObject({ alarm_since: '2026-01-01T00:00:00.000Z' })
    expect((await call(`batches/${id}/status`)).as()).toMatchObject({ alarm_since: '2026-01-01T00:00:00.000Z' })
    await stages.publish(item)
    await reader.until(ended)
    expect(factsIn(reader.events)).toHaveLength(6)
  })

  it('tells nothing of other batches', async () => {
    const [mine, other] = [await batchWith(call, 1), await batchWith(call, 1)]
    await stages.publish(other.items[0] as string)
    await stages.publish(mine.items[0] as string)
    const reader = await watching(mine.id)
    await reader.until(ended)
    expect(JSON.stringify(reader.events)).not.toContain(other.items[0])
  })

  it('leaves nothing at the broker when the client goes, or the gateway', async () => {
    const before = await consumers()
    const { id } = await batchWith(call, 1)
    const readers = [await watching(id), await watching(id)]
    await waitFor(async () => await consumers() === before + 2, { what: 'two consumers' })
    readers[0]?.close()
    await waitFor(async () => await consumers() === before + 1, { what: 'one consumer less' })
    readers[1]?.close()
    await waitFor(async () => await consumers() === before, { what: 'none left' })
  })
})

describe('when the broker is away', () => {
  it('hangs, and nobody has noticed yet: a new stream is refused before its head is sent', async () => {
    const { id } = await batchWith(call, 1)
    const task = await gateway.context.taskStore.tasks.insert({ _id: 'watched', tenantId: call.tenantId, type: 'a.b', queue: 'a_low', lane: 'low', params: {}, maxAttempts: 1, createdBy: 'test' })
    process.kill(gateway.servers.nats.pid() as number, 'SIGSTOP')
    try {
      expect(gateway.context.bus.isConnected()).toBe(true)
      const answers = await Promise.all([`batches/${id}/stream`, `/api/tasks/${task.task._id}/events`, '/api/tasks/events'].map((path) => call(path)))
      expect(answers.map(({ status, code, headers }) => [status, code, headers['retry-after']])).toEqual(answers.map(() => [503, 'UNAVAILABLE', '2']))
    } finally {
      process.kill(gateway.servers.nats.pid() as number, 'SIGCONT')
    }
    const reader = await watching(id)
    expect(reader.status).toBe(200)
  })

  it('a stream is refused with when to come back, and all that needs only the record goes on', async () => {
    const other = await gateway.another()
    const { id } = await batchWith(call, 1)
    const get = (path: string) => other.app.inject({ url: `/api/v1/imports/batches/${id}${path}`, headers: { authorization: `Bearer ${call.apiKey}` } })
    await gateway.servers.nats.kill()
    await waitFor(() => !other.context.bus.isConnected(), { what: 'the loss of the connection' })
    const refused = await get('/stream')
    expect([refused.statusCode, refused.json<{ code: string }>().code, refused.headers['retry-after']]).toEqual([503, 'UNAVAILABLE', '2'])
    expect((await get('/status')).statusCode).toBe(200)
    expect((await other.app.inject('/readyz')).statusCode).toBe(503)
    const sent = await other.app.inject({ method: 'POST', url: `/api/v1/imports/batches/${id}/ingest`, headers: { authorization: `Bearer ${call.apiKey}` }, payload: { rows: [{ a: 1 }] } })
    expect(sent.statusCode).toBe(202)
    await gateway.servers.nats.start()
    await waitFor(() => other.context.bus.isConnected() && gateway.context.bus.isConnected(), { what: 'the connection' })
    expect((await other.app.inject('/readyz')).statusCode).toBe(200)
  })
})
