import type { AddressInfo } from 'node:net'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { waitFor } from '@chasqui/testkit'
import { readEvents, type EventReader, type SeenEvent } from '../live/test-events.ts'
import { SYNC, withTaskGateway } from '../test-tasks.ts'
import type { TaskSummary, TaskView } from './task-view.ts'

const { gateway, worker, call, platform, launch, get } = withTaskGateway({ streamKeepAliveMs: 100 })

describe('looking', () => {
  it('is done by type, state, code, parent, time and page', async () => {
    const own = await gateway.caller()
    const ids: string[] = []
    for (let n = 0; n < 5; n++) ids.push((await launch(SYNC, own)).id)
    await worker.start(ids[0] as string)
    await worker.fail(ids[0] as string, 'NO_LUCK')
    const list = async (query: string) => (await own(`/api/tasks?${query}`)).as<{ items: TaskSummary[]; next_cursor: string | null }>()
    expect((await list('')).items.map(({ id }) => id)).toEqual([...ids].reverse())
    expect((await list('state=FAILURE')).items.map(({ id }) => id)).toEqual([ids[0]])
    expect((await list('error_code=NO_LUCK&type=test.sync')).items.map(({ id }) => id)).toEqual([ids[0]])
    expect((await list('type=test.any')).items).toEqual([])
    expect((await list('parent=x')).items).toEqual([])
    expect((await list(`to=${encodeURIComponent(new Date(Date.now() - 60_000).toISOString())}`)).items).toEqual([])
    expect((await list(`from=${new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)}`)).items).toHaveLength(5)
    const first = await list('limit=2')
    const second = await list(`limit=3&cursor=${first.next_cursor}`)
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([...ids].reverse())
    expect(second.next_cursor).toBeNull()
    expect((await own('/api/tasks?limit=201')).status).toBe(422)
  })

  it('shows a parent with how many of its children are at their end', async () => {
    const own = await gateway.caller()
    const parent = await launch(SYNC, own)
    await worker.start(parent.id)
    const [first = ''] = await worker.spawn(parent.id, 3)
    await worker.start(first)
    await worker.succeed(first)
    const listed = await own('/api/tasks?limit=10')
    expect(listed.status).toBe(200)
    expect(listed.as<{ items: TaskSummary[] }>().items.find(({ id }) => id === parent.id)).toMatchObject({ state: 'STARTED', children: { total: 3, ended: 1, failed: 0 } })
  })

  it.each(['nope', '%00', '00000000-0000-7000-8000-000000000000', 'a'.repeat(100)])('at the id %s, which nobody has, finds nothing', async (id) => {
    expect([404, 422]).toContain((await call(`/api/tasks/${id}`)).status)
  })

  it('shows those of every tenant to those who run the installation, and narrows them', async () => {
    const task = await launch()
    expect((await get(task.id, '', platform)).tenant_id).toBe(call.tenantId)
    const narrowed = (await platform(`/api/tasks?tenant=${call.tenantId}&limit=200`)).as<{ items: TaskSummary[] }>().items
    expect(new Set(narrowed.map(({ tenant_id: of }) => of))).toEqual(new Set([call.tenantId]))
    const stranger = await gateway.caller()
    expect((await stranger(`/api/tasks?tenant=${call.tenantId}`)).code).toBe('TENANT_NOT_FOUND')
  })
})

describe('everything about one task', () => {
  it('has the stack of its failure and the key that it was launched under; a list has no stack', async () => {
    const own = await gateway.caller()
    const { id } = (await own('/api/tasks', { body: SYNC, headers: { 'idempotency-key': 'mine' } })).as<TaskView>()
    await worker.start(id)
    await worker.fail(id)
    expect(await get(id, '', own)).toMatchObject({ idempotency_key: 'mine', error: { code: 'BROKEN', stack: 'Error: BROKEN\n    at work' } })
    const [listed] = (await own('/api/tasks')).as<{ items: TaskSummary[] }>().items
    expect([listed?.id, listed?.error && 'stack' in listed.error]).toEqual([id, false])
  })
})

describe('what a tenant has at work, and waiting for its time', () => {
  it('is found for it alone', async () => {
    const own = await gateway.caller()
    const later = (await launch({ ...SYNC, countdown: 7_200 }, own)).id
    const sooner = (await launch({ ...SYNC, countdown: 3_600 }, own)).id
    const atWork = (await launch(SYNC, own)).id
    await worker.start(atWork)
    const { taskLists } = gateway.context
    expect((await taskLists.nextOf(own.tenantId, 10)).map(({ _id }) => _id)).toEqual([sooner, later])
    expect((await taskLists.activeOf(own.tenantId, 10)).map(({ _id }) => _id)).toEqual([atWork])
  })
})

