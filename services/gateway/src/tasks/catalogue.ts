import type { TaskStore, TaskTypeRecord } from '@chasqui/mongo'

/** Types change with a deployment, workers come and go: what was read so lately is read no more. */
const FRESH_MS = 1_000

type Snapshot = { at: number; types: Map<string, TaskTypeRecord>; workedOn: Set<string> }

/** The task types that services have announced, and which of them a live worker runs; read at most once a second. */
export class TaskCatalogue {
  readonly #store: Pick<TaskStore, 'types' | 'workers'>
  #snapshot: Snapshot | undefined
  #reading: Promise<Snapshot> | undefined

  constructor(store: Pick<TaskStore, 'types' | 'workers'>) {
    this.#store = store
  }

  async type(name: string): Promise<TaskTypeRecord | undefined> {
    return (await this.#fresh()).types.get(name) ?? (await this.#store.types.find(name)) ?? undefined
  }

  async all(): Promise<TaskTypeRecord[]> {
    return [...(await this.#fresh()).types.values()]
  }

  /** Why a task of this type will wait however much room there is; undefined when it will not. */
  async noteOn({ _id, service, retiredAt }: TaskTypeRecord): Promise<string | undefined> {
    if (retiredAt) return `The service ${service} runs without ${_id} now: tasks of it wait until a version that has it starts`
    return (await this.#fresh()).workedOn.has(_id) ? undefined : `No worker of the service ${service} is up now: tasks of ${_id} wait until one is`
  }

  async isWorkedOn(name: string): Promise<boolean> {
    return (await this.#fresh()).workedOn.has(name)
  }

  async #fresh(): Promise<Snapshot> {
    if (this.#snapshot && performance.now() - this.#snapshot.at < FRESH_MS) return this.#snapshot
    // Many requests at once ask once.
    this.#reading ??= this.#read().finally(() => { this.#reading = undefined })
    return this.#reading
  }

  async #read(): Promise<Snapshot> {
    const [types, workers] = await Promise.all([this.#store.types.all(), this.#store.workers.live()])
    return this.#snapshot = { at: performance.now(), types: new Map(types.map((type) => [type._id, type])), workedOn: new Set(workers.flatMap((worker) => worker.types)) }
  }
}
