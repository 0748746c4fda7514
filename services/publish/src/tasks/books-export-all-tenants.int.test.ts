import { beforeAll, describe, expect, it, vi } from 'vitest'
import { PLATFORM_TENANT } from '@chasqui/contracts'
import { TaskFiles } from '@chasqui/files'
import { ensureBookIndexes, openBooks, type Books } from '@chasqui/mongo/books'
import { withTasks } from '@chasqui/worker/test-tasks'
import { errors } from '../errors.ts'
import { anInvoiceOnRecord } from '../export/invoices.fixture.ts'
import { tasks } from '../tasks.ts'
import { booksExportAllTenants, type summaryOf } from './books-export-all-tenants.ts'

const bench = withTasks('publish', tasks)
let books: Books

beforeAll(async () => {
  books = openBooks(bench.deps.store.db)
  await Promise.all([ensureBookIndexes(books), new TaskFiles(bench.deps.store.db).ensureIndexes()])
})

async function tenantWith(invoices: number): Promise<string> {
  const tenantId = await bench.tenant()
  await books.invoices.insertMany(Array.from({ length: invoices }, (_, n) => anInvoiceOnRecord(tenantId, n)))
  return tenantId
}

describe('an export of all companies', () => {
  it('has one child a company, and lists what became of each', async () => {
    const ids = [await tenantWith(2), await tenantWith(3)]
    const task = await bench.run(booksExportAllTenants, PLATFORM_TENANT, { kind: 'invoices', from: '2026-03-01', to: '2026-03-31' })
    expect(task).toMatchObject({ state: 'SUCCESS', result: { success: true, not_succeeded: 0 } })
    const { tenants } = task.result as ReturnType<typeof summaryOf>
    for (const [at, id] of ids.entries()) expect(tenants).toContainEqual(expect.objectContaining({ tenant_id: id, state: 'SUCCESS', rows: at + 2, link: expect.stringMatching(/^\/api\/tasks\/.+\/result-file$/) }))
    expect((await bench.store.families.childrenOf(task._id)).map(({ tenantId }) => tenantId).sort()).toEqual((await bench.deps.tenants.all()).map(({ id }) => id))
  })

  it('of which some fail shows which, and still ends', async () => {
    await tenantWith(1)
    vi.spyOn(TaskFiles.prototype, 'put').mockRejectedValue(errors.fault('EXPORT_TOO_LARGE'))
    const task = await bench.run(booksExportAllTenants, PLATFORM_TENANT, { kind: 'invoices' })
    vi.restoreAllMocks()
    expect(task).toMatchObject({ state: 'SUCCESS', result: { success: false, succeeded: 0, tenants: expect.arrayContaining([expect.objectContaining({ error: 'EXPORT_TOO_LARGE' })]) } })
  })
})
