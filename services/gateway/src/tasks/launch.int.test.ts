import { describe, expect, it } from 'vitest'
import { PLATFORM_TENANT, type TaskState } from '@chasqui/contracts'
import { waitFor } from '@chasqui/testkit'
import { buryTask } from '@chasqui/worker'
import { SYNC, withTaskGateway } from '../test-tasks.ts'
import type { TaskView } from './task-view.ts'

const { gateway, worker, call, admin, platform, launch, get } = withTaskGateway({ traceUrl: 'https://traces.example/{traceId}' })
type Problem = { code: string; errors?: { field: string; message: string }[] }
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

  it('refuses the platform what works on books, and batches: it has none', async () => {
    const { types } = gateway.context.taskStore
    await types.announce('books', [{ ...(await types.find('test.any')), _id: 'books.export' } as never])
    const body = { type: 'books.export', params: { note: 'x' } }
    await waitFor(async () => (await call('/api/tasks', { body })).status === 202, { what: 'the catalogue' })
    const answers = [await platform('/api/tasks', { body }), await platform('/api/schedules', { body: { ...body, description: 'd', cron: '0 0 * * *', zone: 'UTC' } }), await platform('batches', { body: { source_type: 'invoices' } })]
    expect(answers.map(({ status, code }) => [status, code])).toEqual(Array.from({ length: 3 }, () => [403, 'PLATFORM_HAS_NO_BOOKS']))
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

  it('with a unique key says in what the task that stands for it is another than was asked for, and names no value', async () => {
    const body = (months: number, password: string, unique = 'differs') => ({ type: 'test.secret', params: { note: `${months}`, login: { user: 'ana', password } }, unique })
    await launch(body(1, 'pass-word-1'))
    const [same, other] = [await call('/api/tasks', { body: body(1, 'pass-word-1') }), await call('/api/tasks', { body: body(2, 'pass-word-2') })]
    expect([same, other].map((answer) => [answer.status, answer.as<{ differs: string[] }>().differs])).toEqual([[200, []], [200, ['login', 'note']]])
    expect(other.text).not.toMatch(/pass-word/)
    const bulk = (await call('/api/tasks/bulk', { body: { tasks: [body(3, 'pass-word-1'), body(3, 'pass-word-1', 'alone')] } })).as<{ answers: { status: number; differs: string[] | null }[] }>()
    expect(bulk.answers).toMatchObject([{ status: 200, differs: ['note'] }, { status: 202, differs: null }])
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
    const [deed] = await gateway.context.audit.list({ tenantId: call.tenantId, action: 'task.launch' }, { limit: 1 })
    expect(deed?.after).toEqual({ type: 'test.sync', params: { ...SYNC.params, months: 1 }, bulk: true })
    expect((await call('/api/tasks/bulk', { body: { tasks: Array.from({ length: 1_001 }, () => SYNC) } })).status).toBe(422)
  })
})

describe('retrying', () => {
  const failedTask = async (): Promise<string> => {
    const { id } = await launch()
    await worker.start(id)
    await buryTask(gateway.context, await worker.fail(id))
    return id
  }

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

  it('makes one task of one that failed, whoever retries it or its dead letter, at once or later', async () => {
    const id = await failedTask()
    const retry = (params?: object) => call(`/api/tasks/${id}/retry`, { method: 'POST', ...(params ? { body: { params } } : {}) })
    const answers = await Promise.all(Array.from({ length: 5 }, () => [retry(), call(`/api/dead-letters/task:${id}/retry`, { method: 'POST' })]).flat())
    expect(answers.filter(({ status }) => ![200, 202].includes(status)).every(({ code }) => code === 'DEAD_LETTER_RESOLVED')).toBe(true)
    const later = await retry()
    const made = await gateway.context.taskStore.tasks.collection().find({ retryOf: id }).toArray()
    expect([later.status, made.map(({ _id }) => _id)]).toEqual([200, [later.as<TaskView>().id]])
    expect(await retry({ ...SYNC.params, months: 9 })).toMatchObject({ status: 409, code: 'TASK_RETRIED' })
  })

  it.each<[TaskState, (taskId: string) => Promise<unknown>]>([
    ['SUCCESS', (id) => worker.start(id).then(() => worker.succeed(id))],
    ['REVOKED', (id) => call(`/api/tasks/${id}`, { method: 'DELETE' })],
    ['EXPIRED', (id) => worker.move(id, 'EXPIRED', 'expired')],
  ])('makes one task of one that is %s, however often it is asked for; with other parameters it is refused', async (state, end) => {
    const { id } = await launch()
    await end(id)
    expect((await get(id)).state).toBe(state)
    const retry = (params?: object) => call(`/api/tasks/${id}/retry`, { method: 'POST', ...(params ? { body: { params } } : {}) })
    const answers = await Promise.all(Array.from({ length: 5 }, () => retry()))
    const later = await retry()
    const made = await gateway.context.taskStore.tasks.collection().find({ retryOf: id }).toArray()
    expect([later.status, made.map(({ _id }) => _id)]).toEqual([200, [later.as<TaskView>().id]])
    expect(answers.map((answer) => answer.as<TaskView>().id)).toEqual(answers.map(() => later.as<TaskView>().id))
    expect(await retry({ ...SYNC.params, months: 9 })).toMatchObject({ status: 409, code: 'TASK_RETRIED' })
    expect(await gateway.context.deadLetters.find(undefined, `task:${id}`)).toBeNull()
  })

  it('is still possible, once, after its dead letter was discarded', async () => {
    const id = await failedTask()
    await call(`/api/dead-letters/task:${id}/discard`, { body: { reason: 'x' } })
    const [first, second] = [await call(`/api/tasks/${id}/retry`, { method: 'POST' }), await call(`/api/tasks/${id}/retry`, { method: 'POST' })]
    expect([first.status, second.status, second.as<TaskView>().id]).toEqual([202, 200, first.as<TaskView>().id])
  })

  it('leaves no dead letter open that is written only later', async () => {
    const { id } = await launch()
    await worker.start(id)
    const failed = await worker.fail(id)
    const again = (await call(`/api/tasks/${id}/retry`, { method: 'POST' })).as<TaskView>()
    // Whoever failed it died before he wrote the letter: a scheduler does.
    await buryTask(gateway.context, failed)
    expect(await gateway.context.deadLetters.find(undefined, `task:${id}`)).toMatchObject({ resolved: { how: 'requeued', as: again.id } })
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
