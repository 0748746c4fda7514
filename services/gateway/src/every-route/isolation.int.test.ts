import { Readable } from 'node:stream'
import type { InjectOptions } from 'fastify'
import { beforeAll, describe, expect, it } from 'vitest'
import { TaskFiles } from '@chasqui/files'
import { hashApiKey } from '@chasqui/http'
import { amountOf } from '@chasqui/mongo/books'
import { openTaskStore } from '@chasqui/mongo/tasks'
import { batchWith, formOf, withGateway, type Caller } from '../test-gateway.ts'
import { stagesOf } from '../test-items.ts'
import { routesOf, type Operation } from './test-routes.ts'
import { announceTestTypes, belongingsOf } from '../test-tasks.ts'

const gateway = withGateway()
let owner: Caller
let stranger: Caller
let batchId = ''
let itemId = ''
let ids: Record<string, string> = {}
let operations: Operation[] = []

/** All that the owner has, word for word. */
async function belongings(): Promise<string> {
  const { db } = gateway.context.store
  const all = await Promise.all((await db.collections()).map(async (collection) => [collection.collectionName, await collection.find({ $or: [{ tenantId: owner.tenantId }, { _id: owner.tenantId as never }] }, { sort: { _id: 1 } }).toArray()] as const))
  return JSON.stringify(all.filter(([, documents]) => documents.length > 0).sort(([a], [b]) => a.localeCompare(b)))
}

beforeAll(async () => {
  owner = await gateway.caller('admin')
  stranger = await gateway.caller('admin')
  const batch = await batchWith(owner, 1)
  batchId = batch.id
  const uploaded = await owner(`batches/${batchId}/files`, { form: formOf({ 'secret.txt': 'the bytes of the owner' }) })
  itemId = uploaded.as<{ accepted: { itemId: string }[] }>().accepted[0]?.itemId as string
  const stages = stagesOf(gateway.context)
  await stages.fail(itemId, 'extract', 'NO_TEXT')
  await stages.publish(batch.items[0] as string)
  const { fileId } = await gateway.context.files.put(owner.tenantId, Buffer.from(JSON.stringify({ pages: [], truncated: false })))
  await gateway.context.items.collection().updateOne({ _id: itemId }, { $set: { textFileId: fileId } })
  await gateway.context.books.expenses.insertMany([{
    _id: 'expense-of-owner', tenantId: owner.tenantId, source: { kind: 'import', batchId, itemId }, postingKey: 'p', version: 1, createdAt: new Date(), revertedAt: null,
    docType: 'receipt', country: 'ES', issueDate: '2026-03-05', description: 'CAFE', vendorId: null, categoryCode: 'MEALS', currency: 'EUR', taxes: [], amount: amountOf('1'), status: 'paid', paid: amountOf('1'), pending: amountOf('0'), lines: [],
  }])
  await announceTestTypes(gateway.context)
  ids = { batchId, itemId, ...await belongingsOf(gateway.context, owner.tenantId), tenant: owner.tenantId, keyId: hashApiKey(owner.apiKey).slice(0, 16), type: 'test.sync', lane: 'low' }
  ids['taskId'] = await taskWithFile(owner.tenantId)
  // It has no end to wait for; tasks/watch.int.test.ts watches it.
  operations = routesOf(gateway.app).operations.filter(({ operationId }) => operationId !== 'watchTasks')
})

/** A task that ended with a file. */
async function taskWithFile(tenantId: string): Promise<string> {
  const { db } = gateway.context.store
  const { task } = await openTaskStore(db).tasks.insert({ _id: 'task-of-owner', tenantId, type: 'books.export', queue: 'books_low', lane: 'low', params: {}, maxAttempts: 1, createdBy: 't' })
  const { fileId, sha256, size } = await new TaskFiles(db).put({ tenantId, taskId: task._id, epoch: 1 }, Readable.from(['CAFE']), {})
  await openTaskStore(db).tasks.collection().updateOne({ _id: task._id }, { $set: { state: 'SUCCESS', result: { bytes: size, sha256, file_id: fileId, run: 1, filename: 'a.csv', mime_type: 'text/csv' } } })
  return task._id
}

const names = (list: readonly Operation[]): string[] => list.map(({ method, path }) => `${method} ${path}`)

/** A request to a route that is right in all but who asks. */
async function requestOf({ method, path, body }: Operation, named: Record<string, string>): Promise<InjectOptions> {
  const url = path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(named[name] ?? ''))
  if (body?.type !== 'multipart/form-data') return { method, url, ...(body ? { payload: body.example as object } : {}) }
  const form = new Response(formOf({ 'a.txt': 'a' }))
  return { method, url, headers: { 'content-type': String(form.headers.get('content-type')) }, payload: Buffer.from(await form.arrayBuffer()) }
}

