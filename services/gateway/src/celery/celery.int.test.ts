import { beforeAll, describe, expect, it } from 'vitest'
import { hashApiKey, newApiKey } from '@chasqui/http'
import { aTenant, startRecordStoreForTest } from '@chasqui/testkit'
import { callerOf, withGateway, type Caller } from '../test-gateway.ts'
import { announceTestTypes, SYNC, workerOf } from '../test-tasks.ts'

const gateway = withGateway()
let call: Caller
const worker = workerOf(gateway)
beforeAll(async () => {
  await announceTestTypes(gateway.context)
  call = await gateway.caller()
})

const SYNC_OLD = { task_type: 'test.sync', params: SYNC.params }
const launch = async (): Promise<string> => (await call('/api/celery/tasks/launch', { body: { task_type: 'test.sync', params: SYNC.params } })).as<{ task_id: string }>().task_id
const status = async (id: string) => (await call(`/api/celery/tasks/${id}`)).as()

describe('the old clients\' face', () => {
  it('lists types with their parameters as the old catalogue did', async () => {
    const types = (await call('/api/celery/tasks')).as<{ task_type: string }[]>()
    expect(types.find(({ task_type: type }) => type === 'test.sync')).toEqual({
      task_type: 'test.sync', name: 'Sync', description: 'Plays test.sync',
      parameters: { company_id: { type: 'string', required: true, description: 'the company' }, months: { type: 'integer', required: false, default: 1, min: 1, max: 12 }, year: { type: 'string', required: false } },
    })
    expect(types.map(({ task_type: type }) => type)).not.toContain('test.everywhere')
  })

  it('launches, byte for byte', async () => {
    const answer = await call('/api/celery/tasks/launch', { body: { task_type: 'test.sync', params: SYNC.params } })
    const { task_id: id } = answer.as<{ task_id: string }>()
    expect([answer.status, answer.text]).toEqual([200, JSON.stringify({ task_id: id, task_type: 'test.sync', status: 'PENDING', message: 'Task test.sync launched successfully' })])
  })

  it('takes the key as X-API-Key too', async () => {
    const answer = await gateway.app.inject({ url: '/api/celery/tasks', headers: { 'x-api-key': call.apiKey } })
    expect(answer.statusCode).toBe(200)
  })

  it.each<[object, number, string]>([
    [{ task_type: 'test.sync', params: {} }, 422, 'Invalid parameters: company_id is required'],
    [{ task_type: 'test.sync' }, 422, 'Invalid parameters: company_id is required'],
    [{ task_type: 'test.sync', params: { ...SYNC.params, months: 13 } }, 422, 'Invalid parameters: months must be <= 12'],
    [{ task_type: 'test.sync', params: { ...SYNC.params, colour: 1 } }, 422, 'Invalid parameters: colour is not a parameter of this task'],
    [{ params: {} }, 422, 'Invalid parameters: task_type is required'],
    [{ ...SYNC_OLD, kwargs: {}, queue: 'low' }, 422, 'Invalid parameters: kwargs is not known here; queue is not known here'],
    [{ ...SYNC_OLD, eta: 'tomorrow' }, 422, 'Invalid parameters: eta must be a time with its zone, as 2026-03-31T14:30:00Z'],
    [{ ...SYNC_OLD, eta: '2026-03-31T14:30:00Z', countdown: 1 }, 422, 'Invalid parameters: countdown cannot be given together with eta'],
    [{ task_type: 'no.such' }, 422, 'No service has ever announced this task type: no.such'],
    [{ task_type: 'test.everywhere' }, 403, 'Only those who run the installation may launch this type: test.everywhere'],
  ])('says of %j what is wrong in detail, and nothing else', async (body, code, detail) => {
    const answer = await call('/api/celery/tasks/launch', { body })
    expect([answer.status, answer.text]).toEqual([code, JSON.stringify({ detail })])
  })

  it('starts no sooner and no later than asked, in the words of Celery', async () => {
    const { task_id: id } = (await call('/api/celery/tasks/launch', { body: { ...SYNC_OLD, countdown: 600, expires: 1_200 } })).as<{ task_id: string }>()
    const { createdAt, eta, expiresAt } = await worker.read(id)
    expect([eta, expiresAt].map((at) => Math.round(((at?.getTime() ?? 0) - createdAt.getTime()) / 60_000))).toEqual([10, 20])
  })

  it('launches once under an Idempotency-Key, and says in detail that it was used otherwise', async () => {
    const send = (params: object) => call('/api/celery/tasks/launch', { body: { task_type: 'test.sync', params }, headers: { 'idempotency-key': 'old-1' } })
    const [first, again, other] = [await send(SYNC.params), await send(SYNC.params), await send({ ...SYNC.params, months: 2 })]
    expect([again.text, again.headers['idempotent-replayed']]).toEqual([first.text, 'true'])
    expect([other.status, other.as()]).toEqual([409, { detail: 'This Idempotency-Key was used with another request: old-1' }])
  })

  it('answers 401 and broken JSON with a detail as well', async () => {
    const none = await gateway.app.inject('/api/celery/stats')
    const broken = await gateway.app.inject({ method: 'POST', url: '/api/celery/tasks/launch', headers: { authorization: `Bearer ${call.apiKey}`, 'content-type': 'application/json' }, payload: '{' })
    expect([none.statusCode, broken.statusCode]).toEqual([401, 400])
    for (const answer of [none, broken]) expect([answer.headers['content-type'], Object.keys(answer.json<object>())]).toEqual(['application/json', ['detail']])
  })

  it('says in detail that a launch failed for a reason that nobody expected', async () => {
    const { catalogue } = gateway.context
    catalogue.type = () => Promise.reject(new Error('of no concern to a client'))
    const answer = await call('/api/celery/tasks/launch', { body: { task_type: 'test.sync', params: SYNC.params } })
    Reflect.deleteProperty(catalogue, 'type')
    expect([answer.status, answer.as<{ detail: string }>().detail]).toEqual([500, expect.stringMatching(/^Failed to launch task: (?!.*of no concern)/)])
  })

  it('shows a task from PENDING to SUCCESS', async () => {
    const id = await launch()
    const bare = { task_id: id, result: null, error: null, traceback: null }
    expect(await status(id)).toEqual({ ...bare, status: 'PENDING', meta: { info: expect.any(String) as string } })
    await worker.start(id)
    await worker.progress(id, 1, 4)
    expect(await status(id)).toEqual({ ...bare, status: 'STARTED', meta: { info: { done: 1, total: 4, note: 'half-way', worker: 'test@here:1.a' } } })
    await worker.succeed(id, { success: true, nuevos: 3 })
    expect(await status(id)).toEqual({ ...bare, status: 'SUCCESS', result: { success: true, nuevos: 3 }, meta: null })
  })

  it('shows a failure with its text and its traceback', async () => {
    const id = await launch()
    await worker.start(id)
    await worker.fail(id)
    expect(await status(id)).toEqual({ task_id: id, status: 'FAILURE', result: null, error: 'BROKEN happened', traceback: 'Error: BROKEN\n    at work', meta: null })
  })

  it('shows EXPIRED as REVOKED, and says so', async () => {
    const id = await launch()
    await worker.move(id, 'EXPIRED', 'expired')
    expect(await status(id)).toMatchObject({ status: 'REVOKED', meta: { substate: 'expired' } })
  })

  it('says PENDING of an id that nobody has', async () => {
    expect(await status('never-was')).toEqual({ task_id: 'never-was', status: 'PENDING', result: null, error: null, traceback: null, meta: { info: expect.any(String) as string } })
  })

  it('revokes; a task past the point of no return is 409 with a detail', async () => {
    const id = await launch()
    const answer = await call(`/api/celery/tasks/${id}?terminate=true`, { method: 'DELETE' })
    expect([answer.status, answer.text]).toEqual([200, JSON.stringify({ task_id: id, status: 'revoked', terminate: true, message: `Task ${id} has been revoked` })])
    expect(await status(id)).toMatchObject({ status: 'REVOKED' })
    expect((await call(`/api/celery/tasks/${id}`, { method: 'DELETE' })).as()).toMatchObject({ status: 'revoked', terminate: false })
    const late = await launch()
    await gateway.context.taskStore.claims.passNoReturn(late, (await worker.start(late)).epoch)
    const refused = await call(`/api/celery/tasks/${late}`, { method: 'DELETE' })
    expect([refused.status, Object.keys(refused.as())]).toEqual([409, ['detail']])
  })

  it('has the statistics in the old shape', async () => {
    const id = await launch()
    await worker.start(id)
    gateway.context.stats.forget()
    const stats = (await call('/api/celery/stats')).as<{ active_tasks: Record<string, { id: string }[]>; registered_tasks: string[]; worker_stats: object }>()
    expect(stats.active_tasks['test@here:1.a']?.find((one) => one.id === id)).toEqual({ id, name: 'test.sync', args: [], kwargs: { ...SYNC.params, months: 1 } })
    expect(stats.registered_tasks).toContain('test.sync')
    expect(stats.worker_stats).toEqual({ 'test@here:1.a': { total: { 'test.sync': 3 }, pool: { 'max-concurrency': 8, processes: [1] } } })
  })
})

describe('while the record store is away', () => {
  it('answers 503 with a detail, and nothing is half-done (promise 1)', async () => {
    const store = await startRecordStoreForTest()
    const own = await gateway.another({ mongodbUrl: store.url })
    await announceTestTypes(own.context)
    const { key } = newApiKey()
    await own.context.tenants.save(aTenant({ id: 't1' }))
    await own.context.tenants.saveKey({ _id: hashApiKey(key), tenantId: 't1', role: 'operator', name: 'k', createdAt: new Date() })
    const by = callerOf(own.app, key, 't1')
    expect((await by('/api/celery/tasks/launch', { body: { task_type: 'test.sync', params: SYNC.params } })).status).toBe(200)
    await store.kill()
    const [old, honest] = await Promise.all([by('/api/celery/tasks/launch', { body: { task_type: 'test.sync', params: SYNC.params } }), by('/api/tasks', { body: SYNC })])
    expect([old.status, old.as(), old.headers['retry-after']]).toEqual([503, { detail: 'Failed to launch task: the record store does not answer; try again in a while' }, '2'])
    expect([honest.status, honest.code, honest.headers['retry-after']]).toEqual([503, 'UNAVAILABLE', '2'])
    await store.start()
    await own.close()
  })
})
