import type { DuplicateLevel } from '@chasqui/contracts'
import type { MetricTable } from './metric-table.ts'
import { SnapshotGauge } from './snapshot-gauge.ts'
import type { TopLabels } from './top-labels.ts'

/** Batches that move at once and are shown; beyond that the longest untouched goes. */
const MAX_BATCHES = 200

/** Names for a label that come from outside and must stay few. */
export type BoundedNames = { tenants: Pick<TopLabels, 'of'>; fields: Pick<TopLabels, 'of'> }

export type ImportMetrics = ReturnType<typeof importMetrics>

/** The recorders of the import pipeline (`imports_*`) for one service. Durations are seconds. */
export function importMetrics(service: string, table: MetricTable, { tenants, fields }: BoundedNames) {
  const itemsCurrent = new SnapshotGauge(table.itemsCurrent)
  const dlqItems = new SnapshotGauge(table.dlqItems)
  const reviewItems = new SnapshotGauge(table.reviewItems)
  const queueLag = new SnapshotGauge(table.queueLag)
  const batches = new Map<string, string>()

  function forgetBatch(batchId: string): void {
    const tenant = batches.get(batchId)
    if (tenant !== undefined) table.batchProgress.remove({ service, batch_id: batchId, tenant_id: tenant })
    batches.delete(batchId)
  }

  return {
    /** An item reached a final or failed state. */
    itemProcessed(of: { tenantId: string; docType: string; status: string }): void {
      table.itemsProcessed.inc({ service, tenant_id: tenants.of(of.tenantId), doc_type: of.docType, status: of.status })
    },
    /** A stage worked on an item. `taskName` is the stage: preprocess, ocr, classify, extract, validate, publish. */
    taskTook(of: { taskName: string; tenantId: string }, seconds: number): void {
      table.taskDuration.observe({ service, task_name: of.taskName, tenant_id: tenants.of(of.tenantId) }, seconds)
    },
    ocrTook(of: { tenantId: string }, seconds: number): void {
      table.ocrLatency.observe({ service, tenant_id: tenants.of(of.tenantId) }, seconds)
    },
    /** An attempt failed; `errorType` is the stable code of the error. */
    failed(of: { taskName: string; tenantId: string; errorType: string }): void {
      table.errors.inc({ service, task_name: of.taskName, tenant_id: tenants.of(of.tenantId), error_type: of.errorType })
    },
    retried(of: { taskName: string; tenantId: string }): void {
      table.retries.inc({ service, task_name: of.taskName, tenant_id: tenants.of(of.tenantId) })
    },
    /** A document was sent before; `level` says how it was recognised. */
    duplicateFound(of: { tenantId: string; level: DuplicateLevel }): void {
      table.duplicates.inc({ service, tenant_id: tenants.of(of.tenantId), level: of.level })
    },
    rateLimited(of: { tenantId: string }): void {
      table.rateLimited.inc({ service, tenant_id: tenants.of(of.tenantId) })
    },
    /** Too many items of a batch have failed. */
    batchAlerted(of: { tenantId: string }): void {
      table.batchAlerts.inc({ service, tenant_id: tenants.of(of.tenantId) })
    },
    /** A person corrected a field; places in a list count as one field: `lines[3].net` is `lines[].net`. */
    fieldCorrected(of: { tenantId: string; field: string }): void {
      const field = of.field.replace(/\[\d+\]/g, '[]').replace(/\.\d+(?=\.|$)/g, '[]')
      table.corrections.inc({ service, tenant_id: tenants.of(of.tenantId), field: fields.of(field) })
    },
    /** All items that wait or are worked on, counted anew. */
    setItemsCurrent(rows: Iterable<{ queue: string; tenantId: string; items: number }>): void {
      itemsCurrent.replace([...rows].map((row) => ({ labels: { service, queue: row.queue, tenant_id: tenants.of(row.tenantId) }, value: row.items })))
    },
    /** All unresolved dead letters, counted anew. */
    setDlqItems(rows: Iterable<{ taskName: string; items: number }>): void {
      dlqItems.replace([...rows].map((row) => ({ labels: { service, task_name: row.taskName }, value: row.items })))
    },
    /** All items that wait for a person, counted anew. */
    setReviewItems(rows: Iterable<{ tenantId: string; items: number }>): void {
      reviewItems.replace([...rows].map((row) => ({ labels: { service, tenant_id: tenants.of(row.tenantId) }, value: row.items })))
    },
    /** What each stage has still to do, counted anew: messages not delivered yet and delivered but not settled. */
    setQueueLag(rows: Iterable<{ stage: string; messages: number }>): void {
      queueLag.replace([...rows].map((row) => ({ labels: { service, stage: row.stage }, value: row.messages })))
    },
    /** How far a batch is, 0–100. A settled batch loses its series: batches are without number, series must not be. */
    batchProgress(of: { batchId: string; tenantId: string; percent: number; isSettled: boolean }): void {
      forgetBatch(of.batchId)
      if (of.isSettled) return
      const tenant = tenants.of(of.tenantId)
      table.batchProgress.set({ service, batch_id: of.batchId, tenant_id: tenant }, of.percent)
      batches.set(of.batchId, tenant)
      if (batches.size > MAX_BATCHES) forgetBatch(batches.keys().next().value as string)
    },
  }
}
