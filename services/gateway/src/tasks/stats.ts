import { z } from 'zod'
import { LANES } from '@chasqui/contracts'
import { EVERYONE, OVERVIEW_MOST, type Hold, type TaskOverview, type TaskWorkerRecord } from '@chasqui/mongo'
import type { GatewayContext } from '../context.ts'
import { HoldView, holdView, WorkerView, workerView } from './views.ts'

/** Read anew when it is older than this, or than so many times as long as reading took: looking must not cost the tasks much. */
const FRESH_MS = 1_000
const SHARE = 5
/** Nothing older is answered. */
const OLDEST_MS = 5_000

const QueueView = z.object({
  queue: z.string(), waiting: z.int(), oldest_waiting_seconds: z.number().nullable(), in_flight: z.int().describe('handed over or at work'),
})

export const StatsView = z.object({
  as_of: z.iso.datetime().describe('when it was read: about a second ago, at most 5 s'),
  lanes: z.array(z.object({
    lane: z.enum(LANES), depth: z.int().describe('tasks that wait for room'),
    oldest_waiting_seconds: z.number().nullable(), in_flight: z.int(), queues: z.array(QueueView),
  })),
  active: z.array(z.object({ task_id: z.string(), tenant_id: z.string(), type: z.string(), lane: z.enum(LANES), worker: z.string().nullable(), started_at: z.iso.datetime().nullable(), lease_until: z.iso.datetime().nullable() })).describe('at work, at most 200'),
  scheduled: z.object({
    count: z.int(),
    next: z.array(z.object({ task_id: z.string(), tenant_id: z.string(), type: z.string(), lane: z.enum(LANES), due_at: z.iso.datetime() })).describe('the next 50'),
  }).describe('tasks that wait for their time: an ETA, a retry, a deferral'),
  registered: z.array(z.string()).describe('the task types of running services'),
  workers: z.array(WorkerView).describe('those that were heard of in the last 15 s'),
  holds: z.array(HoldView).describe('what is paused, and outside services that are left in peace'),
}).meta({ id: 'TaskStats' })
export type StatsView = z.infer<typeof StatsView>

type Seen = { now: Date; took: number; at: number; overview: TaskOverview; types: string[]; workers: TaskWorkerRecord[]; holds: Hold[]; own: Record<string, Promise<Pick<TaskOverview, 'active' | 'next'>>> }

const ACTIVE_SHOWN = 200
const NEXT_SHOWN = 50

/** The state of the platform in one answer. It is read once for all who ask; what was read lately is answered while it is read anew, what was read longer ago is waited for. */
export class Stats {
  readonly #context: Pick<GatewayContext, 'taskLists' | 'taskStore' | 'catalogue' | 'log'>
  #seen: Seen | undefined
  #reading: Promise<Seen> | undefined

  constructor(context: Pick<GatewayContext, 'taskLists' | 'taskStore' | 'catalogue' | 'log'>) {
    this.#context = context
  }

  /** @param tenantId undefined: of every tenant */
  async of(tenantId: string | undefined): Promise<StatsView> {
    return statsView(await this.#shownTo(tenantId, await this.#fresh()), tenantId)
  }

  /** What was read, and read at most a moment ago. */
  async #fresh(): Promise<Seen> {
    if (!this.#seen) return this.#read()
    if (performance.now() - this.#seen.at > Math.max(FRESH_MS, SHARE * this.#seen.took)) {
      const reading = this.#read()
      // Nobody asked for a while: who asks now wants to see what is.
      if (performance.now() - this.#seen.at > OLDEST_MS) return reading
      reading.catch((error: unknown) => this.#context.log.debug({ err: error }, 'the statistics could not be read anew'))
    }
    return this.#seen
  }

  /** Where the tasks of all are too many to be read, those of one tenant are read for it alone: another one's never stand before its own. */
  async #shownTo(tenantId: string | undefined, seen: Seen): Promise<Seen> {
    const { active, next } = seen.overview
    if (tenantId === undefined || (active.length < OVERVIEW_MOST && next.length < OVERVIEW_MOST)) return seen
    const own = await (seen.own[tenantId] ??= this.#ownOf(tenantId).catch((error: unknown) => {
      delete seen.own[tenantId]
      throw error
    }))
    return { ...seen, overview: { ...seen.overview, ...own } }
  }

  async #ownOf(tenantId: string): Promise<Pick<TaskOverview, 'active' | 'next'>> {
    const { taskLists } = this.#context
    const [active, next] = await Promise.all([taskLists.activeOf(tenantId, ACTIVE_SHOWN), taskLists.nextOf(tenantId, NEXT_SHOWN)])
    return { active, next }
  }

  /** What was seen is read anew by who asks next. */
  forget(): void {
    this.#seen = undefined
    // What is being read may have been read before it changed.
    this.#reading = undefined
  }

  #read(): Promise<Seen> {
    if (this.#reading) return this.#reading
    const reading: Promise<Seen> = this.#readNow()
      .then((seen) => {
        if (this.#reading === reading) this.#seen = seen
        return seen
      })
      .finally(() => { if (this.#reading === reading) this.#reading = undefined })
    return this.#reading = reading
  }

  async #readNow(): Promise<Seen> {
    const { taskLists, taskStore, catalogue } = this.#context
    const startedAt = performance.now()
    const now = new Date()
    const [overview, workers, holds, types] = await Promise.all([taskLists.overview(), taskStore.workers.live(now), taskStore.holds.inForce(now), catalogue.all()])
    const at = performance.now()
    return { now, took: at - startedAt, at, overview, workers, holds, own: {}, types: types.filter(({ retiredAt }) => !retiredAt).map(({ _id }) => _id).sort() }
  }
}

/** What was seen, as one tenant may see it; undefined: all of it. Pure. */
function statsView({ now, overview, types, workers, holds }: Pick<Seen, 'now' | 'overview' | 'types' | 'workers' | 'holds'>, tenantId: string | undefined): StatsView {
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
    const queues = [...Map.groupBy(counts.filter(({ queue }) => queue.endsWith(`_${lane}`)), ({ queue }) => queue)].sort(([a], [b]) => a.localeCompare(b)).map(([queue, own]) => ({
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
