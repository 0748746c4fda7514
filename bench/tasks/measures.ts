import { setTimeout as delay } from 'node:timers/promises'
import { percentile, round } from '../figures.ts'
import { ProcessMeter } from '../processes.ts'
import { atRest, type Setting } from './setting.ts'
import { noop, nowMs } from './task-types.ts'

export type Latency = { p50: number; p99: number; max: number; count: number }

const AT_REST_LIMIT_MS = 120_000
const BULK = 500
const LONGEST_REQUEST_MS = 10_000

/** No-op tasks in bulk over HTTP until the last has ended. */
export async function throughput(setting: Setting, tasks: number): Promise<Record<string, unknown>> {
  const { api, store } = setting
  const meter = new ProcessMeter(setting.pids)
  const since = new Date()
  const startedAt = nowMs()
  for (let left = tasks; left > 0; left -= BULK) await api.launchMany(noop.type, Math.min(BULK, left))
  const isWhole = await atRest(setting, AT_REST_LIMIT_MS)
  const cpu = meter.cpuMsAnItem(tasks)
  const ended = await store.tasks.collection().find({ tenantId: setting.tenantId, type: noop.type, createdAt: { $gte: since } }, { projection: { endedAt: 1, epoch: 1, state: 1 } }).toArray()
  const times = ended.flatMap(({ endedAt }) => endedAt ? [endedAt.getTime()] : []).sort((a, b) => a - b)
  const seconds = ((times.at(-1) ?? startedAt) - startedAt) / 1000
  return {
    tasks, items_per_second: round(times.length / seconds, 0), seconds: round(seconds), cpu_ms_an_item: cpu, succeeded: ended.filter(({ state }) => state === 'SUCCESS').length,
    claimed_again: ended.filter(({ epoch }) => epoch > 1).length, ...(isWhole ? {} : { stopped_after_ms: AT_REST_LIMIT_MS }),
  }
}

/** Launches at a steady rate whatever the answers, each timed from the moment it was due: a server that stalls does not slow the clock. */
export async function launches(setting: Setting, aSecond: number, seconds: number): Promise<Record<string, unknown>> {
  const took: number[] = []
  const errors = new Map<string, number>()
  const startedAt = nowMs()
  const sent: Promise<void>[] = []
  for (let n = 0; n < aSecond * seconds; n++) {
    const due = startedAt + (n * 1000) / aSecond
    if (due > nowMs()) await delay(due - nowMs())
    sent.push(setting.api.launch(noop.type).then(() => { took.push(nowMs() - due) }, (error: unknown) => {
      const why = error instanceof Error ? error.message.slice(0, 200) : String(error)
      errors.set(why, (errors.get(why) ?? 0) + 1)
    }))
  }
  const sentFor = (nowMs() - startedAt) / 1000
  await Promise.race([Promise.all(sent), delay(LONGEST_REQUEST_MS, undefined, { ref: false })])
  const answered = took.length
  const isWhole = await atRest(setting, AT_REST_LIMIT_MS)
  return { a_second: round((aSecond * seconds) / sentFor, 0), launched: answered, unanswered: aSecond * seconds - answered, errors: Object.fromEntries(errors), ms: latencyOf(took), all_ended: isWhole }
}

/** One after the other: from the request to the handler. */
export async function startOnEmptyLane({ api }: Setting, count: number): Promise<Latency> {
  const took: number[] = []
  for (let n = 0; n < count; n++) {
    const sentAt = nowMs()
    const { id } = await api.launch(noop.type)
    const { result } = await api.ended(id)
    if (result) took.push(result.at - sentAt)
    await delay(20)
  }
  return latencyOf(took)
}

/** From the request to revoke to the handler's signal. */
export async function revokes({ api, onSeen }: Setting, count: number): Promise<Latency> {
  const seen = new Map<string, (at: number) => void>()
  onSeen(({ taskId, at }) => seen.get(taskId)?.(at))
  const took: number[] = []
  for (let n = 0; n < count; n++) {
    const { id } = await api.launch('bench.slow')
    await started(api, id)
    const told = new Promise<number>((resolve) => { seen.set(id, resolve) })
    const askedAt = nowMs()
    await api.revoke(id)
    took.push(await Promise.race([told, delay(LONGEST_REQUEST_MS, Number.POSITIVE_INFINITY, { ref: false })]) - askedAt)
  }
  return latencyOf(took)
}

async function started(api: Setting['api'], id: string): Promise<void> {
  for (let n = 0; n < 400; n++) {
    const { state, started_at: at } = await api.json<{ state: string; started_at: string | null }>(`/api/tasks/${id}`)
    if (state === 'STARTED' && at !== null) return
    await delay(25)
  }
  throw new Error(`the task ${id} did not start`)
}

/** How late tasks with a time start; below 0 is early. */
export async function etas({ api }: Setting, count: number): Promise<Latency & { earliest: number }> {
  const from = Date.now() + 3_000
  const launched = []
  for (let n = 0; n < count; n++) {
    const eta = from + n * 40
    launched.push({ eta, id: (await api.launch(noop.type, { eta: new Date(eta).toISOString() })).id })
  }
  const late = await Promise.all(launched.map(async ({ eta, id }) => ((await api.ended(id)).result?.at ?? Number.POSITIVE_INFINITY) - eta))
  return { ...latencyOf(late), earliest: round(Math.min(...late)) }
}

/** Statistics while many tasks are on record, and some are still to come. */
export async function stats({ api, store, tenantId }: Setting, onRecord: number, asked: number): Promise<Record<string, unknown>> {
  const ended = new Date(Date.now() - 3_600_000)
  const keepUntil = new Date(Date.now() + 86_400_000)
  for (let at = 0; at < onRecord; at += 1_000) {
    await store.tasks.collection().insertMany(Array.from({ length: 1_000 }, (_, n) => ({
      _id: `bench-${at + n}`, tenantId: n % 2 ? tenantId : `bench-${n % 20}`, type: noop.type, queue: 'bench_default', lane: 'default' as const, params: { n }, priority: 5,
      state: n % 50 === 0 ? 'FAILURE' as const : 'SUCCESS' as const, released: 1, tries: 0, maxAttempts: 4, crashes: 0, epoch: 1, attempts: [], createdBy: 'bench',
      createdAt: ended, movedAt: ended, startedAt: ended, endedAt: ended, keepUntil, version: 3,
    })))
  }
  const eta = new Date(Date.now() + 3_600_000).toISOString()
  for (let n = 0; n < 100; n++) await api.launch(noop.type, { eta })
  const faces = { tasks: '/api/tasks/stats', celery: '/api/celery/stats' }
  const took: Record<string, Latency> = {}
  for (const [face, path] of Object.entries(faces)) {
    const times: number[] = []
    for (let n = 0; n < asked; n++) {
      const startedAt = nowMs()
      await api.json(path)
      times.push(nowMs() - startedAt)
      await delay(25)
    }
    took[face] = latencyOf(times)
  }
  return { on_record: await store.tasks.collection().estimatedDocumentCount(), ms: took }
}

function latencyOf(times: number[]): Latency {
  const sorted = times.sort((a, b) => a - b)
  return { p50: round(percentile(sorted, 0.5)), p99: round(percentile(sorted, 0.99)), max: round(sorted.at(-1) ?? 0), count: sorted.length }
}
