import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { cronSubjectOf, PLATFORM_TENANT } from '@chasqui/contracts'
import { waitFor } from '@chasqui/testkit'
import { dyingAt } from '../request/test-dying.ts'
import { withGateway, type Caller } from '../test-gateway.ts'
import { announceTestTypes, SYNC } from '../test-tasks.ts'

const gateway = withGateway()
let admin: Caller
let operator: Caller
let platform: Caller
beforeAll(async () => {
  await announceTestTypes(gateway.context)
  admin = await gateway.caller('admin')
  operator = await gateway.caller('operator', admin.tenantId)
  platform = await gateway.caller('admin', PLATFORM_TENANT)
})

type Schedule = { id: string; version: number; enabled: boolean; next_at: string | null; cron: string }
type Problem = { errors: { field: string; message: string }[] }
const NIGHTLY = { description: 'Every night', ...SYNC, cron: '30 0 * * *', zone: 'America/Santiago' }
const create = async (over: object = {}, by = admin): Promise<Schedule> => (await by('/api/schedules', { body: { ...NIGHTLY, ...over } })).as<Schedule>()

describe('creating a schedule', () => {
  it('answers 201 with its address and when it fires', async () => {
    const answer = await admin('/api/schedules', { body: NIGHTLY })
    const schedule = answer.as<Schedule>()
    expect([answer.status, answer.headers['location']]).toEqual([201, `/api/schedules/${schedule.id}`])
    expect(schedule).toMatchObject({ enabled: true, misfire: 'latest', overlap: 'skip', version: 0, declared_by: null })
    expect(Date.parse(schedule.next_at ?? '')).toBeGreaterThan(Date.now())
  })

  it.each<[object, string, string]>([
    [{ cron: '0 0 30 2 *' }, 'cron', 'never fires'], [{ cron: '0 25 * * *' }, 'cron', 'hour'], [{ cron: '@daily' }, 'cron', 'five fields'], [{ zone: 'Mars/Olympus' }, 'zone', 'no time zone'],
    [{ params: {} }, 'params.company_id', 'is required'], [{ params: { ...SYNC.params, colour: 1 } }, 'params.colour', 'not a parameter'], [{ id: 'mine' }, 'id', 'those who run'],
  ])('with %j is 422 that says why, and nothing is written', async (over, field, why) => {
    const before = await gateway.context.taskStore.schedules.list(admin.tenantId, { limit: 200 })
    const answer = await admin('/api/schedules', { body: { ...NIGHTLY, ...over } })
    expect(answer.status).toBe(422)
    expect(answer.as<Problem>().errors[0]).toMatchObject({ field, message: expect.stringContaining(why) as string })
    expect(await gateway.context.taskStore.schedules.list(admin.tenantId, { limit: 200 })).toEqual(before)
  })

  it('with an id is for the platform, once', async () => {
    expect((await platform('/api/schedules', { body: { ...NIGHTLY, id: 'nightly' } })).status).toBe(201)
    const again = await platform('/api/schedules', { body: { ...NIGHTLY, id: 'nightly' } })
    expect([again.status, again.code]).toEqual([409, 'SCHEDULE_EXISTS'])
  })

  it('is done once for each key', async () => {
    const headers = { 'idempotency-key': 's1' }
    const [first, again] = [await admin('/api/schedules', { body: NIGHTLY, headers }), await admin('/api/schedules', { body: NIGHTLY, headers })]
    expect(again.as<Schedule>().id).toBe(first.as<Schedule>().id)
  })

  it('that was refused leaves its key to the right request', async () => {
    const headers = { 'idempotency-key': 's2' }
    expect((await admin('/api/schedules', { body: { ...NIGHTLY, cron: '0 0 30 2 *' }, headers })).status).toBe(422)
    expect((await admin('/api/schedules', { body: NIGHTLY, headers })).status).toBe(201)
  })

  it.each([['of a tenant', {}], ['with a chosen id', { id: 'chosen.once' }]])('%s is finished when its first attempt died half-way', async (_of, over) => {
    const by = 'id' in over ? platform : admin
    const ask = () => by('/api/schedules', { body: { ...NIGHTLY, ...over }, headers: { 'idempotency-key': `s3${_of}` } })
    const before = await gateway.context.taskStore.schedules.list(by.tenantId, { limit: 200 })
    await dyingAt(gateway.context, gateway.context.keys, 'answer', ask)
    const again = await ask()
    const after = await gateway.context.taskStore.schedules.list(by.tenantId, { limit: 200 })
    expect([again.status, after.length - before.length, after.map(({ _id }) => _id)]).toEqual([201, 1, expect.arrayContaining([again.as<Schedule>().id])])
  })
})