/** @param mistake what of the request is not right */
async function ask(operation: Operation, headers: Record<string, string>, named = ids, mistake: Partial<InjectOptions> = {}) {
  const request = { ...await requestOf(operation, named), ...(operation.method === 'GET' ? { query: mistake.query ?? {} } : mistake) }
  const answer = await gateway.app.inject({ ...request, headers: { ...request.headers, ...mistake.headers, ...headers } })
  return { route: names([operation])[0], status: answer.statusCode, code: answer.statusCode < 400 ? undefined : answer.json<{ code?: string }>().code ?? CELERY_CODES[answer.statusCode], text: answer.payload.slice(0, 5_000) }
}
const askAll = async (list: readonly Operation[], headers: Record<string, string>, named?: Record<string, string>) => {
  const answers = []
  for (const operation of list) answers.push(await ask(operation, headers, named))
  return answers
}
const bearer = ({ apiKey }: Caller) => ({ authorization: `Bearer ${apiKey}` })
/** Lanes and types are of all tenants; the old API says PENDING of what it does not know, see below. */
const OF_ALL = /\{(lane|type)\}/
const isCelery = ({ path }: Pick<Operation, 'path'>): boolean => path.startsWith('/api/celery/')
const withIds = () => operations.filter((operation) => operation.path.includes('{') && !OF_ALL.test(operation.path) && !isCelery(operation))
const withoutIds = () => operations.filter(({ path }) => !path.includes('{'))
const NOT_FOUND: ReadonlySet<unknown> = new Set(['BATCH_NOT_FOUND', 'ITEM_NOT_FOUND', 'TASK_NOT_FOUND', 'SCHEDULE_NOT_FOUND', 'DEAD_LETTER_NOT_FOUND', 'BANK_ACCOUNT_NOT_FOUND', 'KEY_NOT_FOUND', 'REPLAY_NOT_FOUND', 'TENANT_NOT_FOUND'])
/** The old API has no codes. */
const CELERY_CODES: Readonly<Record<number, string>> = { 401: 'UNAUTHENTICATED', 403: 'FORBIDDEN' }
const NOBODY = '00000000-0000-7000-8000-000000000000'

