import { beforeAll, describe, expect, it } from 'vitest'
import { PLATFORM_TENANT } from '@chasqui/contracts'
import type { DeadLetter } from '@chasqui/mongo'
import { waitFor } from '@chasqui/testkit'
import { processMetrics } from '@chasqui/telemetry'
import { batchWith, formOf, withGateway, type Caller } from '../test-gateway.ts'
import { stagesOf } from '../test-items.ts'
import { announceTestTypes, SYNC } from '../test-tasks.ts'

const gateway = withGateway()
let call: Caller
let admin: Caller
beforeAll(async () => {
  await announceTestTypes(gateway.context)
  call = await gateway.caller()
  admin = await gateway.caller('admin', call.tenantId)
})

type Letter = { id: string; code: string; resolved: { how: string; as: string | null; reason: string | null } | null; payload: unknown }
type Problem = { code: string; errors?: { field: string }[] }
let letters = 0
const letter = async (over: Partial<DeadLetter> = {}, tenantId = call.tenantId): Promise<string> => {
  const _id = over._id ?? `letter-${++letters}`
  await gateway.context.deadLetters.write({
    kind: 'task', service: 'test', stage: 'test.sync', type: 'test.sync', taskId: 'old', tenantId, errorCode: 'BROKEN', errorMessage: 'it broke', attempts: [], payload: SYNC.params, subject: 'tasks', msgSeq: 0, deliveries: 1, ...over, _id,
  })
  return _id
}
const act = (id: string, what: string, body?: object, by = call) => by(`/api/dead-letters/${encodeURIComponent(id)}/${what}`, { method: 'POST', ...(body ? { body } : {}) })
const show = async (id: string): Promise<Letter> => (await call(`/api/dead-letters/${encodeURIComponent(id)}`)).as<Letter>()

describe('the list', () => {
  it('shows open ones, newest first, by what they are, in pages', async () => {
    const own = await gateway.caller()
    const ids: string[] = []
    for (const code of ['A', 'B', 'A']) ids.push(await letter({ errorCode: code }, own.tenantId))
    const list = async (query = '') => (await own(`/api/dead-letters?${query}`)).as<{ items: Letter[]; next_cursor: string | null }>()
    expect(new Set((await list()).items.map(({ id }) => id))).toEqual(new Set(ids))
    expect((await list('code=A')).items).toHaveLength(2)
    expect((await list('kind=item')).items).toEqual([])
    const { records } = await gateway.context.deadLetters.list({ tenantId: own.tenantId }, {})
    expect(records.filter((record) => ['payload', 'attempts', 'stack'].some((name) => name in record))).toEqual([])
    expect((await list('stage=test.sync&service=test')).items).toHaveLength(3)
    const first = await list('limit=2')
    const rest = await list(`limit=2&cursor=${first.next_cursor}`)
    expect([...first.items, ...rest.items].map(({ id }) => id).sort()).toEqual([...ids].sort())
    expect(rest.next_cursor).toBeNull()
    await own(`/api/dead-letters/${ids[0]}/discard`, { body: { reason: 'old' } })
    expect((await list()).items).toHaveLength(2)
    expect((await list('is=resolved')).items).toMatchObject([{ id: ids[0], resolved: { how: 'discarded', reason: 'old' } }])
    expect((await own('/api/dead-letters?cursor=x')).code).toBe('CURSOR_INVALID')
  })
})