describe('changing a schedule', () => {
  it('needs the version that was read: who was slower gets 409 and changes nothing', async () => {
    const { id } = await create()
    const patch = (body: object) => admin(`/api/schedules/${id}`, { method: 'PATCH', body })
    expect((await patch({ version: 0, cron: '0 4 * * *' })).as()).toMatchObject({ version: 1, cron: '0 4 * * *' })
    const late = await patch({ version: 0, cron: '0 5 * * *' })
    expect([late.status, late.code]).toEqual([409, 'SCHEDULE_CHANGED'])
    expect((await patch({ version: 1, cron: '0 0 31 4 *' })).status).toBe(422)
    expect((await admin(`/api/schedules/${id}`)).as()).toMatchObject({ version: 1, cron: '0 4 * * *' })
    const rows = await gateway.context.audit.list({ tenantId: admin.tenantId, targetId: id }, { limit: 10 })
    expect(rows[0]).toMatchObject({ action: 'schedule.change', before: { cron: '30 0 * * *' }, after: { cron: '0 4 * * *' } })
  })

  it('pausing and resuming: what lies in the pause is not made up for', async () => {
    const { id } = await create()
    const before = await gateway.context.taskStore.schedules.find(undefined, id)
    expect((await admin(`/api/schedules/${id}/pause`, { body: { reason: 'holidays' } })).as()).toMatchObject({ enabled: false, next_at: null })
    expect((await admin(`/api/schedules/${id}/resume`, { method: 'POST' })).as()).toMatchObject({ enabled: true })
    const after = await gateway.context.taskStore.schedules.find(undefined, id)
    expect(after?.firedUpTo.getTime()).toBeGreaterThan(before?.firedUpTo.getTime() ?? Infinity)
  })

  it('pausing, by many at once and while it is changed: nobody is told that he was slower', async () => {
    const { id } = await create()
    const pausing = Array.from({ length: 8 }, (_, n) => admin(`/api/schedules/${id}/${n % 2 === 0 ? 'pause' : 'resume'}`, { method: 'POST' }))
    expect((await Promise.all(pausing)).map(({ status }) => status)).toEqual(pausing.map(() => 200))
  })

  it('a change that changes nothing makes no new version and no note', async () => {
    const { id, version } = await create()
    expect((await admin(`/api/schedules/${id}`, { method: 'PATCH', body: { version } })).as()).toMatchObject({ version })
    expect((await admin(`/api/audit?target=${id}`)).as<{ items: { action: string }[] }>().items.map(({ action }) => action)).toEqual(['schedule.create'])
  })

  it('a declared one cannot be removed, one that a person made can', async () => {
    await gateway.context.taskStore.schedules.declare('test', [{ ...NIGHTLY, id: 'declared.one' }])
    const refused = await platform('/api/schedules/declared.one', { method: 'DELETE' })
    expect([refused.status, refused.code]).toEqual([409, 'SCHEDULE_DECLARED'])
    const { id } = await create()
    expect((await admin(`/api/schedules/${id}`, { method: 'DELETE' })).status).toBe(200)
    expect((await admin(`/api/schedules/${id}`)).code).toBe('SCHEDULE_NOT_FOUND')
  })

  it('one that several remove at once is removed by one; to the others it is not there', async () => {
    const { id } = await create()
    const answers = await Promise.all(Array.from({ length: 8 }, () => admin(`/api/schedules/${id}`, { method: 'DELETE' })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 404)])
  })
})

