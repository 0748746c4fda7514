import { describe, expect, it } from 'vitest'
import { processMetrics } from '@chasqui/telemetry'
import { withTasks } from '@chasqui/worker/test-tasks'
import { Gauges } from './gauges.ts'
import { tasks } from './tasks.ts'
import { itemsOf } from './test-items.ts'

const bench = withTasks('scheduler', tasks)
const { batch, item } = itemsOf(bench)

describe('the gauges', () => {
  it('count the documents that wait for a person, by tenant', async () => {
    const tenantId = await bench.tenant()
    const batchId = await batch(tenantId)
    await item(tenantId, batchId, 'validated', { needsReview: true })
    await item(tenantId, batchId, 'validated', { needsReview: true })
    await item(tenantId, batchId, 'validated', { needsReview: false })
    await item(tenantId, batchId, 'rejected', { needsReview: true })
    await new Gauges(bench.deps, bench.store).count()
    expect(await processMetrics().text()).toContain(`imports_review_items{service="scheduler",tenant_id="${tenantId}"} 2`)
  })
})