describe('the letter of a task', () => {
  it('retried is a new task, once, whoever asks at once', async () => {
    const id = await letter()
    const answers = await Promise.all([act(id, 'retry'), act(id, 'retry'), act(id, 'retry')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    const well = answers.find(({ status }) => status === 200)
    const as = well?.as<Letter>().resolved?.as as string
    expect(well?.headers['location']).toBe(`/api/tasks/${as}`)
    expect((await call(`/api/tasks/${as}`)).as()).toMatchObject({ retry_of: 'old', params: { ...SYNC.params, months: 1 }, state: 'PENDING' })
    expect(await gateway.context.taskStore.tasks.collection().countDocuments({ tenantId: call.tenantId, retryOf: 'old' })).toBe(1)
    expect((await act(id, 'discard', { reason: 'x' })).code).toBe('DEAD_LETTER_RESOLVED')
  })

  it('edited must fit the schema of its type; what does not is 422 by name, and nothing is done', async () => {
    const id = await letter()
    const refused = await act(id, 'retry', { payload: { months: 99, colour: 1 } })
    expect([refused.status, (refused.as<Problem>().errors ?? []).map(({ field }) => field).sort()]).toEqual([422, ['payload.colour', 'payload.company_id', 'payload.months']])
    expect((await act(id, 'retry', { payload: [] })).status).toBe(422)
    expect((await show(id)).resolved).toBeNull()
    const { resolved } = (await act(id, 'retry', { payload: { ...SYNC.params, months: 9 } })).as<Letter>()
    expect((await call(`/api/tasks/${resolved?.as}`)).as()).toMatchObject({ params: { months: 9 } })
    const [row] = await gateway.context.audit.list({ tenantId: call.tenantId, targetId: id }, { limit: 1 })
    expect(row).toMatchObject({ action: 'dead_letter.retry', by: 'key of a operator', after: { as: resolved?.as } })
  })

  it('is retried by those only who may launch its type', async () => {
    const id = await letter({ type: 'test.purge', stage: 'test.purge', payload: {} })
    for (const body of [undefined, { payload: {} }]) expect(await act(id, 'retry', body)).toMatchObject({ status: 403, code: 'FORBIDDEN' })
    const ofPlatform = await letter({ type: 'test.everywhere', stage: 'test.everywhere', payload: {} })
    expect(await act(ofPlatform, 'retry', undefined, admin)).toMatchObject({ status: 403, code: 'TASK_PLATFORM_ONLY' })
    expect(await gateway.context.taskStore.tasks.collection().countDocuments({ tenantId: call.tenantId, type: { $in: ['test.purge', 'test.everywhere'] } })).toBe(0)
    expect((await act(id, 'retry', undefined, admin)).status).toBe(200)
  })

  it('of a type that nobody announced is refused', async () => {
    expect((await act(await letter({ type: 'no.such', stage: 'no.such' }), 'retry')).code).toBe('DEAD_LETTER_TYPE_UNKNOWN')
  })
})

describe('the letter of an item', () => {
  const failed = async (): Promise<{ itemId: string; id: string }> => {
    const { items: [itemId = ''] } = await batchWith(call, 1)
    await stagesOf(gateway.context).fail(itemId, 'extract')
    return { itemId, id: `${itemId}:extract:0` }
  }

  it('retried goes on at the step that failed', async () => {
    const { itemId, id } = await failed()
    expect((await act(id, 'retry')).as<Letter>().resolved?.how).toBe('requeued')
    const [item] = await gateway.context.items.findMany([itemId])
    expect(item).toMatchObject({ status: 'classified', run: 1, waiting: true })
  })

  it('edited begins anew with the other row', async () => {
    const { itemId, id } = await failed()
    expect((await act(id, 'retry', { payload: { numero: 'F001-9' } })).status).toBe(200)
    expect(await processMetrics().text()).toContain(`imports_field_corrections_total{service="gateway",tenant_id="${call.tenantId}",field="numero"} 1`)
    const [item] = await gateway.context.items.findMany([itemId])
    expect(item).toMatchObject({ status: 'pending', run: 1, row: { numero: 'F001-9' } })
  })

  it('is stale when the item has moved on', async () => {
    const { itemId, id } = await failed()
    await call(`items/${itemId}/reject`, { body: { reason: 'x' } })
    expect((await act(id, 'retry')).code).toBe('DEAD_LETTER_RESOLVED')
    const again = await failed()
    await gateway.context.items.collection().updateOne({ _id: again.itemId }, { $set: { status: 'rejected' } })
    expect((await act(again.id, 'retry')).code).toBe('DEAD_LETTER_STALE')
  })
})

describe('the letter of a message that nobody could read', () => {
  it('is published anew under an id of its own when the edited body fits its stage', async () => {
    const { id: batchId, items: [itemId = ''] } = await batchWith(call, 1)
    const subject = `imports.received.${call.tenantId}.${batchId}.${itemId}`
    const id = await letter({ _id: 'IMPORTS:1:preprocess', kind: 'message', stage: 'preprocess', subject, payload: '{"oops"', errorCode: 'MESSAGE_UNREADABLE' })
    expect((await act(id, 'retry')).status).toBe(422)
    const body = { tenantId: call.tenantId, batchId, itemId, run: 0, sourceType: 'invoices' }
    const foreign = await act(id, 'retry', { payload: { ...body, tenantId: 'somebody' } })
    expect([foreign.status, foreign.as<Problem>().errors?.[0]?.field]).toEqual([422, 'payload.tenantId'])
    const { resolved } = (await act(id, 'retry', { payload: body })).as<Letter>()
    const said = await waitFor(() => gateway.context.bus.jsm.streams.getMessage('IMPORTS', { last_by_subj: subject }), { what: 'the message' })
    expect([said.json(), said.header.get('ce-id'), said.header.get('Nats-Msg-Id')]).toEqual([body, resolved?.as, resolved?.as])
  })

  it('of a task has nothing to edit: its record hands it over', async () => {
    const id = await letter({ _id: 'TASKS:1:test_low', kind: 'message', subject: `tasks.low.test.sync.${call.tenantId}.x`, payload: '{}' })
    expect((await act(id, 'retry', { payload: {} })).code).toBe('DEAD_LETTER_NOT_EDITABLE')
  })
})

describe('many at once', () => {
  it('is a task with the filter, of one\'s own tenant: another one in it would be taken for none', async () => {
    const answer = await call('/api/dead-letters/bulk', { body: { action: 'discard', filter: { code: 'BROKEN' }, reason: 'old', rate_per_second: 5 } })
    const task = answer.as<{ id: string }>()
    expect([answer.status, answer.headers['location'], task]).toMatchObject([202, `/api/tasks/${task.id}`, { type: 'dead_letters.bulk', tenant_id: call.tenantId, params: { action: 'discard', filter: { code: 'BROKEN' }, rate_per_second: 5 } }])
    const foreign = await call('/api/dead-letters/bulk', { body: { action: 'discard', filter: { code: 'BROKEN', tenant: 'somebody' }, reason: 'old' } })
    expect([foreign.status, foreign.as()]).toMatchObject([422, { errors: [{ field: 'filter.tenant' }] }])
    expect((await call('/api/dead-letters/bulk', { body: { action: 'burn', filter: {}, reason: 'x' } })).status).toBe(422)
  })
})

const REPLAY = { from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z', reason: 'mended', dry_run: true }

describe('replays', () => {
  it('of a tenant are of what is its own; of the platform, of everything', async () => {
    const subject = `imports.classified.${call.tenantId}.>`
    const answer = await admin('/api/replays', { body: { ...REPLAY, subject } })
    const { id } = answer.as<{ id: string }>()
    expect([answer.status, answer.headers['location'], answer.as()]).toMatchObject([202, `/api/replays/${id}`, { type: 'replays.run', params: { subject, dry_run: true } }])
    expect((await admin('/api/replays')).as()).toMatchObject({ items: [{ id }] })
    for (const foreign of ['imports.classified.>', 'imports.classified.*.>', 'imports.classified.somebody.>']) expect((await admin('/api/replays', { body: { ...REPLAY, subject: foreign } })).code).toBe('REPLAY_FOREIGN')
    const refused = async (over: object) => (await admin('/api/replays', { body: { ...REPLAY, subject, ...over } })).as<Problem>().errors?.map(({ field }) => field)
    expect(await refused({ subject: 'dead.x' })).toEqual(['subject'])
    expect(await refused({ to: REPLAY.from })).toEqual(['to'])
    expect((await call('/api/replays', { body: { ...REPLAY, subject } })).status).toBe(403)
    const platform = await gateway.caller('admin', PLATFORM_TENANT)
    expect((await platform('/api/replays', { body: { ...REPLAY, subject: 'imports.classified.>' } })).status).toBe(202)
    expect((await admin(`/api/replays/${id}`, { method: 'DELETE' })).as()).toMatchObject({ state: 'REVOKED' })
    const audit = (await admin(`/api/audit?target=${id}`)).as<{ items: { action: string; reason: string | null }[] }>().items
    expect(audit.map(({ action }) => action)).toEqual(['replay.cancel', 'replay.start'])
  })
})

describe('what the faces of their own refuse', () => {
  const foreign = { ...REPLAY, subject: 'imports.classified.*.>' }
  const launch = (type: string, params: object) => admin('/api/tasks', { body: { type, params } })

  it('is refused whatever launches the task', async () => {
    expect(await launch('replays.run', foreign)).toMatchObject({ status: 403, code: 'REPLAY_FOREIGN' })
    expect((await launch('replays.run', { ...foreign, subject: 'dead.x' })).as<Problem>().errors).toMatchObject([{ field: 'params.subject' }])
    expect((await launch('dead_letters.bulk', { action: 'discard', filter: { code: 'a\0' }, rate_per_second: 1, reason: ' ' })).as<Problem>().errors).toMatchObject([{ field: 'params.reason' }, { field: 'params.filter.code' }])
    expect((await admin('/api/tasks/bulk', { body: { tasks: [{ type: 'replays.run', params: foreign }] } })).as()).toMatchObject({ answers: [{ status: 403, error: { code: 'REPLAY_FOREIGN' } }] })
    expect((await admin('/api/schedules', { body: { description: 'd', type: 'replays.run', params: foreign, cron: '0 0 * * *', zone: 'UTC' } })).code).toBe('REPLAY_FOREIGN')
    expect(await admin('/api/celery/tasks/launch', { body: { task_type: 'replays.run', params: foreign } })).toMatchObject({ status: 403 })
    const id = await letter({ type: 'replays.run', stage: 'replays.run', payload: foreign })
    expect((await act(id, 'retry', undefined, admin)).as<Problem>().errors).toMatchObject([{ field: 'payload.subject' }])
    const types = ['replays.run', 'dead_letters.bulk']
    expect(await gateway.context.taskStore.tasks.collection().countDocuments({ tenantId: admin.tenantId, type: { $in: types }, 'params.reason': { $in: [' ', REPLAY.reason] }, 'params.subject': { $ne: `imports.classified.${call.tenantId}.>` } })).toBe(0)
  })
})

describe('the audit', () => {
  it('has the deeds on imports too', async () => {
    const { id, items: [itemId = ''] } = await batchWith(call, 1)
    await call(`items/${itemId}/reject`, { body: { reason: 'not ours' } })
    await call(`batches/${id}/cancel`, { method: 'POST' })
    const list = async (query: string) => (await call(`/api/audit?${query}`)).as<{ items: object[] }>().items
    expect(await list(`target=${itemId}`)).toMatchObject([{ action: 'item.reject', reason: 'not ours', before: { status: 'pending' }, after: { status: 'rejected' }, by: 'key of a operator' }])
    expect(await list(`target=${id}&action=batch.cancel`)).toMatchObject([{ target: { kind: 'batch', id } }])
    expect(await list('by=nobody')).toEqual([])
    await call(`batches/${(await batchWith(call, 2)).id}/files`, { form: formOf({ 'a.txt': 'a', 'b.exe': 'b' }) })
    expect((await list('')).slice(0, 3)).toMatchObject([{ action: 'batch.upload', after: { accepted: 2, rejected: 0 } }, { action: 'batch.ingest', after: { rows: 2 } }, { action: 'batch.create', after: { source_type: 'invoices', origin: 'api' } }])
    expect((await call('/api/audit?action=no.such')).status).toBe(422)
  })
})
