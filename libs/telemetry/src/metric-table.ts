import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/** What the seed's dashboards and alarms are built on: names, labels and buckets stay as they are. */
const SEED_TASK_BUCKETS = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120]
const SEED_OCR_BUCKETS = [1, 5, 10, 30, 60, 120, 180]

const MESSAGE_BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 900]
const CALL_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const GROUP_BUCKETS = [1, 2, 5, 10, 20, 50, 100, 200]

/**
 * Every metric of the product, declared once for a registry. Each also has the label `service`: one process may run
 * several services, and their series must not mix.
 */
export function declareMetrics(registry: Registry) {
  const registers = [registry]
  const counter = <L extends string>(name: string, help: string, ...labels: L[]) =>
    new Counter<L | 'service'>({ name, help, labelNames: ['service', ...labels], registers })
  const gauge = <L extends string>(name: string, help: string, ...labels: L[]) =>
    new Gauge<L | 'service'>({ name, help, labelNames: ['service', ...labels], registers })
  const histogram = <L extends string>(name: string, help: string, buckets: number[], ...labels: L[]) =>
    new Histogram<L | 'service'>({ name, help, buckets, labelNames: ['service', ...labels], registers })

  return {
    itemsProcessed: counter('imports_items_processed_total', 'Items that reached a final or failed state', 'tenant_id', 'doc_type', 'status'),
    taskDuration: histogram('imports_task_duration_seconds', 'Time of one stage for one item', SEED_TASK_BUCKETS, 'task_name', 'tenant_id'),
    ocrLatency: histogram('imports_ocr_latency_seconds', 'Time to read the text of one document', SEED_OCR_BUCKETS, 'tenant_id'),
    errors: counter('imports_errors_total', 'Failed attempts, by error code', 'task_name', 'tenant_id', 'error_type'),
    itemsCurrent: gauge('imports_items_current', 'Items that wait or are worked on', 'queue', 'tenant_id'),
    batchProgress: gauge('imports_batch_progress', 'Percent of a batch that is published, of those whose status is asked for; gone when the batch settles', 'batch_id', 'tenant_id'),
    retries: counter('imports_retries_total', 'Attempts that will be tried again', 'task_name', 'tenant_id'),
    batchAlerts: counter('imports_batch_alerts_total', 'Batches of which too much failed, so that their alarm was raised; counted once, and again only after they had recovered', 'tenant_id'),
    dlqItems: gauge('imports_dlq_items', 'Unresolved dead letters', 'task_name'),
    reviewItems: gauge('imports_review_items', 'Items that wait for a person', 'tenant_id'),
    duplicates: counter('imports_duplicates_total', 'Documents recognised as sent before', 'tenant_id', 'level'),
    queueLag: gauge('imports_queue_lag', 'Messages that the stage has not finished', 'stage'),
    rateLimited: counter('imports_rate_limited_total', 'Ingests refused with 429', 'tenant_id'),
    corrections: counter('imports_field_corrections_total', 'Fields of a row that a person corrected in its dead letter', 'tenant_id', 'field'),

    publishDuration: histogram('messaging_client_operation_duration_seconds', 'Time until the broker had stored a message', CALL_BUCKETS, 'messaging_operation_name', 'messaging_destination_template', 'outcome'),
    processDuration: histogram('messaging_process_duration_seconds', 'Time from taking a message to settling it', MESSAGE_BUCKETS, 'messaging_destination_template', 'messaging_consumer_group_name', 'outcome'),
    consumed: counter('messaging_client_consumed_messages_total', 'Messages delivered to this service, repeats included', 'messaging_destination_template', 'messaging_consumer_group_name'),
    redeliveries: counter('chasqui_redeliveries_total', 'Messages that came a second time or later', 'consumer'),
    duplicatesRefused: counter('chasqui_duplicates_total', 'Repeats that changed nothing, since the state had moved', 'consumer'),
    lateWrites: counter('chasqui_late_writes_refused_total', 'Writes of a worker whose epoch was over, by what its run came to', 'consumer', 'outcome'),
    leasesLost: counter('chasqui_lease_lost_total', 'Leases that could not be renewed', 'consumer'),
    foreign: counter('chasqui_foreign_messages_total', 'Messages whose tenant is not the tenant of the record they name', 'consumer'),
    dead: counter('chasqui_dead_total', 'Messages moved to the dead letters', 'consumer', 'code'),
    restarts: counter('chasqui_consumer_restarts_total', 'Pull loops started anew after silence or an error', 'consumer'),
    groupSize: histogram('chasqui_commit_group_size', 'Results written together', GROUP_BUCKETS, 'consumer'),
    commitDuration: histogram('chasqui_commit_duration_seconds', 'Time of one grouped write', CALL_BUCKETS, 'consumer'),
    taskRuns: counter('chasqui_task_total', 'Runs of tasks that ended', 'type', 'outcome'),
    taskRunDuration: histogram('chasqui_task_duration_seconds', 'Time of one run of a task', MESSAGE_BUCKETS, 'type'),
    laneOldest: gauge('chasqui_lane_oldest_seconds', 'Age of the oldest task that waits', 'lane'),
    laneDepth: gauge('chasqui_lane_depth', 'Tasks that wait to be handed over', 'lane'),
    taskDeadLetters: gauge('chasqui_task_dead_letters', 'Unresolved dead letters of tasks', 'type'),
    taskWorkers: gauge('chasqui_task_workers', 'Live processes that run tasks', 'worker_service'),
    taskSlots: gauge('chasqui_task_slots', 'Slots of the live processes that run tasks', 'worker_service'),
    taskSlotsUsed: gauge('chasqui_task_slots_used', 'Slots in which a task is at work', 'worker_service'),

    httpDuration: histogram('http_server_request_duration_seconds', 'Time to answer a request', CALL_BUCKETS, 'http_request_method', 'http_route', 'http_response_status_code'),
  }
}

export type MetricTable = ReturnType<typeof declareMetrics>
