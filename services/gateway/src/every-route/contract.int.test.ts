import { Readable } from 'node:stream'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { TaskFiles } from '@chasqui/files'
import { hashApiKey } from '@chasqui/http'
import { amountOf } from '@chasqui/mongo/books'
import { batchWith, formOf, withGateway, type Caller } from '../test-gateway.ts'
import { stagesOf } from '../test-items.ts'
import { answerCheck, valuesOf } from './test-json-schema.ts'
import { routesOf, type JsonSchema, type Operation, type Parameter } from './test-routes.ts'
import { announceTestTypes, belongingsOf, SYNC, workerOf } from '../test-tasks.ts'

const RUNS = 25
const gateway = withGateway()
let call: Caller
let operations: Operation[] = []
let values: (schema: JsonSchema) => fc.Arbitrary<unknown>
let check: ReturnType<typeof answerCheck>
let resolved: (schema: JsonSchema | undefined) => JsonSchema
/** Ids of things that are there, in every state that a route may meet. */
const there = {
  batchId: [] as string[], itemId: [] as string[], taskId: [] as string[], replayId: [] as string[], scheduleId: [] as string[], letterId: [] as string[], accountId: [] as string[], keyId: [] as string[],
  type: ['test.sync', 'test.any'], lane: ['high', 'default', 'low'], tenant: [] as string[],
}

beforeAll(async () => {
  call = await gateway.caller('admin')
  const stages = stagesOf(gateway.context)
  for (let n = 0; n < 2; n++) {
    const { id, items: [done = '', failed = '', review = '', works = ''] } = await batchWith(call, 5)
    await stages.publish(done)
    await stages.fail(failed, 'extract')
    await stages.review(review)
    await stages.through(works, 'ocr')
    const uploaded = await call(`batches/${id}/files`, { form: formOf({ 'a.txt': 'a' }) })
    there.batchId.push(id)
    there.itemId.push(done, failed, review, works, uploaded.as<{ accepted: { itemId: string }[] }>().accepted[0]?.itemId as string)
  }
  there.batchId.push((await batchWith(call, 0)).id)
  await gateway.context.books.expenses.insertMany([{
    _id: 'e1', tenantId: call.tenantId, source: { kind: 'import', batchId: there.batchId[0] as string, itemId: 'i' }, postingKey: 'p', version: 1, createdAt: new Date(), revertedAt: null,
    docType: 'receipt', country: 'ES', issueDate: '2026-03-05', description: '=CAFE', vendorId: null, categoryCode: 'MEALS', currency: 'EUR', taxes: [], amount: amountOf('1'), status: 'paid', paid: amountOf('1'), pending: amountOf('0'), lines: [],
  }])
  await announceTestTypes(gateway.context)
  there.tenant.push(call.tenantId)
  there.keyId.push(hashApiKey((await gateway.caller('viewer', call.tenantId)).apiKey).slice(0, 16))
  const own = await belongingsOf(gateway.context, call.tenantId)
  for (const name of ['taskId', 'replayId', 'scheduleId', 'letterId', 'accountId'] as const) there[name].push(own[name])
  const launched = async (): Promise<string> => (await call('/api/tasks', { body: SYNC })).as<{ id: string }>().id
  const [waiting, running] = [await launched(), await launched()]
  await workerOf(gateway).start(running)
  there.taskId.push(waiting, running)
  there.letterId.push(...(await gateway.context.deadLetters.list({ tenantId: call.tenantId, kind: 'item' }, {})).records.map(({ _id }) => _id))
  const { fileId, sha256, size } = await new TaskFiles(gateway.context.store.db).put({ tenantId: call.tenantId, taskId: waiting, epoch: 1 }, Readable.from(['id']), {})
  await gateway.context.taskStore.tasks.collection().updateOne({ _id: own.taskId }, { $set: { state: 'SUCCESS', result: { bytes: size, sha256, file_id: fileId, run: 1, filename: 'a.csv', mime_type: 'text/csv' } } })
  const described = routesOf(gateway.app)
  operations = described.operations
  values = (schema) => valuesOf(schema, described.document)
  check = answerCheck(described.document)
  resolved = (schema = {}) => typeof schema['$ref'] === 'string' ? described.document.components.schemas[schema['$ref'].split('/').at(-1) as string] ?? {} : schema
})

type Sent = { path: string; query: string; headers: Record<string, string>; body?: unknown }

