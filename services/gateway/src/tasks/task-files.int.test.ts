import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { beforeAll, describe, expect, it } from 'vitest'
import { PLATFORM_TENANT } from '@chasqui/contracts'
import { TaskFiles } from '@chasqui/files'
import { openTaskStore, type TaskStore } from '@chasqui/mongo/tasks'
import { withGateway, type Caller } from '../test-gateway.ts'

const gateway = withGateway()
let owner: Caller
let store: TaskStore
let files: TaskFiles

const CONTENT = 'id,total\r\ni1,448.40\r\n'

beforeAll(async () => {
  owner = await gateway.caller('viewer')
  store = openTaskStore(gateway.context.store.db)
  files = new TaskFiles(gateway.context.store.db)
  await files.ensureIndexes()
})

let made = 0
/** A task of the tenant that ended with a file. */
async function taskWithFile(tenantId: string, state = 'SUCCESS'): Promise<string> {
  const taskId = `task-${++made}`
  await store.tasks.insert({ _id: taskId, tenantId, type: 'books.export', queue: 'books_low', lane: 'low', params: {}, maxAttempts: 1, createdBy: 't' })
  const { fileId, sha256, size } = await files.put({ tenantId, taskId, epoch: 3 }, Readable.from([CONTENT]), { filename: 'invoices.csv' })
  const result = { rows: 1, bytes: size, sha256, file_id: fileId, run: 3, filename: 'invoices "2026".csv', mime_type: 'text/csv; charset=utf-8', link: `/api/tasks/${taskId}/result-file` }
  await store.tasks.collection().updateOne({ _id: taskId }, { $set: { state: state as 'SUCCESS', result } })
  return taskId
}

describe('the file of a task', () => {
  it('is what the result says, byte for byte, under its name', async () => {
    const answer = await owner(`/api/tasks/${await taskWithFile(owner.tenantId)}/result-file`)
    expect(answer).toMatchObject({ status: 200, text: CONTENT })
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8', 'content-length': String(CONTENT.length), 'content-disposition': 'attachment; filename="invoices \\"2026\\".csv"', 'x-content-type-options': 'nosniff',
      'etag': `"${createHash('sha256').update(CONTENT).digest('hex')}"`, 'cache-control': 'no-store',
    })
  })

  it('of another tenant is not found; the platform finds it', async () => {
    const taskId = await taskWithFile(owner.tenantId)
    const [stranger, platform] = [await gateway.caller('admin'), await gateway.caller('viewer', PLATFORM_TENANT)]
    expect(await stranger(`/api/tasks/${taskId}/result-file`)).toMatchObject({ status: 404, code: 'TASK_NOT_FOUND' })
    expect(await platform(`/api/tasks/${taskId}/result-file`)).toMatchObject({ status: 200, text: CONTENT })
  })

  it('of a task that made none or has not ended well is not found; an unknown task says that it is the task', async () => {
    const running = await taskWithFile(owner.tenantId, 'STARTED')
    const without = await taskWithFile(owner.tenantId)
    await store.tasks.collection().updateOne({ _id: without }, { $set: { result: { success: true } } })
    for (const taskId of [running, without]) expect(await owner(`/api/tasks/${taskId}/result-file`)).toMatchObject({ status: 404, code: 'RESULT_FILE_NOT_FOUND' })
    expect(await owner('/api/tasks/no-such-task/result-file')).toMatchObject({ status: 404, code: 'TASK_NOT_FOUND' })
  })

  it('that was removed as old is gone', async () => {
    const taskId = await taskWithFile(owner.tenantId)
    await files.removeOf({ tenantId: owner.tenantId, taskId, epoch: 3 })
    expect(await owner(`/api/tasks/${taskId}/result-file`)).toMatchObject({ status: 410, code: 'RESULT_FILE_GONE' })
  })

  it('wants a key', async () => {
    expect((await gateway.app.inject({ url: `/api/tasks/${await taskWithFile(owner.tenantId)}/result-file` })).statusCode).toBe(401)
  })
})
