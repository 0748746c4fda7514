import { beforeAll, describe, expect, it } from 'vitest'
import { waitFor } from '@chasqui/testkit'
import { buryTask } from '@chasqui/worker'
import { withGateway, type Answer, type Caller } from '../test-gateway.ts'
import { announceTestTypes, workerOf } from '../test-tasks.ts'

const gateway = withGateway()
let call: Caller
const worker = workerOf(gateway)
beforeAll(async () => {
  await announceTestTypes(gateway.context)
  call = await gateway.caller('admin')
})

const PASSWORD = 'hunter2-of-the-company'
const LOGIN = { user: 'ana', password: PASSWORD }
const SHOWN = { user: 'ana', password: '[redacted]' }
const SECRET = { type: 'test.secret', params: { login: LOGIN } }

/** What a client was answered, in full, with nothing secret in it. */
async function unsuspicious(answering: Promise<Answer>): Promise<Answer> {
  const answer = await answering
  expect([answer.status < 300, answer.text.includes(PASSWORD)]).toEqual([true, false])
  return answer
}
const launched = async (): Promise<string> => (await unsuspicious(call('/api/tasks', { body: SECRET }))).as<{ id: string }>().id
const failed = async (taskId: string): Promise<void> => {
  await worker.start(taskId)
  await buryTask(gateway.context, await worker.fail(taskId))
}
const kept = async (taskId: string) => (await worker.read(taskId)).params

describe('a parameter that a type marks as a secret', () => {
  it('is masked wherever a task is shown, and kept for its run', async () => {
    const id = await launched()
    expect((await unsuspicious(call(`/api/tasks/${id}`))).as()).toMatchObject({ params: { login: SHOWN } })
    expect(await kept(id)).toEqual({ login: LOGIN })
    await unsuspicious(call('/api/tasks'))
    await unsuspicious(call('/api/tasks/bulk', { body: { tasks: [SECRET] } }))
    await unsuspicious(call('/api/celery/tasks/launch', { body: { task_type: SECRET.type, params: SECRET.params } }))
    await worker.start(id)
    await waitFor(async () => (await unsuspicious(call('/api/celery/stats'))).text.includes('[redacted]'))
    await unsuspicious(call(`/api/celery/tasks/${id}`))
    await unsuspicious(call(`/api/tasks/${id}`, { method: 'DELETE' }))
  })

  it('comes back as its mask with a retry, and stands for what is kept', async () => {
    const id = await launched()
    await failed(id)
    const again = (await unsuspicious(call(`/api/tasks/${id}/retry`, { body: { params: { note: 'changed', login: SHOWN } } }))).as<{ id: string }>()
    expect(await kept(again.id)).toEqual({ note: 'changed', login: LOGIN })
  })

  it('is masked in a dead letter, which is tried again with it', async () => {
    const id = await launched()
    await failed(id)
    const letter = `/api/dead-letters/task:${id}`
    expect((await unsuspicious(call(letter))).as()).toMatchObject({ payload: { login: SHOWN } })
    await unsuspicious(call('/api/dead-letters'))
    const { resolved } = (await unsuspicious(call(`${letter}/retry`, { body: { payload: { note: 'mended', login: SHOWN } } }))).as<{ resolved: { as: string } }>()
    expect(await kept(resolved.as)).toEqual({ note: 'mended', login: LOGIN })
    const other = await launched()
    await failed(other)
    await unsuspicious(call(`/api/dead-letters/task:${other}/discard`, { body: { reason: 'r' } }))
  })

  it('is masked in a schedule, which launches with it after a change that sent the mask', async () => {
    const made = (await unsuspicious(call('/api/schedules', { body: { ...SECRET, description: 'd', cron: '0 3 * * *', zone: 'UTC' } }))).as<{ id: string }>()
    const address = `/api/schedules/${made.id}`
    expect((await unsuspicious(call(address))).as()).toMatchObject({ params: { login: SHOWN } })
    await unsuspicious(call('/api/schedules'))
    await unsuspicious(call(address, { method: 'PATCH', body: { version: 0, params: { note: 'changed', login: SHOWN } } }))
    await unsuspicious(call(`${address}/pause`, { method: 'POST' }))
    const { id } = (await unsuspicious(call(`${address}/run`, { method: 'POST' }))).as<{ id: string }>()
    expect(await kept(id)).toEqual({ note: 'changed', login: LOGIN })
    await unsuspicious(call(address, { method: 'DELETE' }))
  })

  it('is in no row of the audit, on no way of writing one', async () => {
    const rows = (await unsuspicious(call('/api/audit?limit=200'))).as<{ items: { action: string }[] }>().items
    expect(new Set(rows.map(({ action }) => action))).toEqual(new Set(['task.launch', 'task.revoke', 'task.retry', 'dead_letter.retry', 'dead_letter.discard', 'schedule.create', 'schedule.change', 'schedule.pause', 'schedule.run', 'schedule.remove']))
    expect(JSON.stringify(await gateway.context.audit.list({ tenantId: call.tenantId }, { limit: 200 }))).not.toContain(PASSWORD)
  })
})