/** Requests that the description allows. */
function valid({ path, parameters, body }: Operation): fc.Arbitrary<Sent> {
  const params = (place: Parameter['in'], of: (parameter: Parameter) => fc.Arbitrary<unknown>) => {
    const own = parameters.filter((parameter) => parameter.in === place)
    return fc.record(Object.fromEntries(own.map((parameter) => [parameter.name, of(parameter)])), { requiredKeys: own.filter((parameter) => parameter.required).map(({ name }) => name) }) as fc.Arbitrary<Record<string, unknown>>
  }
  return fc.record({
    ids: params('path', ({ name }) => fc.constantFrom(...there[name as keyof typeof there], '00000000-0000-7000-8000-000000000000')),
    query: params('query', ({ name, schema }) => name === 'wait' ? fc.constantFrom('0', '1s') : values(schema)),
    headers: params('header', ({ name }) => name === 'idempotency-key' ? fc.constantFrom('k1', 'k2', 'k3') : fc.constantFrom('0', '3')),
    payload: body?.type === 'application/json' ? values(body.schema) : fc.constant(undefined),
  }).map(({ ids, query, headers, payload }) => ({
    path: filled(path, ids), query: new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])).toString(), headers: headers as Record<string, string>, body: payload,
  }))
}

const ODD = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom('', '0', '-1', '1e999', 'null', 'undefined', '[]', '%00', '../..', '$where', '\0', '\ud800', "'; drop", '💥'.repeat(60), 'NaN', '2026-99-99', 'a'.repeat(5_000)))
const FUZZ = fc.oneof(fc.jsonValue({ maxDepth: 3 }), ODD, fc.constantFrom([], {}, null, 0, { rows: [[]] }, { rows: [{ '\0': 1 }] }, { rows: [{ a: '\0' }] }, { rows: null }, { source_type: { $gt: '' } }, { reason: ['x'] }, { mode: 7 }, { codes: [{}] }))

/** Requests of which something is not as it must be, most of the time. */
function invalid({ path, parameters, body }: Operation): fc.Arbitrary<Sent> {
  const names = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name)
  return fc.record({
    ids: fc.record(Object.fromEntries(Object.entries(there).map(([name, ids]) => [name, fc.oneof(ODD, fc.constantFrom(...ids))]))),
    query: fc.array(fc.tuple(fc.oneof(fc.constantFrom(...names, 'unheard-of'), ODD), ODD), { maxLength: 3 }),
    headers: fc.record({ 'idempotency-key': fc.constantFrom('', 'k1', 'x'.repeat(300)), 'last-event-id': fc.constantFrom('-1', 'x', '99999999999999999999'), traceparent: fc.constantFrom('x', '00-0-0-0') }, { requiredKeys: [] }),
    payload: body === undefined ? fc.oneof(fc.constant(undefined), FUZZ) : FUZZ,
  }).map(({ query, headers, payload, ids }) => ({
    path: filled(path, ids), query: query.map(([name, value]) => `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(value.toWellFormed())}`).join('&'), headers, body: payload,
  }))
}

const filled = (path: string, ids: Record<string, unknown>): string => path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(String(ids[name]).toWellFormed()))

const NO_ROUTE: ReadonlySet<string> = new Set(['NOT_FOUND', 'METHOD_NOT_ALLOWED'])

/** What is wrong with the answer to a request; nothing, as it should be. */
async function faultOf({ method, responses, body: takes }: Operation, { path, query, headers, body }: Sent): Promise<string | undefined> {
  const asJson = body !== undefined && (method === 'POST' || method === 'PATCH')
  const answer = await gateway.app.inject({
    method, url: query === '' ? path : `${path}?${query}`,
    headers: { authorization: `Bearer ${call.apiKey}`, ...headers, ...(asJson ? { 'content-type': 'application/json' } : {}) },
    ...(asJson ? { payload: typeof body === 'string' && takes ? body : JSON.stringify(body) } : {}),
  })
  const status = String(answer.statusCode)
  if (answer.statusCode >= 500) return `${status}: ${answer.payload.slice(0, 500)}`
  const type = String(answer.headers['content-type']).split(';')[0] as string
  // Without its id an address leads to another route, or to none.
  if (/\/(\/|$)/.test(path) && NO_ROUTE.has(answer.json<{ code: string }>().code)) return undefined
  const declared = responses[status]?.content?.[type]
  if (!declared) return `${status} ${type} is not described: ${answer.payload.slice(0, 300)}`
  if (!type.endsWith('json')) return undefined
  return check(declared.schema, answer.json())
}

const send = (operation: Operation, query: string, payload?: object) => {
  const path = filled(operation.path, Object.fromEntries(Object.entries(there).map(([name, some]) => [name, some[0]])))
  return gateway.app.inject({ method: operation.method, url: `${path}${query}`, headers: { authorization: `Bearer ${call.apiKey}` }, ...(payload ? { payload } : {}) })
}

