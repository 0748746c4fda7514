import { describe, expect, it } from 'vitest'
import { createMetricSet, metrics, processMetrics } from './metrics.ts'

const T1 = { tenantId: 't1' }
const series = async (set: { text(): Promise<string> }, name: string) =>
  (await set.text()).split('\n').filter((line) => line.startsWith(name) && !line.startsWith('#')).sort()

describe('metrics', () => {
  it('keeps the names, labels and buckets that dashboards are built on', async () => {
    const set = createMetricSet({ maxTenants: 5 })
    const { imports } = set.of('ocr')
    imports.itemProcessed({ ...T1, docType: 'invoice', status: 'published' })
    imports.failed({ ...T1, taskName: 'ocr', errorType: 'OCR_UNREADABLE' })
    imports.taskTook({ ...T1, taskName: 'ocr' }, 3)
    imports.ocrTook(T1, 3)
    expect(await series(set, 'imports_items_processed_total')).toEqual(['imports_items_processed_total{service="ocr",tenant_id="t1",doc_type="invoice",status="published"} 1'])
    expect(await series(set, 'imports_errors_total')).toEqual(['imports_errors_total{service="ocr",task_name="ocr",tenant_id="t1",error_type="OCR_UNREADABLE"} 1'])
    const buckets = async (name: string) => (await series(set, `${name}_bucket`)).map((line) => Number(/le="([^"]+)"/.exec(line)?.[1])).filter(Number.isFinite).sort((a, b) => a - b)
    expect(await buckets('imports_task_duration_seconds')).toEqual([0.1, 0.5, 1, 2, 5, 10, 30, 60, 120])
    expect(await buckets('imports_ocr_latency_seconds')).toEqual([1, 5, 10, 30, 60, 120, 180])
  })

  it('serves several services of one process side by side', async () => {
    const set = createMetricSet({ maxTenants: 5 })
    set.of('ocr').imports.retried({ ...T1, taskName: 'ocr' })
    set.of('publish').imports.retried({ ...T1, taskName: 'publish' })
    expect(set.of('ocr')).toBe(set.of('ocr'))
    expect(await series(set, 'imports_retries_total')).toHaveLength(2)
  })

  it('has one registry a process, with the Node metrics', async () => {
    metrics('a').runner.consumerRestarted({ consumer: 'c' })
    metrics('b').runner.consumerRestarted({ consumer: 'c' })
    expect(await series(processMetrics(), 'chasqui_consumer_restarts_total')).toHaveLength(2)
    expect(await processMetrics().text()).toContain('nodejs_eventloop_lag_p99_seconds')
  })

  it('bounds the tenants of a label and drops the series of those that fell back', async () => {
    let now = 0
    const set = createMetricSet({ maxTenants: 1, now: () => now })
    const { imports } = set.of('gateway')
    imports.rateLimited({ tenantId: 'quiet' })
    for (let n = 0; n < 3; n++) imports.rateLimited({ tenantId: 'busy' })
    imports.ocrTook({ tenantId: 'quiet' }, 1)
    expect(await series(set, 'imports_rate_limited_total')).toEqual([
      'imports_rate_limited_total{service="gateway",tenant_id="other"} 3', 'imports_rate_limited_total{service="gateway",tenant_id="quiet"} 1'])
    now = 3_600_000
    imports.rateLimited({ tenantId: 'busy' })
    expect(await series(set, 'imports_ocr_latency_seconds_count')).toEqual([])
    expect(await series(set, 'imports_rate_limited_total')).toEqual([
      'imports_rate_limited_total{service="gateway",tenant_id="busy"} 1', 'imports_rate_limited_total{service="gateway",tenant_id="other"} 3'])
  })

  it('replaces a full count: sums what shares a label, drops what is gone', async () => {
    const set = createMetricSet({ maxTenants: 1 })
    const { imports } = set.of('scheduler')
    imports.setReviewItems([{ tenantId: 'a', items: 2 }, { tenantId: 'b', items: 3 }, { tenantId: 'c', items: 4 }])
    expect(await series(set, 'imports_review_items')).toEqual(['imports_review_items{service="scheduler",tenant_id="a"} 2', 'imports_review_items{service="scheduler",tenant_id="other"} 7'])
    imports.setReviewItems([{ tenantId: 'b', items: 1 }])
    expect(await series(set, 'imports_review_items')).toEqual(['imports_review_items{service="scheduler",tenant_id="other"} 1'])
  })

  it('shows the progress of a batch until it settles, and never more than a bounded number', async () => {
    const set = createMetricSet({ maxTenants: 5 })
    const { imports } = set.of('gateway')
    for (let n = 0; n < 300; n++) imports.batchProgress({ ...T1, batchId: `b${n}`, percent: 10, isSettled: false })
    expect(await series(set, 'imports_batch_progress')).toHaveLength(200)
    imports.batchProgress({ ...T1, batchId: 'b299', percent: 40, isSettled: false })
    expect(await series(set, 'imports_batch_progress{service="gateway",batch_id="b299"')).toEqual(['imports_batch_progress{service="gateway",batch_id="b299",tenant_id="t1"} 40'])
    imports.batchProgress({ ...T1, batchId: 'b299', percent: 100, isSettled: true })
    expect(await series(set, 'imports_batch_progress')).toHaveLength(199)
  })

  it.each([['lines[3].net', 'lines[].net'], ['lines.3.net', 'lines[].net'], ['totals.total', 'totals.total']])('counts corrections of %s as %s', async (field, label) => {
    const set = createMetricSet({ maxTenants: 5 })
    set.of('gateway').imports.fieldCorrected({ ...T1, field })
    expect(await series(set, 'imports_field_corrections_total')).toEqual([`imports_field_corrections_total{service="gateway",tenant_id="t1",field="${label}"} 1`])
  })

  it('counts every message and, apart, those that came again', async () => {
    const set = createMetricSet({ maxTenants: 5 })
    const { runner } = set.of('ocr')
    for (const deliveries of [1, 1, 2]) runner.consumed({ template: 'imports.preprocessed', consumer: 'ocr', deliveries })
    expect(await series(set, 'messaging_client_consumed_messages_total')).toEqual([expect.stringMatching(/ 3$/)])
    expect(await series(set, 'chasqui_redeliveries_total')).toEqual(['chasqui_redeliveries_total{service="ocr",consumer="ocr"} 1'])
  })
})
