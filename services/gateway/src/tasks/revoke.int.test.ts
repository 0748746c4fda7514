import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { PLATFORM_TENANT } from '@chasqui/contracts'
import { waitFor } from '@chasqui/testkit'
import type { Caller } from '../test-gateway.ts'
import { SYNC, withTaskGateway } from '../test-tasks.ts'
import type { TaskSummary, TaskView } from './task-view.ts'

const { gateway, worker, call, admin, platform, launch, get } = withTaskGateway()

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
    await gateway.context.taskStore.waiting.release([id], 'test')
    const { released: release, tenantId } = await worker.read(id)
    await revoke(id)
    const [claimed] = await gateway.context.taskStore.claims.claim([{ tenantId, taskId: id, release }], { owner: 'o', worker: 'w', leaseUntil: new Date(Date.now() + 1_000) })
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
    await gateway.context.taskStore.claims.passNoReturn(id, epoch)
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

  it.each<[string, () => Caller, () => string]>([
    ['of a type', () => admin, () => 'types/test.sync'], ['of a lane', () => admin, () => 'lanes/low'], ['of a tenant by the platform', () => platform, () => `tenants/${call.tenantId}`],
  ])('%s are said with each task that waits under them, and with no other', async (_what, by, path) => {
    const stranger = await gateway.caller()
    const { id: waiting, note } = await launch()
    expect(note).toBeNull()
    const { id: running } = await launch()
    await worker.start(running)
    await by()(`/api/tasks/${path()}/pause`, { body: { reason: 'closing the year' } })
    const { answers: [inBulk] } = (await call('/api/tasks/bulk', { body: { tasks: [SYNC] } })).as<{ answers: { note: string | null }[] }>()
    for (const said of [(await get(waiting)).note, (await launch()).note, inBulk?.note]) expect(said).toMatch(/ is paused: closing the year$/)
    expect([(await get(running)).note, (await launch(SYNC, stranger)).note]).toEqual([null, null])
    await by()(`/api/tasks/${path()}/resume`, { method: 'POST' })
    expect((await get(waiting)).note).toBeNull()
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
    const rows = await gateway.context.audit.list({ tenantId: own.tenantId }, { limit: 10 })
    expect(rows.map(({ action, target }) => `${action} ${target.kind} ${target.id}`)).toEqual(['task.pause lane high', `task.revoke task ${id}`, `task.launch task ${id}`])
    expect(rows[1]).toMatchObject({ by: 'key of a admin', before: { state: 'PENDING' }, after: { state: 'REVOKED', terminate: false } })
  })
})

describe('an id', () => {
  it('of nobody is refused on every way to act on it', async () => {
    const nobody = uuidv7()
    for (const [path, method] of [[`/api/tasks/${nobody}`, 'DELETE'], [`/api/tasks/${nobody}/retry`, 'POST'], [`/api/tasks/${nobody}/events`, 'GET']] as const) expect((await call(path, { method })).code).toBe('TASK_NOT_FOUND')
  })
})
