import { holdOn, type Hold, type TaskRecord, type TaskStore, type TaskTypeRecord } from '@chasqui/mongo/tasks'

/** Types change with a deployment, workers come and go, people pause: what was read so lately is read no more. */
const FRESH_MS = 1_000

/** What has waited for so long is not just being handed over. */
const WAITS_MS = 1_000

type Noted = Pick<TaskRecord, 'tenantId' | 'state'> & Partial<Pick<TaskRecord, 'waiting' | 'movedAt'>>

type Snapshot = { at: number; types: Map<string, TaskTypeRecord>; workedOn: Set<string>; holds: Hold[] }

/** The task types that services have announced, which of them a live worker runs, and what is held back; read at most once a second. */
export class TaskCatalogue {
  readonly #store: Pick<TaskStore, 'types' | 'workers' | 'holds'>
  #snapshot: Snapshot | undefined
  #reading: Promise<Snapshot> | undefined

  constructor(store: Pick<TaskStore, 'types' | 'workers' | 'holds'>) {
    this.#store = store
  }

  async type(name: string): Promise<TaskTypeRecord | undefined> {
    return (await this.#fresh()).types.get(name) ?? (await this.#store.types.find(name)) ?? undefined
  }

  async all(): Promise<TaskTypeRecord[]> {
    return [...(await this.#fresh()).types.values()]
  }

  /** Why this task of this type waits however much room there is; undefined when it does not. */
  async noteOn(type: TaskTypeRecord, task: Noted): Promise<string | undefined> {
    const { holds, workedOn } = await this.#fresh()
    const notes = [absenceNote(workedOn, type), holdNote(holds, type, task), limitNote(type, task)].filter((note) => note !== undefined)
    return notes.length > 0 ? notes.join('. ') : undefined
  }

  async isWorkedOn(name: string): Promise<boolean> {
    return (await this.#fresh()).workedOn.has(name)
  }

  /** What was seen is read anew by who asks next: who pauses sees it at once. */
  forget(): void {
    this.#snapshot = undefined
    // What is being read may have been read before it changed.
    this.#reading = undefined
  }

  async #fresh(): Promise<Snapshot> {
    if (this.#snapshot && performance.now() - this.#snapshot.at < FRESH_MS) return this.#snapshot
    // Many requests at once ask once.
    return this.#reading ?? this.#read()
  }

  #read(): Promise<Snapshot> {
    const reading: Promise<Snapshot> = this.#readNow()
      .then((snapshot) => {
        if (this.#reading === reading) this.#snapshot = snapshot
        return snapshot
      })
      .finally(() => { if (this.#reading === reading) this.#reading = undefined })
    return this.#reading = reading
  }

  async #readNow(): Promise<Snapshot> {
    const [types, workers, holds] = await Promise.all([this.#store.types.all(), this.#store.workers.live(), this.#store.holds.inForce()])
    return { at: performance.now(), types: new Map(types.map((type) => [type._id, type])), workedOn: new Set(workers.flatMap((worker) => worker.types)), holds }
  }
}

/** As a worker is going to see it: by the lane that the type has now. What has started is held no more. */
function holdNote(holds: readonly Hold[], { _id, lane, outside }: TaskTypeRecord, { tenantId, state }: Noted): string | undefined {
  const hold = state === 'STARTED' ? undefined : holdOn(holds, { tenantId, lane, type: _id, outside }, new Date())
  return hold && `The ${hold.kind} ${hold.name} is paused${hold.until ? ` until ${hold.until.toISOString()}` : ''}: ${hold.reason}`
}

function absenceNote(workedOn: ReadonlySet<string>, { _id, service, retiredAt }: TaskTypeRecord): string | undefined {
  if (retiredAt) return `The service ${service} runs without ${_id} now: tasks of it wait until a version that has it starts`
  return workedOn.has(_id) ? undefined : `No worker of the service ${service} is up now: tasks of ${_id} wait until one is`
}

/** It is handed over when one of those at work has ended; until then it is on record only, and has no deferral of its own. */
function limitNote({ _id, atOnce }: TaskTypeRecord, { state, waiting, movedAt }: Noted): string | undefined {
  if (!atOnce || state !== 'PENDING' || !waiting || movedAt === undefined || Date.now() - movedAt.getTime() < WAITS_MS) return undefined
  return `At most ${atOnce.limit} of ${_id} are at work at once${atOnce.by === 'type' ? '' : ` for a ${atOnce.by}`}; it waits for its turn`
}
