import type { Collection, Db, Filter } from 'mongodb'
import type { TaskProgress } from '@chasqui/contracts'
import type { TaskRecord } from './task-record.ts'
import { tasksById } from './tasks-by-id.ts'

export type ClaimRequest = { tenantId: string; taskId: string; release: number }
/** Who claims; another one for every write. */
type Owner = { owner: string; worker: string; leaseUntil: Date }
export type ClaimResult = { kind: 'claimed'; task: TaskRecord } | { kind: 'refused'; standing: TaskRecord } | { kind: 'unknown' }

/** Tasks in the hands of workers: claimed, held by a lease, and worked on. */
export class TaskClaims {
  readonly #tasks: Collection<TaskRecord>

  constructor(db: Db) {
    this.#tasks = db.collection<TaskRecord>('tasks')
  }

  /** Claims tasks that were handed over, those of a tenant with one write: epoch + 1 and a lease. */
  async claim(requests: readonly ClaimRequest[], owner: Owner, now = new Date()): Promise<ClaimResult[]> {
    // `$not` and not `$or`: beside an `$or` not every store looks the record up by its id.
    const found = await this.#claimWhere(requests, owner, { expiresAt: { $not: { $lte: now } } }, now)
    // A parent that is about to join its children has started long ago, whatever the time is.
    const joining = requests.filter(({ taskId }) => found.get(taskId)?.substate === 'joining' && found.get(taskId)?.owner !== owner.owner)
    if (joining.length > 0) for (const [id, task] of await this.#claimWhere(joining, owner, { substate: 'joining' }, now)) found.set(id, task)
    // The same hand-over twice among them: one write claims it, for one of the two.
    const given = new Set<string>()
    return requests.map(({ taskId }) => {
      const task = found.get(taskId)
      if (!task) return { kind: 'unknown' }
      if (task.owner !== owner.owner || given.has(taskId)) return { kind: 'refused', standing: task }
      given.add(taskId)
      return { kind: 'claimed', task }
    })
  }

  async #claimWhere(requests: readonly ClaimRequest[], { owner, worker, leaseUntil }: Owner, condition: Filter<TaskRecord>, now: Date): Promise<Map<string, TaskRecord>> {
    // A statement costs more than a document: one for all that were handed over as often and are of one tenant, which mostly is all.
    // Not as one bulk write: the driver would reckon a lease that runs from the sending before that.
    await Promise.all(alike(requests).map(({ tenantId, release, ids }) => this.#tasks.updateMany(
      { _id: { $in: ids }, tenantId, state: 'PENDING', inFlight: true, released: release, cancelRequested: { $exists: false }, ...condition },
      { $set: { state: 'STARTED', owner, worker, leaseUntil, movedBy: owner, movedAt: now }, $unset: { deferred: '', waitsFor: '' }, $min: { startedAt: now }, $inc: { epoch: 1, version: 1 } },
    )))
    return tasksById(this.#tasks, requests.map(({ taskId }) => taskId))
  }

  /** Pushes the leases of these claims on. @returns what stands on record, by task */
  async renewLeases(held: readonly { taskId: string; owner: string }[], leaseUntil: Date): Promise<Map<string, Pick<TaskRecord, 'owner' | 'cancelRequested'>>> {
    const ids = held.map(({ taskId }) => taskId)
    await this.#tasks.updateMany({ _id: { $in: ids }, owner: { $in: held.map(({ owner }) => owner) }, state: 'STARTED' }, { $set: { leaseUntil } })
    const found = await this.#tasks.find({ _id: { $in: ids } }, { projection: { owner: 1, cancelRequested: 1 } }).toArray()
    return new Map(found.map((task) => [task._id, task]))
  }

  /** @returns the version that stands after the write, or undefined when the claim is somebody else's */
  async setProgress(taskId: string, epoch: number, progress: TaskProgress): Promise<number | undefined> {
    const { matchedCount } = await this.#tasks.updateOne({ _id: taskId, epoch, state: 'STARTED' }, { $set: { progress }, $inc: { version: 1 } })
    if (matchedCount === 0) return undefined
    return (await this.#tasks.findOne({ _id: taskId }, { projection: { version: 1 } }))?.version
  }

  /** From here on nobody can stop it; false when somebody has asked to, or the claim is not this one's any more. */
  async passNoReturn(taskId: string, epoch: number): Promise<boolean> {
    const { matchedCount } = await this.#tasks.updateOne({ _id: taskId, epoch, state: 'STARTED', cancelRequested: { $exists: false } }, { $set: { noReturn: true }, $inc: { version: 1 } })
    return matchedCount === 1
  }

  /** Whether this claim still stands and nobody has asked to stop: asked right before an effect outside the record. */
  async stands(taskId: string, epoch: number): Promise<boolean> {
    return await this.#tasks.countDocuments({ _id: taskId, epoch, state: 'STARTED', cancelRequested: { $exists: false }, leaseUntil: { $gt: new Date() } }, { limit: 1 }) === 1
  }
}

/** The ids of requests that differ in nothing else. */
function alike(requests: readonly ClaimRequest[]): { tenantId: string; release: number; ids: string[] }[] {
  const groups = new Map<string, { tenantId: string; release: number; ids: string[] }>()
  for (const { tenantId, release, taskId } of requests) {
    const group = groups.get(`${release} ${tenantId}`)
    if (group) group.ids.push(taskId)
    else groups.set(`${release} ${tenantId}`, { tenantId, release, ids: [taskId] })
  }
  return [...groups.values()]
}
