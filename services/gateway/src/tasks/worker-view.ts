import { z } from 'zod'
import { WORKER_SILENT_MS, type TaskWorkerRecord } from '@chasqui/mongo/tasks'

const At = z.iso.datetime()

export const WorkerView = z.object({
  id: z.string(), service: z.string(), version: z.string(), host: z.string(), pid: z.int(), types: z.array(z.string()), slots: z.int(),
  reserved: z.object({ high: z.int(), default: z.int(), low: z.int() }).describe('slots that only this lane may use'), active: z.int(), totals: z.record(z.string(), z.int()).describe('tasks that it ended since it started, by type'),
  started_at: At, seen_at: At, is_live: z.boolean().describe(`it was heard of in the last ${WORKER_SILENT_MS / 1000} s`),
}).meta({ id: 'TaskWorker' })
export type WorkerView = z.infer<typeof WorkerView>

export function workerView(worker: TaskWorkerRecord, isLive: boolean): WorkerView {
  const { _id, service, version, host, pid, types, slots, reserved, active, totals, startedAt, seenAt } = worker
  return { id: _id, service, version, host, pid, types, slots, reserved, active, totals, started_at: startedAt.toISOString(), seen_at: seenAt.toISOString(), is_live: isLive }
}
