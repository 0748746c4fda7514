import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { connectRecordStore } from '@chasqui/mongo'
import { openTaskStore, type TaskStore } from '@chasqui/mongo/tasks'
import { pidsOf, withSystem, type DurabilityClass } from '../with-system.ts'
import { TaskApi } from './task-api.ts'
import { noop, type Seen } from './task-types.ts'

/** What a measurement works with: the whole system in this process, a worker beside it, and the record to read times from. */
export type Setting = {
  api: TaskApi
  store: TaskStore
  tenantId: string
  pids: Map<string, number | undefined>
  /** Hears what handlers saw. */
  onSeen: (listener: (seen: Seen) => void) => void
}

const QUEUE = `${noop.type.split('.')[0]}_${noop.lane}`
const READY_LIMIT_MS = 60_000

export async function withTasks<T>(durability: DurabilityClass, report: (line: string) => void, work: (setting: Setting) => Promise<T>): Promise<T> {
  return withSystem(durability, report, async (system) => {
    const worker = fork(join(import.meta.dirname, 'worker.ts'), [system.natsUrl, system.mongoUrl], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    const store = await connectRecordStore({ url: system.mongoUrl, database: 'chasqui', name: 'chasqui-bench' })
    try {
      await once(worker, 'message', { signal: AbortSignal.timeout(READY_LIMIT_MS) })
      return await work({
        api: new TaskApi(system.url ?? '', system.keys.pe.apiKey), store: openTaskStore(store.db), tenantId: system.keys.pe.tenant,
        pids: new Map([...pidsOf(system), ['node (worker)', worker.pid]]),
        onSeen: (listener) => { worker.on('message', (seen) => listener(seen as Seen)) },
      })
    } finally {
      await stopped(worker)
      await store.close()
    }
  })
}

async function stopped(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return
  const exited = once(worker, 'exit')
  worker.send('stop')
  const killer = setTimeout(() => worker.kill('SIGKILL'), 15_000)
  await exited
  clearTimeout(killer)
}

/** Waits until no no-op task waits or is on its way. @returns false when time is up */
export async function atRest({ store }: Pick<Setting, 'store'>, limitMs: number): Promise<boolean> {
  const tasks = store.tasks.collection()
  for (const endAt = Date.now() + limitMs; Date.now() < endAt; await delay(1_000)) {
    const left = await Promise.all([{ queue: QUEUE, waiting: true as const }, { queue: QUEUE, inFlight: true as const }].map((filter) => tasks.countDocuments(filter)))
    if (left.every((count) => count === 0)) return true
  }
  return false
}
