import { z } from 'zod'
import { LANES } from '@chasqui/contracts'
import { EVERYONE, WORKER_SILENT_MS, type Hold, type TaskOverview, type TaskWorkerRecord } from '@chasqui/mongo/tasks'
import { HoldView, holdView } from './hold-view.ts'
import { WorkerView, workerView } from './worker-view.ts'

export const ACTIVE_SHOWN = 200
export const NEXT_SHOWN = 50
/** Nothing older is answered. */
export const OLDEST_MS = 5_000

const QueueView = z.object({
  queue: z.string(), waiting: z.int(), oldest_waiting_seconds: z.number().nullable(), in_flight: z.int().describe('handed over or at work'),
})

export const StatsView = z.object({
  as_of: z.iso.datetime().describe(`when it was read: about a second ago, at most ${OLDEST_MS / 1000} s`),
  lanes: z.array(z.object({
    lane: z.enum(LANES), depth: z.int().describe('tasks that wait for room'),
    oldest_waiting_seconds: z.number().nullable(), in_flight: z.int(), queues: z.array(QueueView),
  })),
  active: z.array(z.object({ task_id: z.string(), tenant_id: z.string(), type: z.string(), lane: z.enum(LANES), worker: z.string().nullable(), started_at: z.iso.datetime().nullable(), lease_until: z.iso.datetime().nullable() })).describe(`at work, at most ${ACTIVE_SHOWN}`),
  scheduled: z.object({
    count: z.int(),
    next: z.array(z.object({ task_id: z.string(), tenant_id: z.string(), type: z.string(), lane: z.enum(LANES), due_at: z.iso.datetime() })).describe(`the next ${NEXT_SHOWN}`),
  }).describe('tasks that wait for their time: an ETA, a retry, a deferral'),
  registered: z.array(z.string()).describe('the task types of running services'),
  workers: z.array(WorkerView).describe(`those that were heard of in the last ${WORKER_SILENT_MS / 1000} s`),
  holds: z.array(HoldView).describe('what is paused, and outside services that are left in peace'),
}).meta({ id: 'TaskStats' })
export type StatsView = z.infer<typeof StatsView>

/** What the record says of the platform at one time. */
export type Platform = { now: Date; overview: TaskOverview; types: string[]; workers: TaskWorkerRecord[]; holds: Hold[] }

/** The platform, as one tenant may see it; undefined: all of it. Pure. */
export function statsView({ now, overview, types, workers, holds }: Platform, tenantId: string | undefined): StatsView {
  const isOwn = (one: { tenantId: string }): boolean => tenantId === undefined || one.tenantId === tenantId
  const isAbout = ({ kind, name, tenantId: of }: Hold): boolean => tenantId === undefined || ((of === EVERYONE || of === tenantId) && (kind !== 'tenant' || name === tenantId))
  return {
    as_of: now.toISOString(), lanes: lanesOf(overview.queues.filter(isOwn), now),
    active: overview.active.filter(isOwn).slice(0, ACTIVE_SHOWN).map(({ _id, tenantId: of, type, lane, worker, startedAt, leaseUntil }) => ({
      task_id: _id, tenant_id: of, type, lane, worker: worker ?? null, started_at: startedAt?.toISOString() ?? null, lease_until: leaseUntil?.toISOString() ?? null,
    })),
    scheduled: {
      count: tenantId === undefined ? sum([...overview.due.values()]) : overview.due.get(tenantId) ?? 0,
      next: overview.next.filter(isOwn).slice(0, NEXT_SHOWN).map(({ _id, tenantId: of, type, lane, dueAt }) => ({ task_id: _id, tenant_id: of, type, lane, due_at: (dueAt ?? now).toISOString() })),
    },
    registered: [...types], workers: workers.map((worker) => workerView(worker, true)), holds: holds.filter(isAbout).map(holdView),
  }
}

/** Counts, by lane and queue. Pure. */
function lanesOf(counts: TaskOverview['queues'], now: Date): StatsView['lanes'] {
  return LANES.map((lane) => {
    const queues = [...Map.groupBy(counts.filter((count) => count.lane === lane), ({ queue }) => queue)].sort(([a], [b]) => a.localeCompare(b)).map(([queue, own]) => ({
      queue, waiting: sum(own.map(({ waiting }) => waiting)), oldest_waiting_seconds: oldestOf(own.flatMap(({ oldest }) => oldest ? [now.getTime() - oldest.getTime()] : [])), in_flight: sum(own.map(({ inFlight }) => inFlight)),
    }))
    return {
      lane, depth: sum(queues.map(({ waiting }) => waiting)), oldest_waiting_seconds: oldestOf(queues.flatMap(({ oldest_waiting_seconds: seconds }) => seconds === null ? [] : [seconds * 1_000])),
      in_flight: sum(queues.map(({ in_flight: inFlight }) => inFlight)), queues,
    }
  })
}

function oldestOf(ages: readonly number[]): number | null {
  return ages.length === 0 ? null : Math.max(0, ...ages) / 1_000
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
