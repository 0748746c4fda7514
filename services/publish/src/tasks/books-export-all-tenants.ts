import { children, task, type EndedChild } from '@chasqui/worker'
import { booksExport, ExportParams, type ExportResult } from './books-export.ts'

/** A result is at most a MiB; what is not listed is counted, and its tasks are found by their parent. */
const LISTED_MAX = 2_000

export const booksExportAllTenants = task({
  type: 'books.export_all_tenants', lane: 'low', softLimit: '2m', hardLimit: '3m', scope: 'platform', role: 'admin',
  description: 'Write one book of every company into a file each; the result lists the companies with what became of each',
  params: ExportParams,
  async run({ deps }, params) {
    const tenants = await deps.tenants.all()
    return children(tenants.map(({ id, name }) => ({ type: booksExport.type, params, tenantId: id, label: name })))
  },
  async join(_ctx, exports) {
    return summaryOf(exports)
  },
})

/** What became of the exports of all companies, those that failed first. Pure. */
export function summaryOf(exports: readonly EndedChild[]) {
  const ended = exports.map(({ tenantId, label, taskId, state, result, error }) => {
    const who = { tenant_id: tenantId, name: label ?? tenantId, task_id: taskId, state }
    if (state !== 'SUCCESS') return { ...who, rows: 0, error: error?.code ?? state }
    const { rows, bytes, sha256, link } = result as ExportResult
    return { ...who, rows, bytes, sha256, link }
  })
  const [well, unwell] = [ended.filter(({ state }) => state === 'SUCCESS'), ended.filter(({ state }) => state !== 'SUCCESS')]
  return {
    success: unwell.length === 0, total: ended.length, succeeded: well.length, not_succeeded: unwell.length, rows: well.reduce((sum, { rows }) => sum + rows, 0),
    tenants: [...unwell, ...well].slice(0, LISTED_MAX), not_listed: Math.max(0, ended.length - LISTED_MAX),
  }
}
