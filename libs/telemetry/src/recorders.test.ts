import { describe, expect, it } from 'vitest'
import { createMetricSet, type Metrics } from './metrics.ts'

const T1 = { tenantId: 't1' }
const C = { consumer: 'ocr' }
const M = { ...C, template: 'imports.received' }
const MESSAGE = 'messaging_destination_template="imports.received",messaging_consumer_group_name="ocr"'

/** What is recorded, and each series that it must leave: of a histogram the sum, which tells the observation. */
const RECORDS: readonly [what: string, record: (metrics: Metrics) => void, series: readonly string[]][] = [
  ['an item at its end', ({ imports }) => imports.itemProcessed({ ...T1, docType: 'invoice', status: 'published' }), ['imports_items_processed_total{tenant_id="t1",doc_type="invoice",status="published"} 1']],
  ['the time of a stage', ({ imports }) => imports.taskTook({ ...T1, taskName: 'ocr' }, 3), ['imports_task_duration_seconds_sum{task_name="ocr",tenant_id="t1"} 3']],
  ['the time of a reading', ({ imports }) => imports.ocrTook(T1, 7), ['imports_ocr_latency_seconds_sum{tenant_id="t1"} 7']],
  ['a failed attempt', ({ imports }) => imports.failed({ ...T1, taskName: 'ocr', errorType: 'NO_TEXT' }), ['imports_errors_total{task_name="ocr",tenant_id="t1",error_type="NO_TEXT"} 1']],
  ['an attempt that is made again', ({ imports }) => imports.retried({ ...T1, taskName: 'ocr' }), ['imports_retries_total{task_name="ocr",tenant_id="t1"} 1']],
  ['a duplicate', ({ imports }) => imports.duplicateFound({ ...T1, level: 'file' }), ['imports_duplicates_total{tenant_id="t1",level="file"} 1']],
  ['a refused ingest', ({ imports }) => imports.rateLimited(T1), ['imports_rate_limited_total{tenant_id="t1"} 1']],
  ['the alarm of a batch', ({ imports }) => imports.batchAlerted(T1), ['imports_batch_alerts_total{tenant_id="t1"} 1']],
  ['a correction', ({ imports }) => imports.fieldCorrected({ ...T1, field: 'number' }), ['imports_field_corrections_total{tenant_id="t1",field="number"} 1']],
  ['what is on its way', ({ imports }) => imports.setItemsCurrent([{ ...T1, queue: 'pending', items: 4 }]), ['imports_items_current{queue="pending",tenant_id="t1"} 4']],
  ['dead letters', ({ imports }) => imports.setDlqItems([{ taskName: 'ocr', items: 5 }]), ['imports_dlq_items{task_name="ocr"} 5']],
  ['what waits for a person', ({ imports }) => imports.setReviewItems([{ ...T1, items: 6 }]), ['imports_review_items{tenant_id="t1"} 6']],
  ['what a stage has still to do', ({ imports }) => imports.setQueueLag([{ stage: 'ocr', messages: 7 }]), ['imports_queue_lag{stage="ocr"} 7']],
  ['the progress of a batch', ({ imports }) => imports.batchProgress({ ...T1, batchId: 'b1', percent: 40, isSettled: false }), ['imports_batch_progress{batch_id="b1",tenant_id="t1"} 40']],

  ['a publish', ({ runner }) => runner.published({ template: 'imports.received', outcome: 'stored' }, 2), ['messaging_client_operation_duration_seconds_sum{messaging_operation_name="publish",messaging_destination_template="imports.received",outcome="stored"} 2']],
  ['a message that came again', ({ runner }) => runner.consumed({ ...M, deliveries: 2 }), [`messaging_client_consumed_messages_total{${MESSAGE}} 1`, 'chasqui_redeliveries_total{consumer="ocr"} 1']],
  ['a settled message', ({ runner }) => runner.processed({ ...M, outcome: 'done' }, 4), [`messaging_process_duration_seconds_sum{${MESSAGE},outcome="done"} 4`]],
  ['a repeat', ({ runner }) => runner.duplicateRefused(C), ['chasqui_duplicates_total{consumer="ocr"} 1']],
  ['a late write', ({ runner }) => runner.lateWriteRefused({ ...C, outcome: 'done' }), ['chasqui_late_writes_refused_total{consumer="ocr",outcome="done"} 1']],
  ['a lost lease', ({ runner }) => runner.leaseLost(C), ['chasqui_lease_lost_total{consumer="ocr"} 1']],
  ['a message of somebody else', ({ runner }) => runner.foreignMessage(C), ['chasqui_foreign_messages_total{consumer="ocr"} 1']],
  ['a dead letter', ({ runner }) => runner.deadLettered({ ...C, code: 'NO_TEXT' }), ['chasqui_dead_total{consumer="ocr",code="NO_TEXT"} 1']],
  ['a pull loop that began anew', ({ runner }) => runner.consumerRestarted(C), ['chasqui_consumer_restarts_total{consumer="ocr"} 1']],
  ['a grouped write', ({ runner }) => runner.groupCommitted(C, 30, 2), ['chasqui_commit_group_size_sum{consumer="ocr"} 30', 'chasqui_commit_duration_seconds_sum{consumer="ocr"} 2']],
  ['a run of a task', ({ runner }) => runner.taskEnded({ type: 'books.export', outcome: 'succeeded' }, 9), ['chasqui_task_total{type="books.export",outcome="succeeded"} 1', 'chasqui_task_duration_seconds_sum{type="books.export"} 9']],

  ['the lanes', ({ tasks }) => tasks.setLanes([{ lane: 'low', tasks: 3, oldestSeconds: 12 }]), ['chasqui_lane_depth{lane="low"} 3', 'chasqui_lane_oldest_seconds{lane="low"} 12']],
  ['dead letters of tasks', ({ tasks }) => tasks.setDeadLetters([{ type: 'books.export', letters: 2 }]), ['chasqui_task_dead_letters{type="books.export"} 2']],
  ['workers, added up by service', ({ tasks }) => tasks.setWorkers([{ service: 'publish', slots: 4, active: 1 }, { service: 'publish', slots: 4, active: 2 }]), ['chasqui_task_workers{worker_service="publish"} 2', 'chasqui_task_slots{worker_service="publish"} 8', 'chasqui_task_slots_used{worker_service="publish"} 3']],

  ['an answer', ({ http }) => http.answered({ method: 'GET', route: '/batches/:id', status: 404 }, 5), ['http_server_request_duration_seconds_sum{http_request_method="GET",http_route="/batches/:id",http_response_status_code="404"} 5']],
]

/** The lines of the metrics without those of buckets and counts, and without the label that all have. */
async function seriesAfter(record: (metrics: Metrics) => void): Promise<string[]> {
  const set = createMetricSet({ maxTenants: 5 })
  record(set.of('one'))
  const lines = (await set.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#') && !/_(bucket|count)\{/.test(line))
  return lines.map((line) => line.replace('{service="one",', '{')).sort()
}

describe('a recorder', () => {
  it.each(RECORDS)('of %s leaves its series, and no other', async (_what, record, series) => {
    expect(await seriesAfter(record)).toEqual([...series].sort())
  })

  it('is there for every metric that is declared', async () => {
    const declared = (await createMetricSet({ maxTenants: 5 }).registry.getMetricsAsJSON()).map(({ name }) => name)
    const recorded = RECORDS.flatMap(([, , series]) => series.map((line) => line.slice(0, line.indexOf('{')).replace(/_sum$/, '')))
    expect(declared.filter((name) => !recorded.includes(name))).toEqual([])
  })
})
