import type { AddressInfo } from 'node:net'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { PLATFORM_TENANT } from '@chasqui/contracts'
import { waitFor } from '@chasqui/testkit'
import { buryTask } from '@chasqui/worker'
import { readEvents, type EventReader, type SeenEvent } from '../live/test-events.ts'
import { withGateway, type Caller } from '../test-gateway.ts'
import { announceTestTypes, SYNC, workerOf } from '../test-tasks.ts'
import type { TaskSummary, TaskView } from './task-view.ts'

const gateway = withGateway({ streamKeepAliveMs: 100, traceUrl: 'https://traces.example/{traceId}' })
let call: Caller
let admin: Caller
let platform: Caller
let worker: ReturnType<typeof workerOf>
beforeAll(async () => {
  await announceTestTypes(gateway.context)
  worker = workerOf(gateway.context)
  call = await gateway.caller()
  admin = await gateway.caller('admin', call.tenantId)
  platform = await gateway.caller('admin', PLATFORM_TENANT)
})

type Problem = { code: string; errors?: { field: string; message: string }[] }
const launch = async (body: object = SYNC, by = call): Promise<TaskView> => (await by('/api/tasks', { body })).as<TaskView>()
const get = async (id: string, query = '', by = call): Promise<TaskView> => (await by(`/api/tasks/${id}${query}`)).as<TaskView>()
const fieldsOf = (problem: Problem): string[] => (problem.errors ?? []).map(({ field }) => field).sort()
const count = (tenantId = call.tenantId): Promise<number> => gateway.context.taskStore.tasks.collection().countDocuments({ tenantId })

