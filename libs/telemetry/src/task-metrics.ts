import type { MetricTable } from './metric-table.ts'
import { SnapshotGauge } from './snapshot-gauge.ts'

export type TaskMetrics = ReturnType<typeof taskMetrics>

/** The recorders of what is on record of all tasks (`chasqui_*`), for the service that counts it. Durations are seconds. */
export function taskMetrics(service: string, table: MetricTable) {
  const laneOldest = new SnapshotGauge(table.laneOldest)
  const laneDepth = new SnapshotGauge(table.laneDepth)
  const deadLetters = new SnapshotGauge(table.taskDeadLetters)
  const workerCount = new SnapshotGauge(table.taskWorkers)
  const slots = new SnapshotGauge(table.taskSlots)
  const slotsUsed = new SnapshotGauge(table.taskSlotsUsed)

  return {
    /** What waits in every lane, counted anew. */
    setLanes(rows: readonly { lane: string; tasks: number; oldestSeconds: number }[]): void {
      laneOldest.replace(rows.map((row) => ({ labels: { service, lane: row.lane }, value: row.oldestSeconds })))
      laneDepth.replace(rows.map((row) => ({ labels: { service, lane: row.lane }, value: row.tasks })))
    },
    /** All unresolved dead letters of tasks, counted anew. */
    setDeadLetters(rows: readonly { type: string; letters: number }[]): void {
      deadLetters.replace(rows.map((row) => ({ labels: { service, type: row.type }, value: row.letters })))
    },
    /** The live processes that run tasks, counted anew. */
    setWorkers(workers: readonly { service: string; slots: number; active: number }[]): void {
      const byService = [...Map.groupBy(workers, (worker) => worker.service)]
      const rows = (valueOf: (worker: { slots: number; active: number }) => number) => byService.map(([name, own]) => ({
        labels: { service, worker_service: name }, value: own.reduce((sum, worker) => sum + valueOf(worker), 0),
      }))
      workerCount.replace(rows(() => 1))
      slots.replace(rows((worker) => worker.slots))
      slotsUsed.replace(rows((worker) => worker.active))
    },
  }
}