describe('waiting for the end', () => {
  it('is over at once when the task ends', async () => {
    const { id } = await launch()
    await worker.start(id)
    const startedAt = performance.now()
    const waiting = get(id, '?wait=30s')
    await worker.succeed(id, { sum: 3 })
    expect(await waiting).toMatchObject({ state: 'SUCCESS', result: { sum: 3 }, is_final: true })
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })

  it('sees an end whose fact was lost', async () => {
    const { id } = await launch()
    const waiting = get(id, '?wait=30s')
    await gateway.context.taskStore.tasks.apply([{ tenantId: call.tenantId, taskId: id, expect: { state: 'PENDING' }, to: 'EXPIRED' }], 'test')
    expect(await waiting).toMatchObject({ state: 'EXPIRED' })
  })

  it('is over after so long, with where the task is then; more than a minute is refused', async () => {
    const { id } = await launch()
    expect(await get(id, '?wait=1s')).toMatchObject({ state: 'PENDING', is_final: false })
    expect((await call(`/api/tasks/${id}?wait=61s`)).status).toBe(422)
    expect((await call(`/api/tasks/${id}?wait=soon`)).status).toBe(422)
  })
})

describe('watching', () => {
  const open: EventReader[] = []
  let url = ''
  beforeAll(async () => {
    await gateway.app.listen({ host: '127.0.0.1', port: 0 })
    url = `http://127.0.0.1:${(gateway.app.server.address() as AddressInfo).port}/api/tasks`
  })
  afterEach(() => { for (const reader of open.splice(0)) reader.close() })
  const watching = async (path: string, lastEventId?: string): Promise<EventReader> => {
    const reader = await readEvents(`${url}${path}`, { authorization: `Bearer ${call.apiKey}`, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) })
    open.push(reader)
    return reader
  }
  const facts = (events: readonly SeenEvent[]) => events.filter(({ event }) => event !== 'end').map(({ event, data }) => `${event} ${String(data['fact'])}`)
  const ended = (events: readonly SeenEvent[]) => events.find(({ event }) => event === 'end')

  it('one task tells its states and its progress, then that it is over', async () => {
    const { id } = await launch()
    const reader = await watching(`/${id}/events`)
    await worker.start(id)
    await worker.progress(id, 1, 2)
    await reader.until((events) => events.find(({ event }) => event === 'progress'))
    await worker.succeed(id)
    expect(await reader.until(ended)).toMatchObject({ data: { id, state: 'SUCCESS', progress: { done: 1, total: 2, note: 'half-way' } } })
    expect(facts(reader.events)).toEqual(['state launched', 'state started', 'progress progressed', 'state succeeded'])
    await waitFor(() => reader.isOver(), { what: 'the end of the connection' })
  })

  it('goes on after the last event that came: nothing is missed and nothing comes twice', async () => {
    const { id } = await launch()
    await worker.start(id)
    const first = await watching(`/${id}/events`)
    await first.until((events) => events.length >= 2)
    first.close()
    await worker.fail(id)
    const again = await watching(`/${id}/events`, first.events.at(-1)?.id)
    await again.until(ended)
    expect(facts(again.events)).toEqual(['state failed'])
    expect(again.events[0]?.data).toMatchObject({ error: { code: 'BROKEN' } })
  })

  it('an end whose fact was lost is told all the same', async () => {
    const { id } = await launch()
    const reader = await watching(`/${id}/events`)
    await gateway.context.taskStore.tasks.apply([{ tenantId: call.tenantId, taskId: id, expect: { state: 'PENDING' }, to: 'EXPIRED' }], 'test')
    expect(await reader.until(ended)).toMatchObject({ data: { state: 'EXPIRED' } })
  })

  it('all tasks tells those of the tenant from now on, and of nobody else', async () => {
    const stranger = await gateway.caller()
    const reader = await watching('/events')
    await waitFor(async () => {
      await launch()
      return reader.events.length > 0
    }, { what: 'an event' })
    await launch(SYNC, stranger)
    const { id } = await launch()
    await reader.until((events) => events.find(({ data }) => data['task_id'] === id))
    expect(new Set(reader.events.map(({ data }) => data['tenant_id']))).toEqual(new Set([call.tenantId]))
  })
})