describe('launching', () => {
  it('answers 202 with its address after the task is on disk, with the defaults of its type (promise 1: accepted is kept)', async () => {
    const answer = await call('/api/tasks', { body: { ...SYNC, priority: 7 } })
    const task = answer.as<TaskView>()
    expect([answer.status, answer.headers['location']]).toEqual([202, `/api/tasks/${task.id}`])
    expect(task).toMatchObject({ state: 'PENDING', type: 'test.sync', params: { ...SYNC.params, months: 1 }, lane: 'low', priority: 7, attempt: 0, max_attempts: 4, created_by: 'key of a operator', note: null })
    expect(await worker.read(task.id)).toMatchObject({ waiting: true, tenantId: call.tenantId, queue: 'test_low' })
  })

  it('names every parameter that is wrong, and nothing is written', async () => {
    const before = await count()
    const answer = await call('/api/tasks', { body: { type: 'test.sync', params: { months: 13, colour: 'red', year: '26' } } })
    expect([answer.status, answer.code, fieldsOf(answer.as<Problem>())]).toEqual([422, 'VALIDATION_FAILED', ['params.colour', 'params.company_id', 'params.months', 'params.year']])
    expect(await count()).toBe(before)
  })

  it.each<[string, object, number, string]>([
    ['a type that nobody announced', { type: 'test.unheard', params: {} }, 422, 'TASK_TYPE_UNKNOWN'],
    ['a type of the platform', { type: 'test.everywhere', params: {} }, 403, 'TASK_PLATFORM_ONLY'],
    ['a type of admins', { type: 'test.purge', params: {} }, 403, 'FORBIDDEN'],
    ['a field that there is not', { ...SYNC, colour: 'red' }, 422, 'VALIDATION_FAILED'],
    ['eta and countdown at once', { ...SYNC, eta: '2030-01-01T00:00:00Z', countdown: 3 }, 422, 'VALIDATION_FAILED'],
    ['an eta in many years', { ...SYNC, eta: '2999-01-01T00:00:00Z' }, 422, 'VALIDATION_FAILED'],
    ['an eta before our time', { ...SYNC, eta: '0000-02-29T00:00:00Z' }, 422, 'VALIDATION_FAILED'],
    ['an end after it', { ...SYNC, expires: '9999-12-31T23:59:59-05:00' }, 422, 'VALIDATION_FAILED'],
    ['an end before the beginning', { ...SYNC, countdown: 60, expires: 30 }, 422, 'VALIDATION_FAILED'],
    ['an end in the past', { ...SYNC, expires: '2020-01-01T00:00:00Z' }, 422, 'VALIDATION_FAILED'],
    ['a priority beyond 9', { ...SYNC, priority: 10 }, 422, 'VALIDATION_FAILED'],
    ['no type', { params: {} }, 422, 'VALIDATION_FAILED'],
  ])('refuses %s', async (_what, body, status, code) => {
    const before = await count()
    const answer = await call('/api/tasks', { body })
    expect([answer.status, answer.code]).toEqual([status, code])
    expect(await count()).toBe(before)
  })

  it('lets those who may: admins their types, the platform its own', async () => {
    expect((await admin('/api/tasks', { body: { type: 'test.purge' } })).status).toBe(202)
    expect((await platform('/api/tasks', { body: { type: 'test.everywhere' } })).as<TaskView>()).toMatchObject({ tenant_id: PLATFORM_TENANT })
  })

  it.each([['text/plain', 'x', 415], ['application/json', '{', 400], ['application/json', JSON.stringify({ ...SYNC, unique: 'x'.repeat(70_000) }), 413]])('refuses a body of %s that is not as it must be (%s)', async (type, payload, status) => {
    const answer = await gateway.app.inject({ method: 'POST', url: '/api/tasks', headers: { authorization: `Bearer ${call.apiKey}`, 'content-type': type }, payload })
    expect(answer.statusCode).toBe(status)
  })

  it('says where its trace is looked at, as an item does', async () => {
    const traceId = '0123456789abcdef0123456789abcdef'
    const headers = { traceparent: `00-${traceId}-0123456789abcdef-01` }
    const task = (await call('/api/tasks', { body: SYNC, headers })).as<TaskView>()
    expect(await get(task.id)).toMatchObject({ trace_id: traceId, trace_url: `https://traces.example/${traceId}` })
    const batch = (await call('batches', { body: { source_type: 'invoices' } })).as<{ id: string }>()
    const sent = (await call(`batches/${batch.id}/ingest`, { body: { rows: [{ numero: 'F001-1', total: '118.00' }] }, headers })).as<{ items: { id: string }[] }>()
    expect((await call(`items/${sent.items[0]?.id}`)).as()).toMatchObject({ trace_url: `https://traces.example/${traceId}` })
  })

  it('is done once for each key; another body under it is 409', async () => {
    const headers = { 'idempotency-key': 'k1' }
    const [first, again, other] = [await call('/api/tasks', { body: SYNC, headers }), await call('/api/tasks', { body: SYNC, headers }), await call('/api/tasks', { body: { ...SYNC, priority: 1 }, headers })]
    expect([again.status, again.text, again.headers['location'], again.headers['idempotent-replayed']]).toEqual([202, first.text, first.headers['location'], 'true'])
    expect([other.status, other.code]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED'])
  })

  it('with a unique key answers the task that stands for it, until that is at its end', async () => {
    const body = { ...SYNC, unique: 'one' }
    const first = await launch(body)
    const second = await call('/api/tasks', { body })
    expect([second.status, second.as<TaskView>().id]).toEqual([200, first.id])
    await worker.start(first.id)
    await worker.succeed(first.id)
    expect((await launch(body)).id).not.toBe(first.id)
  })

  it('with a countdown waits for its time', async () => {
    const task = await launch({ ...SYNC, countdown: 3_600, expires: 7_200 })
    expect(Date.parse(task.due_at ?? '') - Date.now()).toBeGreaterThan(3_500_000)
    expect((await worker.read(task.id)).waiting).toBeUndefined()
    expect(Date.parse(task.expires_at ?? '')).toBeGreaterThan(Date.parse(task.eta ?? ''))
  })

  it('of a type that no live worker owns is accepted, and the answer says that it waits', async () => {
    await gateway.context.taskStore.types.announce('asleep', [{ ...(await gateway.context.taskStore.types.find('test.any')), _id: 'asleep.any' } as never])
    await waitFor(async () => (await call('/api/tasks', { body: { type: 'asleep.any' } })).status === 202, { what: 'the catalogue' })
    expect((await launch({ type: 'asleep.any' })).note).toContain('No worker of the service asleep is up')
  })

  it('many at once has one answer each, and a bad one does not stop the others', async () => {
    const tasks = [SYNC, { type: 'test.sync', params: {} }, { type: 'nobody.knows' }, 7, { ...SYNC, unique: 'bulk' }, { ...SYNC, unique: 'bulk' }]
    const before = await count()
    const headers = { 'idempotency-key': 'bulk-1' }
    const answer = await call('/api/tasks/bulk', { body: { tasks }, headers })
    const { launched, refused, answers } = answer.as<{ launched: number; refused: number; answers: { status: number; task_id: string | null; error: { code: string } | null }[] }>()
    expect([launched, refused]).toEqual([3, 3])
    expect(answers.map(({ status, error }) => [status, error?.code])).toEqual([[202, undefined], [422, 'VALIDATION_FAILED'], [422, 'TASK_TYPE_UNKNOWN'], [422, 'VALIDATION_FAILED'], [202, undefined], [200, undefined]])
    expect(answers[5]?.task_id).toBe(answers[4]?.task_id)
    expect(await count()).toBe(before + 2)
    expect((await call('/api/tasks/bulk', { body: { tasks }, headers })).text).toBe(answer.text)
    const [deed] = await gateway.context.taskStore.audit.list({ tenantId: call.tenantId, action: 'task.launch' }, { limit: 1 })
    expect(deed?.after).toEqual({ type: 'test.sync', params: { ...SYNC.params, months: 1 }, bulk: true })
    expect((await call('/api/tasks/bulk', { body: { tasks: Array.from({ length: 1_001 }, () => SYNC) } })).status).toBe(422)
  })
})

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

describe('revoking', () => {
  const revoke = (id: string, query = '') => call(`/api/tasks/${id}${query}`, { method: 'DELETE' })

  it('what is queued never starts (promise 5)', async () => {
    const { id } = await launch()
    const answer = await revoke(id)
    expect([answer.status, answer.as<TaskView>().state]).toEqual([200, 'REVOKED'])
    await expect(worker.start(id)).rejects.toThrow('was not claimed')
  })

  it('what is handed over already never starts either (promise 5)', async () => {
    const { id } = await launch()
    await gateway.context.taskStore.tasks.release([id], 'test')
    const { released: release, tenantId } = await worker.read(id)
    await revoke(id)
    const [claimed] = await gateway.context.taskStore.tasks.claim([{ tenantId, taskId: id, release }], { owner: 'o', worker: 'w', leaseUntil: new Date(Date.now() + 1_000) })
    expect(claimed?.kind).toBe('refused')
  })

  it.each([['', ''], ['?terminate=true', 'terminate']])('what runs is told over the broker, and shown as revoking until it has stopped (%s)', async (query, said) => {
    const { id } = await launch()
    await worker.start(id)
    const told: string[] = []
    const subscription = gateway.context.bus.nc.subscribe(`control.revoke.${id}`, { callback: (_error, message) => { told.push(message.string()) } })
    await gateway.context.bus.nc.flush()
    const answer = await revoke(id, query)
    expect([answer.status, answer.as<TaskView>()]).toMatchObject([202, { state: 'STARTED', substate: 'revoking', cancel_requested: { terminate: said !== '', by: 'key of a operator' } }])
    await waitFor(() => told.length > 0, { what: 'the word' })
    expect(told).toEqual([said])
    subscription.unsubscribe()
  })

  it('is too late past the point of no return, and after the end', async () => {
    const { id } = await launch()
    const { epoch } = await worker.start(id)
    await gateway.context.taskStore.tasks.passNoReturn(id, epoch)
    const late = await revoke(id)
    expect([late.status, late.code]).toEqual([409, 'TASK_TOO_LATE'])
    await worker.succeed(id)
    const ended = await revoke(id)
    expect([ended.status, ended.code]).toEqual([409, 'TASK_ALREADY_FINAL'])
  })

  it('a parent revokes its children of any depth, and ends with the last of them', async () => {
    const parent = await launch()
    await worker.start(parent.id)
    const [first = '', second = '', third = ''] = await worker.spawn(parent.id, 3)
    await worker.start(first)
    const answer = await revoke(parent.id)
    expect([answer.status, answer.as<TaskView>().state]).toEqual([202, 'STARTED'])
    expect((await worker.read(second)).state).toBe('REVOKED')
    expect((await worker.read(third)).state).toBe('REVOKED')
    expect(await worker.read(first)).toMatchObject({ state: 'STARTED', substate: 'revoking' })
    await worker.move(first, 'REVOKED', 'revoked')
    expect((await worker.read(parent.id)).state).toBe('REVOKED')
    const listed = (await call(`/api/tasks?parent=${parent.id}`)).as<{ items: TaskSummary[] }>().items
    expect(listed.map(({ state }) => state)).toEqual(['REVOKED', 'REVOKED', 'REVOKED'])
  })

  it('a parent whose children all wait is revoked at once', async () => {
    const parent = await launch()
    await worker.start(parent.id)
    await worker.spawn(parent.id, 2)
    expect((await revoke(parent.id)).as<TaskView>()).toMatchObject({ state: 'REVOKED', children: { total: 2 } })
  })
})

describe('retrying', () => {
  it('makes a new task that is linked to the old one, perhaps with other parameters, and deals with its dead letter', async () => {
    const { id } = await launch()
    expect((await call(`/api/tasks/${id}/retry`, { method: 'POST' })).code).toBe('TASK_NOT_FINAL')
    await worker.start(id)
    const failed = await worker.fail(id)
    await gateway.context.deadLetters.write({
      _id: `task:${id}`, kind: 'task', service: 'test', stage: 'test.sync', type: 'test.sync', taskId: id, tenantId: call.tenantId, errorCode: 'BROKEN', errorMessage: 'x', attempts: failed.attempts, payload: failed.params, subject: 's', msgSeq: 0, deliveries: 1,
    })
    const refused = await call(`/api/tasks/${id}/retry`, { body: { params: { months: 0 } } })
    expect([refused.status, fieldsOf(refused.as<Problem>())]).toEqual([422, ['params.company_id', 'params.months']])
    const answer = await call(`/api/tasks/${id}/retry`, { body: { params: { ...SYNC.params, months: 3 } } })
    const again = answer.as<TaskView>()
    expect([answer.status, answer.headers['location'], again]).toMatchObject([202, `/api/tasks/${again.id}`, { retry_of: id, params: { months: 3 }, state: 'PENDING' }])
    expect(await gateway.context.deadLetters.find(undefined, `task:${id}`)).toMatchObject({ resolved: { how: 'requeued', as: again.id } })
    expect((await get(id)).state).toBe('FAILURE')
  })

  it('leaves no dead letter open that is written only later', async () => {
    const { id } = await launch()
    await worker.start(id)
    const failed = await worker.fail(id)
    const again = (await call(`/api/tasks/${id}/retry`, { method: 'POST' })).as<TaskView>()
    // Whoever failed it died before he wrote the letter: a scheduler does.
    await buryTask(gateway.context, 'scheduler', failed)
    expect(await gateway.context.deadLetters.find(undefined, `task:${id}`)).toMatchObject({ resolved: { how: 'requeued', as: again.id } })
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

describe('pauses', () => {
  const holds = async (by: Caller) => (await by('/api/tasks/stats')).as<{ holds: { kind: string; name: string; tenant_id: string; reason: string }[] }>().holds

  it('of a tenant\'s admin are for its own tenant only; those of the platform for everyone, and only the platform lifts them', async () => {
    const stranger = await gateway.caller('admin')
    const told: string[] = []
    const subscription = gateway.context.bus.nc.subscribe('control.>', { callback: (_error, message) => { told.push(message.subject) } })
    await gateway.context.bus.nc.flush()
    await launch()
    expect((await admin('/api/tasks/lanes/low/pause', { body: { reason: 'closing' } })).as()).toMatchObject({ tenant_id: call.tenantId, kind: 'lane', name: 'low' })
    expect((await platform('/api/tasks/types/test.sync/pause', { body: { reason: 'broken', until: new Date(Date.now() + 60_000).toISOString() } })).as()).toMatchObject({ tenant_id: '*' })
    expect((await holds(stranger)).map(({ kind }) => kind)).toEqual(['type'])
    expect((await holds(admin)).map(({ kind }) => kind).sort()).toEqual(['lane', 'type'])
    const foreign = await admin('/api/tasks/types/test.sync/resume', { method: 'POST' })
    expect([foreign.status, foreign.code]).toEqual([404, 'HOLD_NOT_FOUND'])
    told.length = 0
    expect((await admin('/api/tasks/lanes/low/resume', { method: 'POST' })).status).toBe(200)
    await platform('/api/tasks/types/test.sync/resume', { body: { reason: 'mended' } })
    await waitFor(() => told.includes('control.holds'), { what: 'the hint to read the holds again' })
    expect(await holds(admin)).toEqual([])
    subscription.unsubscribe()
  })

  it('of a tenant: its own, or any by the platform; another one is as if it did not exist', async () => {
    expect((await admin(`/api/tasks/tenants/${call.tenantId}/pause`, { body: { reason: 'x' } })).status).toBe(200)
    expect((await admin(`/api/tasks/tenants/${call.tenantId}/resume`, { method: 'POST' })).status).toBe(200)
    for (const [by, tenant] of [[admin, PLATFORM_TENANT], [admin, 'nobody'], [platform, 'nobody']] as const) expect((await by(`/api/tasks/tenants/${tenant}/pause`, { body: { reason: 'x' } })).code).toBe('TENANT_NOT_FOUND')
    await platform(`/api/tasks/tenants/${call.tenantId}/pause`, { body: { reason: 'unpaid' } })
    expect((await admin(`/api/tasks/tenants/${call.tenantId}/resume`, { method: 'POST' })).code).toBe('HOLD_NOT_FOUND')
    expect(await holds(admin)).toMatchObject([{ kind: 'tenant', reason: 'unpaid' }])
    expect((await admin('/api/audit?action=task.pause')).as<{ items: object[] }>().items[0]).toMatchObject({ tenant_id: call.tenantId, reason: 'unpaid', target: { kind: 'tenant', id: call.tenantId } })
    expect((await platform(`/api/tasks/tenants/${call.tenantId}/resume`, { method: 'POST' })).status).toBe(200)
  })

  it('that has ended by itself is not there to be lifted', async () => {
    await gateway.context.taskStore.holds.set({ tenantId: call.tenantId, kind: 'lane', name: 'high', reason: 'x', by: 'k', at: new Date(0), until: new Date(1) })
    expect((await admin('/api/tasks/lanes/high/resume', { method: 'POST' })).code).toBe('HOLD_NOT_FOUND')
  })

  it('need an admin, a reason, and an end in the future', async () => {
    expect((await call('/api/tasks/lanes/low/pause', { body: { reason: 'x' } })).status).toBe(403)
    for (const body of [{}, { reason: ' ' }, { reason: 'x', until: '2020-01-01T00:00:00Z' }, { reason: 'x', colour: 1 }]) expect((await admin('/api/tasks/lanes/low/pause', { body })).status).toBe(422)
    expect((await admin('/api/tasks/lanes/middle/pause', { body: { reason: 'x' } })).status).toBe(422)
    expect((await admin('/api/tasks/types/no.such/pause', { body: { reason: 'x' } })).code).toBe('TASK_TYPE_NOT_FOUND')
  })
})

describe('what is written for later', () => {
  it('who did what, with what was there before and after, in the order of time', async () => {
    const own = await gateway.caller('admin')
    const { id } = await launch(SYNC, own)
    await own(`/api/tasks/${id}`, { method: 'DELETE' })
    await own('/api/tasks/lanes/high/pause', { body: { reason: 'for a while' } })
    const rows = await gateway.context.taskStore.audit.list({ tenantId: own.tenantId }, { limit: 10 })
    expect(rows.map(({ action, target }) => `${action} ${target.kind} ${target.id}`)).toEqual(['task.pause lane high', `task.revoke task ${id}`, `task.launch task ${id}`])
    expect(rows[1]).toMatchObject({ by: 'key of a admin', before: { state: 'PENDING' }, after: { state: 'REVOKED', terminate: false } })
  })
})

describe('when a server is away', () => {
  it('the broker: a launch is 202 all the same, and the task is kept (promise 1)', async () => {
    const other = await gateway.another()
    await gateway.servers.nats.kill()
    await waitFor(() => !other.context.bus.isConnected(), { what: 'the loss of the connection' })
    const answer = await other.app.inject({ method: 'POST', url: '/api/tasks', headers: { authorization: `Bearer ${call.apiKey}` }, payload: SYNC })
    expect(answer.statusCode).toBe(202)
    const { id } = answer.json<TaskView>()
    expect((await worker.read(id)).waiting).toBe(true)
    const read = await other.app.inject({ url: `/api/tasks/${id}?wait=1s`, headers: { authorization: `Bearer ${call.apiKey}` } })
    expect(read.json<TaskView>().state).toBe('PENDING')
    const events = await other.app.inject({ url: '/api/tasks/events', headers: { authorization: `Bearer ${call.apiKey}` } })
    expect([events.statusCode, events.headers['retry-after']]).toEqual([503, '2'])
    const revoked = await other.app.inject({ method: 'DELETE', url: `/api/tasks/${id}`, headers: { authorization: `Bearer ${call.apiKey}` } })
    expect(revoked.json<TaskView>().state).toBe('REVOKED')
    await gateway.servers.nats.start()
  })
})

describe('an id', () => {
  it('of nobody is refused on every way to act on it', async () => {
    const nobody = uuidv7()
    for (const [path, method] of [[`/api/tasks/${nobody}`, 'DELETE'], [`/api/tasks/${nobody}/retry`, 'POST'], [`/api/tasks/${nobody}/events`, 'GET']] as const) expect((await call(path, { method })).code).toBe('TASK_NOT_FOUND')
  })
})