describe('what belongs to another tenant', () => {
  it('is asked for below on every route that takes an id, with a request that is right', () => {
    expect(withIds().length).toBeGreaterThanOrEqual(32)
    expect(withIds().filter(({ path }) => /\{(?!(batch|item|task|schedule|letter|account|key|replay)Id\}|tenant\})/.test(path))).toEqual([])
    expect(names(operations.filter(({ body }) => body && body.type === 'application/json' && body.example === undefined))).toEqual([])
  })

  it('is not found, on every route, and nothing is done to it', async () => {
    const before = await belongings()
    const answers = await askAll(withIds(), bearer(stranger))
    expect(answers.filter(({ status, code }) => status !== 404 || !NOT_FOUND.has(code))).toEqual([])
    expect(await belongings()).toBe(before)
  })

  it('is not found either when nothing else of the request is right', async () => {
    const wrong: Partial<InjectOptions>[] = [
      { payload: { surely: 'not this' } }, { payload: '[' , headers: { 'content-type': 'application/json' } }, { payload: 'a', headers: { 'content-type': 'text/plain' } },
      { payload: 'x'.repeat(20_000_000), headers: { 'content-type': 'application/json' } }, { headers: { 'idempotency-key': 'k'.repeat(300) } },
      { query: { limit: '0', cursor: 'none', status: 'nonsense', with: 'nonsense' } },
    ]
    const before = await belongings()
    const answers = []
    for (const operation of withIds()) for (const mistake of wrong) answers.push(await ask(operation, bearer(stranger), undefined, mistake))
    expect(answers.filter(({ status, code }) => status !== 404 || !NOT_FOUND.has(code))).toEqual([])
    expect(await belongings()).toBe(before)
  })

  it('is as if it did not exist: an id that nobody has gets the same answer', async () => {
    const foreign = await askAll(withIds(), bearer(stranger))
    const none = await askAll(withIds(), bearer(stranger), Object.fromEntries(Object.keys(ids).map((name) => [name, NOBODY])))
    expect(none.map(({ route, status, code }) => ({ route, status, code }))).toEqual(foreign.map(({ route, status, code }) => ({ route, status, code })))
  })

  it('is PENDING in the old API, which says the same of an id that nobody has, and nothing is done to it', async () => {
    const before = await belongings()
    const celery = operations.filter((operation) => isCelery(operation) && operation.path.includes('{'))
    const foreign = await askAll(celery, bearer(stranger))
    const none = await askAll(celery, bearer(stranger), { taskId: NOBODY })
    expect(foreign.map(({ status, text }) => [status, text.replaceAll(ids['taskId'] as string, NOBODY)])).toEqual(none.map(({ status, text }) => [status, text]))
    expect(foreign.map(({ status }) => status)).toEqual([200, 200])
    expect(await belongings()).toBe(before)
  })

  it('is in no list, and in none that is asked for by its ids', async () => {
    const answers = await askAll(withoutIds().filter(({ method }) => method === 'GET'), bearer(stranger))
    for (const query of [`?batch_id=${batchId}`, `?batch_id=${batchId}&format=csv`, `?cursor=${batchId}`, `?parent=${ids['taskId']}`, `?target=${ids['taskId']}`]) {
      for (const { path } of withoutIds().filter(({ method }) => method === 'GET')) answers.push({ ...await ask({ method: 'GET', path: `${path}${query}` } as Operation, bearer(stranger)) })
    }
    expect(answers.length).toBeGreaterThanOrEqual(20)
    expect(answers.filter(({ text }) => [owner.tenantId, itemId, 'expense-of-owner', 'CAFE', ids['taskId'] as string].some((mark) => text.includes(mark)))).toEqual([])
    const expenses = await gateway.app.inject({ url: '/api/v1/books/expenses', headers: bearer(owner) })
    expect(expenses.payload).toContain('expense-of-owner')
  })

  it('is in no list that is asked for by its tenant: where one may be named it is not found, elsewhere nobody knows the name', async () => {
    const lists = withoutIds().filter(({ method }) => method === 'GET')
    const answers = await Promise.all(lists.map(({ path }) => ask({ method: 'GET', path: `${path}?tenant=${owner.tenantId}` } as Operation, bearer(stranger))))
    const naming = lists.filter(({ parameters }) => parameters.some(({ name }) => name === 'tenant')).length
    expect([naming > 0, answers.filter(({ code }) => code === 'TENANT_NOT_FOUND').length, answers.filter(({ status }) => status === 422).length]).toEqual([true, naming, lists.length - naming])
  })

  it('is not found when parameters name it, on no face that launches', async () => {
    const launch = { type: 'imports.reprocess_batch', params: { batch_id: batchId, scope: 'failed' } }
    const own = await belongingsOf(gateway.context, stranger.tenantId)
    await gateway.context.store.db.collection<{ _id: string }>('dead_letters').updateOne({ _id: own.letterId }, { $set: { type: launch.type, stage: launch.type } })
    const before = await belongings()
    const send = (path: string, body: object, method: 'POST' | 'PATCH' = 'POST') => stranger(path, { body, method })
    const answers = [
      await send('/api/tasks', launch), await send('/api/schedules', { ...launch, description: 'd', cron: '0 3 * * *', zone: 'America/Lima' }), await send(`/api/schedules/${own.scheduleId}`, { ...launch, version: 0 }, 'PATCH'),
      await send(`/api/dead-letters/${own.letterId}/retry`, { payload: launch.params }), await send(`batches/${batchId}/reprocess`, {}),
    ]
    expect(answers.map(({ status, code }) => [status, code])).toEqual(answers.map(() => [404, 'BATCH_NOT_FOUND']))
    expect((await send('/api/tasks/bulk', { tasks: [launch] })).as()).toMatchObject({ launched: 0, refused: 1, answers: [{ status: 404, error: { code: 'BATCH_NOT_FOUND' } }] })
    expect((await send('/api/celery/tasks/launch', { task_type: launch.type, params: launch.params })).status).toBe(404)
    expect(await belongings()).toBe(before)
    expect((await owner('/api/tasks', { body: launch })).status).toBe(202)
  })

  it('cannot be reached by naming its tenant in the body, the query or a header', async () => {
    const create = (query: string, more: object) => gateway.app.inject({ method: 'POST', url: `/api/v1/imports/batches${query}`, headers: { ...bearer(stranger), 'x-tenant-id': owner.tenantId }, payload: { source_type: 'bank', ...more } })
    expect((await create('', {})).json()).toMatchObject({ tenant_id: stranger.tenantId })
    for (const refused of [await create(`?tenant_id=${owner.tenantId}`, {}), await create('', { tenant_id: owner.tenantId })]) expect(refused.statusCode).toBe(422)
  })
})

