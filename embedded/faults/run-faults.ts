import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { newApiKey } from '@chasqui/http'
import { connectRecordStore, Tenants, type DeadLetter } from '@chasqui/mongo'
import { openTaskStore, type FiringRecord, type TaskRecord, type TaskStore } from '@chasqui/mongo/tasks'
import { startNats, startRecordStore, type RunningServer } from '@chasqui/servers'
import { Backlog } from './backlog.ts'
import { brokenPromises } from './checker.ts'
import type { Counters } from './counters.ts'
import { Fleet } from './fleet.ts'
import { Customers } from './load.ts'
import type { Mutant } from './mutants.ts'
import { startOutside } from './outside.ts'
import { planOf, TENANTS, type PlannedFault } from './plan.ts'
import { CAP, RETRIES } from './tasks.ts'

export type FaultRunOptions = { seed: number; ms: number; mutant?: Mutant; report: (line: string) => void }

export type FaultReport = {
  seed: number
  seconds: number
  accepted: number
  /** Launches of the plan that were left out because too much was open: none on a machine that keeps up. */
  leftOut: number
  kills: number
  pauses: number
  redeliveries: number
  duplicatesRefused: number
  lateWritesRefused: number
  repeatedEffectsRefused: number
  firings: number
  states: Record<string, number>
  /** Seconds from the last fault until nothing moved any more. */
  settledAfter: number
  broken: string[]
}

const LEASE_MS = 5_000
/** How long is looked whether something still moves; how long it may is the checker's to say. A mutant is not waited for. */
const LOOKED_MS = 180_000
const LOOKED_AT_MUTANT_MS = 30_000
const REST_MS = 3_000

const SETTINGS = {
  TASK_LEASE_MS: String(LEASE_MS), TASK_ACK_WAIT_MS: '5000', TASK_KILL_AFTER_MS: '1000', TASK_STUCK_AFTER_MS: '20000', TASK_SLOTS: '6',
  RECONCILE_EVERY_MS: '1000', REST_AFTER_MS: '6000', API_KEY_CACHE_MS: '1000',
}

/** Two gateways, two schedulers, four workers, a broker and a store, killed and paused by plan while customers work with them; then all that is known is checked. */
export async function runFaults({ seed, ms, mutant, report }: FaultRunOptions): Promise<FaultReport> {
  const plan = planOf(seed, ms, mutant ? 'late workers' : 'all')
  const dataDir = await mkdtemp(join(tmpdir(), 'chasqui-faults-'))
  const closing: (() => Promise<void> | void)[] = [() => rm(dataDir, { recursive: true, force: true })]
  try {
    let nats = await startNats({ dataDir, own: true })
    let store: RunningServer = await startRecordStore({ dataDir, own: true, report })
    closing.push(async () => { await Promise.all([nats.kill(), store.kill()]) })
    const outside = await startOutside({ sleeps: (pid) => fleet.sleeps(pid), wake: (pid) => fleet.wake(pid) })
    closing.push(() => outside.close())
    const keys = await makeTenants(store.url)
    const fleet = new Fleet(
      { ...SETTINGS, NATS_URL: nats.url, MONGODB_URL: store.url, OUTSIDE_URL: outside.url, NODE_COMPILE_CACHE: join(dataDir, 'compiled'), ...(mutant ? { MUTANT: mutant } : {}) },
      mutant ? ['--import', join(import.meta.dirname, 'mutants.ts')] : [],
    )
    closing.push(() => fleet.stop())
    await fleet.start()
    const customers = new Customers(() => fleet.gateways(), keys)
    const scheduleId = await customers.createSchedule()
    const scheduleFrom = new Date(Date.now() + 1_000)

    const servers = {
      'broker restarted': async () => { await nats.kill(); nats = await startNats({ dataDir, own: true, port: Number(new URL(nats.url).port) }) },
      'broker wiped': async () => {
        await nats.kill()
        await rm(join(dataDir, 'jetstream'), { recursive: true, force: true })
        nats = await startNats({ dataDir, own: true, port: Number(new URL(nats.url).port) })
      },
      'store restarted': async () => { await store.kill(); store = await startRecordStore({ dataDir, own: true, port: Number(new URL(store.url).port), report }) },
    }
    const commit = async (fault: PlannedFault): Promise<void> => {
      if (fault.kind === 'kill') return fleet.kill(fault.member)
      if (fault.kind === 'pause') return fleet.pause(fault.member, fault.forMs)
      report(`${fault.kind} …`)
      return servers[fault.kind]()
    }

    const record = await connectRecordStore({ url: store.url, database: 'chasqui', name: 'checker' })
    closing.push(() => record.close())
    const { tasks } = openTaskStore(record.db)
    const backlog = new Backlog(tasks)
    closing.push(() => backlog.stop())

    const startedAt = Date.now()
    const faults = plan.faults.map(async (fault) => { await delay(fault.atMs); await commit(fault) })
    let leftOut = 0
    const launches = plan.launches.map(async (launch) => {
      await delay(launch.atMs)
      if (backlog.isFull) leftOut++
      else customers.launch(launch)
    })
    const ticker = setInterval(() => { void fleet.counters(); report(`${Math.round((Date.now() - startedAt) / 1000)} s: ${customers.accepted.length} accepted, ${fleet.kills} kills`) }, 10_000)
    closing.push(() => clearInterval(ticker))
    await Promise.all([...launches, ...faults, delay(ms)])
    clearInterval(ticker)
    await customers.done()
    await customers.pauseSchedule(scheduleId)
    const lastFaultAt = Date.now()

    const settledAt = await restOf(tasks, lastFaultAt + (mutant ? LOOKED_AT_MUTANT_MS : LOOKED_MS))
    const settledAfter = (settledAt - lastFaultAt) / 1000
    // What was stated last is on its way to the counters.
    const counters = await fleet.counters()
    const all = await tasks.collection().find({}).toArray()
    const firings = await record.db.collection<FiringRecord>('schedule_firings').find({ scheduleId }).toArray()
    const upTo = firings.reduce((latest, { nominalAt }) => (nominalAt > latest ? nominalAt : latest), scheduleFrom)
    const broken = [
      ...customers.refused.map((one) => `refused: ${one}`),
      ...brokenPromises({
        accepted: customers.accepted, revokes: customers.revokes, tasks: all, firings, schedule: { id: scheduleId, from: scheduleFrom, upTo },
        deadLetters: await record.db.collection<DeadLetter>('dead_letters').find({}).toArray(),
        runs: outside.runs, effects: [...outside.effects.values()], doubled: outside.doubled, incarnations: fleet.incarnations, cap: { type: 'fault.capped', limit: CAP }, retries: RETRIES, leaseMs: LEASE_MS, lastFaultAt,
      }),
    ]
    return reportOf({ seed, ms, plan: plan.faults, accepted: customers.accepted.length, leftOut, kills: fleet.kills, counters, repeats: outside.repeatsRefused(), firings: firings.length, tasks: all, settledAfter, broken })
  } finally {
    for (const close of closing.reverse()) await Promise.resolve(close()).catch((error: unknown) => report(`closing: ${String(error)}`))
  }
}