describe('what a route does not know', () => {
  /** Of the old API it is in the detail. */
  const isNamed = (text: string, name: string): boolean => (JSON.parse(text) as { detail: string }).detail.includes(name)

  it('is refused by name in every query', async () => {
    const answers = await Promise.all(operations.map(async (operation) => ({ id: operation.operationId, ...await send(operation, '?unheard-of=1', operation.body?.type === 'application/json' ? operation.body.example as object : undefined) })))
    expect(answers.filter(({ statusCode, payload }) => statusCode !== 422 || !isNamed(payload, 'unheard-of')).map(({ id, payload }) => [id, payload])).toEqual([])
  })

  it('is refused by name in every body', async () => {
    const acting = operations.filter(({ method, body }) => method !== 'GET' && body?.type !== 'multipart/form-data')
    const answers = await Promise.all(acting.map(async (operation) => ({ id: operation.operationId, ...await send(operation, '', { ...operation.body?.example as object, unheardOf: 1 }) })))
    expect(answers.filter(({ statusCode, payload }) => statusCode !== 422 || !isNamed(payload, 'unheardOf')).map(({ id, payload }) => [id, payload])).toEqual([])
  })

  it('is a NUL in whatever text a person writes', () => {
    const free = operations.flatMap(({ operationId, body }) => Object.entries((resolved(body?.schema)['properties'] ?? {}) as Record<string, JsonSchema>)
      .filter(([, { type, pattern, enum: choices, format }]) => type === 'string' && [pattern, choices, format].every((limit) => limit === undefined)).map(([name]) => `${operationId} ${name}`))
    expect(free).toEqual([])
  })
})

describe('a list of what lies between two times', () => {
  const both = (): Operation[] => operations.filter(({ parameters }) => ['from', 'to'].every((end) => parameters.some(({ name, in: place }) => place === 'query' && name === end)))
  const answered = (query: string) => Promise.all(both().map(async (operation) => {
    const { statusCode, payload } = await send(operation, query)
    return [operation.operationId, statusCode, (JSON.parse(payload) as { errors?: { field: string }[] }).errors?.map(({ field }) => field)]
  }))

  it('is refused when the second comes first, by name', async () => {
    expect(both().map(({ operationId }) => operationId)).toContain('listTasks')
    expect(await answered('?from=2026-03-02&to=2026-03-01')).toEqual(both().map(({ operationId }) => [operationId, 422, ['query.to']]))
    expect(await answered('?from=2026-03-01&to=2026-03-01')).toEqual(both().map(({ operationId }) => [operationId, 200, undefined]))
  })
})

describe('whatever is sent, no route fails and every answer is as described', () => {
  const routes = [
    'createBatch', 'listBatches', 'getBatch', 'getBatchStatus', 'listItems', 'exportErrors', 'getItem', 'getItemHistory', 'downloadFile', 'getItemText', 'watchBatch', 'listInvoices', 'listExpenses', 'listBankTransactions', 'listVendors', 'listBankAccounts', 'confirmBankAccount', 'createKey', 'listKeys', 'revokeKey',
    'ingestRows', 'uploadFiles', 'retryBatch', 'reprocessBatch', 'promoteBatch', 'retryItem', 'approveItem', 'rejectItem', 'cancelBatch',
    'listTaskTypes', 'getTaskType', 'listTasks', 'getTask', 'watchTask', 'launchTask', 'launchTasks', 'retryTask', 'revokeTask', 'getTaskStats', 'listTaskWorkers',
    'pauseLane', 'resumeLane', 'pauseTaskType', 'resumeTaskType', 'pauseTenant', 'resumeTenant',
    'listSchedules', 'createSchedule', 'getSchedule', 'changeSchedule', 'pauseSchedule', 'resumeSchedule', 'runSchedule', 'nextFirings', 'listFirings', 'removeSchedule',
    'listDeadLetters', 'getDeadLetter', 'retryDeadLetter', 'discardDeadLetter', 'bulkDeadLetters', 'startReplay', 'listReplays', 'getReplay', 'cancelReplay', 'listAudit',
    'getTaskResultFile', 'celeryListTaskTypes', 'celeryLaunchTask', 'celeryGetTask', 'celeryRevokeTask', 'celeryGetStats',
  ]
  /** It has no end: tasks/watch.int.test.ts watches it. */
  const ENDLESS = ['watchTasks']

  it('on every route that there is', () => {
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual([...routes, ...ENDLESS].sort())
  })

  it.each(routes)('%s', async (id) => {
    const operation = operations.find(({ operationId }) => operationId === id) as Operation
    const isStream = id === 'watchBatch' || id === 'watchTask'
    const runs = isStream ? 4 : RUNS
    // A stream of what still moves has no end to wait for.
    const ends = (sent: Sent): boolean => !isStream || ![...there.batchId, ...there.taskId].some((one) => sent.path.includes(one))
    for (const sent of [valid(operation), invalid(operation)]) {
      await fc.assert(fc.asyncProperty(sent.filter(ends), async (one) => { expect(await faultOf(operation, one)).toBeUndefined() }), { numRuns: runs })
    }
  })
})