describe('without a key that is known', () => {
  it.each<[string, Record<string, string>]>([
    ['none', {}], ['an unknown one', { authorization: `Bearer chq_${'x'.repeat(43)}` }], ['one of another scheme', { authorization: 'Basic YTpi' }], ['an empty one', { authorization: 'Bearer ' }], ['the hash of one', { 'x-api-key': 'a'.repeat(64) }],
  ])('every route answers 401: %s', async (_what, headers) => {
    const answers = await askAll(operations, headers)
    expect(answers.filter(({ status, code }) => status !== 401 || code !== 'UNAUTHENTICATED')).toEqual([])
  })

  it('every route answers 401 to one that was revoked', async () => {
    const gone = await gateway.caller('admin', owner.tenantId)
    expect((await gone('batches')).status).toBe(200)
    const keys = gateway.context.store.db.collection<{ _id: string; createdAt: Date }>('api_keys')
    const newest = await keys.findOne({ _id: { $exists: true } }, { sort: { createdAt: -1 } })
    expect(await gateway.context.tenants.revokeKey(owner.tenantId, newest?._id as string)).toBe(true)
    const answers = await askAll(operations, bearer(gone))
    expect(answers.filter(({ status }) => status !== 401)).toEqual([])
  })
})

describe('roles', () => {
  const writes = () => operations.filter(({ method }) => method !== 'GET')

  it('let a viewer read everything but keys, and write nothing', async () => {
    const viewer = await gateway.caller('viewer', owner.tenantId)
    const before = await belongings()
    const written = await askAll(writes(), bearer(viewer))
    expect(written.filter(({ status, code }) => status !== 403 || code !== 'FORBIDDEN')).toEqual([])
    expect(await belongings()).toBe(before)
    const read = await askAll(operations.filter(({ method, operationId }) => method === 'GET' && operationId !== 'listKeys'), bearer(viewer))
    expect(read.filter(({ status }) => status !== 200)).toEqual([])
  })

  /** What admins configure; operators act. */
  const OF_ADMINS: ReadonlySet<string> = new Set([
    'pauseLane', 'resumeLane', 'pauseTaskType', 'resumeTaskType', 'pauseTenant', 'resumeTenant', 'createSchedule', 'changeSchedule', 'pauseSchedule', 'resumeSchedule', 'removeSchedule', 'startReplay', 'createKey', 'revokeKey',
  ])

  it('let an operator act, and configure nothing', async () => {
    const caller = await gateway.caller('operator')
    const [configured, acted] = [writes().filter(({ operationId }) => OF_ADMINS.has(operationId)), writes().filter(({ operationId }) => !OF_ADMINS.has(operationId))]
    expect(configured).toHaveLength(OF_ADMINS.size)
    expect((await askAll(configured, bearer(caller))).filter(({ status, code }) => status !== 403 || code !== 'FORBIDDEN')).toEqual([])
    expect((await askAll(acted, bearer(caller))).filter(({ status }) => status === 401 || status === 403)).toEqual([])
  })

  it('let an admin do everything', async () => {
    const answers = await askAll(writes(), bearer(await gateway.caller('admin')))
    // The example of a replay names another tenant.
    expect(answers.filter(({ status, code }) => status === 401 || (status === 403 && code !== 'REPLAY_FOREIGN'))).toEqual([])
  })

  it('do not tell who may not write whether something is there', async () => {
    const viewer = await gateway.caller('viewer')
    const answers = await askAll(writes(), bearer(viewer))
    expect(answers.filter(({ status }) => status !== 403)).toEqual([])
  })
})

describe('the doors that need no key', () => {
  it.each(['/healthz', '/readyz', '/openapi.json', '/docs/', '/redoc'])('%s tells nothing of a tenant', async (url) => {
    const answer = await gateway.app.inject(url)
    expect(answer.statusCode).toBe(200)
    expect(answer.payload).not.toContain(owner.tenantId)
  })

  it('are not the metrics, which name tenants', async () => expect((await gateway.app.inject('/metrics')).statusCode).toBe(404))
})

describe('the switch of the imports', () => {
  it('takes their routes away and leaves the books', async () => {
    const { app } = await gateway.another({ importsEnabled: false })
    const get = async (url: string) => (await app.inject({ url, headers: bearer(owner) })).statusCode
    expect([await get('/api/v1/imports/batches'), await get('/api/v1/books/invoices')]).toEqual([404, 200])
  })
})