describe('looking at a schedule', () => {
  it('tells the next ten times in its zone, over the change of its clocks', async () => {
    const { id } = await create()
    const next = (await admin(`/api/schedules/${id}/next?after=2026-09-04T12:00:00Z`)).as<{ items: { at: string; local: string }[] }>().items
    expect(next).toHaveLength(10)
    expect(next.slice(0, 3)).toEqual([
      { at: '2026-09-05T04:30:00.000Z', local: '2026-09-05T00:30:00-04:00' }, { at: '2026-09-06T04:00:00.000Z', local: '2026-09-06T01:00:00-03:00' }, { at: '2026-09-07T03:30:00.000Z', local: '2026-09-07T00:30:00-03:00' },
    ])
  })

  it('run now: a task that is linked to it, also when it is paused, and a firing in its history', async () => {
    const { id } = await create({ enabled: false })
    const answer = await operator(`/api/schedules/${id}/run`, { method: 'POST' })
    const task = answer.as<{ id: string }>()
    expect([answer.status, answer.headers['location'], task]).toMatchObject([202, `/api/tasks/${task.id}`, { schedule_id: id, state: 'PENDING', params: { months: 1 } }])
    expect((await operator(`/api/schedules/${id}/firings`)).as()).toMatchObject({ items: [{ task_id: task.id, outcome: 'launched', is_manual: true, by: 'key of a operator' }], next_cursor: null })
    expect((await operator(`/api/tasks?schedule=${id}`)).as()).toMatchObject({ items: [{ id: task.id }] })
    const stated = await waitFor(() => gateway.context.bus.jsm.streams.getMessage('CRON', { last_by_subj: cronSubjectOf(id) }), { what: 'the message' })
    expect([stated.json(), stated.header.get('ce-type')]).toMatchObject([{ scheduleId: id, taskId: task.id, outcome: 'launched' }, 'chasqui.cron.fired.v1'])
  })

  it('run now, by many in the same millisecond: each has its task and its row', async () => {
    const { id } = await create()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    onTestFinished(() => { vi.useRealTimers() })
    const answers = await Promise.all(Array.from({ length: 30 }, () => operator(`/api/schedules/${id}/run`, { method: 'POST' })))
    const tasks = answers.map((answer) => answer.as<{ id: string }>().id)
    expect(new Set(tasks).size).toBe(30)
    const { items } = (await operator(`/api/schedules/${id}/firings?limit=50`)).as<{ items: { task_id: string }[] }>()
    expect(items.map((firing) => firing.task_id).sort()).toEqual(tasks.sort())
  })

  it('run now, half-way when the process died, fires once: one task, one row, one message', async () => {
    const { id } = await create()
    const run = () => operator(`/api/schedules/${id}/run`, { body: { reason: 'at once' }, headers: { 'idempotency-key': `run-${id}` } })
    await dyingAt(gateway.context, gateway.context.taskStore.schedules, 'settleFiring', run)
    expect((await operator(`/api/schedules/${id}/firings`)).as()).toMatchObject({ items: [{ outcome: null }] })
    const task = (await run()).as<{ id: string }>()
    expect((await operator(`/api/schedules/${id}/firings`)).as()).toMatchObject({ items: [{ task_id: task.id, outcome: 'launched' }] })
    expect((await operator(`/api/tasks?schedule=${id}`)).as<{ items: object[] }>().items).toHaveLength(1)
    expect((await gateway.context.bus.jsm.streams.info('CRON', { subjects_filter: cronSubjectOf(id) })).state.subjects).toEqual({ [cronSubjectOf(id)]: 1 })
  })
})
