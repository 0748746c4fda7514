import { describe, expect, it } from 'vitest'
import type { EndedChild } from '@chasqui/worker'
import { summaryOf } from './books-export-all-tenants.ts'

const child = (tenantId: string, fields: Partial<EndedChild> = {}): EndedChild => ({
  taskId: `task-of-${tenantId}`, tenantId, label: `Company ${tenantId}`, type: 'books.export', params: {}, state: 'SUCCESS',
  result: { rows: 3, bytes: 30, sha256: 'ab', link: `/api/tasks/task-of-${tenantId}/result-file` }, ...fields,
})

describe('the exports of all companies', () => {
  it('are listed with what became of each, those that failed first', () => {
    expect(summaryOf([child('t1'), child('t2', { state: 'FAILURE', result: undefined, error: { code: 'EXPORT_TOO_LARGE', message: 'x' } }), child('t3', { state: 'REVOKED', result: undefined })])).toEqual({
      success: false, total: 3, succeeded: 1, not_succeeded: 2, rows: 3, not_listed: 0,
      tenants: [
        { tenant_id: 't2', name: 'Company t2', task_id: 'task-of-t2', state: 'FAILURE', rows: 0, error: 'EXPORT_TOO_LARGE' },
        { tenant_id: 't3', name: 'Company t3', task_id: 'task-of-t3', state: 'REVOKED', rows: 0, error: 'REVOKED' },
        { tenant_id: 't1', name: 'Company t1', task_id: 'task-of-t1', state: 'SUCCESS', rows: 3, bytes: 30, sha256: 'ab', link: '/api/tasks/task-of-t1/result-file' },
      ],
    })
  })

  it('of five thousand fit into a result', () => {
    const summary = summaryOf(Array.from({ length: 5_000 }, (_, n) => child(`a-tenant-with-a-rather-long-id-${n}`)))
    expect(summary).toMatchObject({ success: true, total: 5_000, not_listed: 3_000 })
    expect(JSON.stringify(summary).length).toBeLessThan(1024 * 1024)
  })
})