/** Waits until nothing has moved for a while: a schedule that was just paused may still launch for the second before. @returns since when, at most `until` */
async function restOf(tasks: Pick<TaskStore['tasks'], 'collection'>, until: number): Promise<number> {
  let since: number | undefined
  while (Date.now() < until && (since === undefined || Date.now() - since < REST_MS)) {
    const isMoving = await tasks.collection().countDocuments({ open: true }, { limit: 1 }) > 0
    since = isMoving ? undefined : since ?? Date.now()
    await delay(250)
  }
  return since ?? until
}

async function makeTenants(mongoUrl: string): Promise<string[]> {
  const record = await connectRecordStore({ url: mongoUrl, database: 'chasqui', name: 'checker' })
  const tenants = new Tenants(record.db)
  const keys = await Promise.all(Array.from({ length: TENANTS }, async (_, n) => {
    const { key, hash } = newApiKey()
    await tenants.save({ id: `t${n}`, name: `Tenant ${n}`, country: 'CL', taxIds: ['76000002-7'], baseCurrency: 'CLP', locale: 'es-CL', timezone: 'America/Santiago', policy: { autoPublish: true, duplicateFiles: 'reject' } })
    await tenants.saveKey({ _id: hash, tenantId: `t${n}`, role: 'admin', name: 'faults', createdAt: new Date() })
    return key
  }))
  await record.close()
  return keys
}

type Seen = { seed: number; ms: number; plan: readonly PlannedFault[]; accepted: number; leftOut: number; kills: number; counters: Counters; repeats: number; firings: number; tasks: readonly TaskRecord[]; settledAfter: number; broken: string[] }

function reportOf({ seed, ms, plan, accepted, leftOut, kills, counters, repeats, firings, tasks, settledAfter, broken }: Seen): FaultReport {
  const states: Record<string, number> = {}
  for (const { state } of tasks) states[state] = (states[state] ?? 0) + 1
  return {
    seed, seconds: ms / 1000, accepted, leftOut, kills, pauses: plan.filter(({ kind }) => kind === 'pause').length, redeliveries: counters['chasqui_redeliveries_total'] ?? 0,
    duplicatesRefused: counters['chasqui_duplicates_total'] ?? 0, lateWritesRefused: counters['chasqui_late_writes_refused_total'] ?? 0, repeatedEffectsRefused: repeats, firings, states, settledAfter, broken,
  }
}
