import { fromSending } from '@chasqui/mongo'
import type { ClaimRequest, ClaimResult, TaskMove, TaskMoveResult, TaskStore } from '@chasqui/mongo/tasks'
import { grouped } from '../grouped.ts'
import type { StoreWait } from '../store-wait.ts'
import type { LeaseKeeper } from './lease-keeper.ts'
import type { TakenPlace } from './task-admission.ts'
import type { TaskRunnerSettings } from './task-settings.ts'

const GROUP_MAX = 100

/** A claim with the places that are taken for its task. */
export type PlacedClaim = ClaimRequest & { places: readonly TakenPlace[] }

/** Claims and moves of tasks, as one process writes them: those that come together are one write, which waits while the record store is away. */
export class TaskWrites {
  readonly #store: Pick<TaskStore, 'tasks' | 'claims'>
  readonly #leases: Pick<LeaseKeeper, 'expect' | 'letGo'>
  readonly #storeWait: StoreWait
  readonly #settings: Pick<TaskRunnerSettings, 'worker' | 'taskLeaseMs'>
  readonly claim: (request: PlacedClaim) => Promise<ClaimResult>
  readonly apply: (move: TaskMove) => Promise<TaskMoveResult>
  #claims = 0

  constructor(store: Pick<TaskStore, 'tasks' | 'claims'>, leases: Pick<LeaseKeeper, 'expect' | 'letGo'>, storeWait: StoreWait, settings: Pick<TaskRunnerSettings, 'worker' | 'taskLeaseMs'>) {
    this.#store = store
    this.#leases = leases
    this.#storeWait = storeWait
    this.#settings = settings
    this.claim = grouped((requests) => this.#claimAll(requests), { max: GROUP_MAX, isolates: true, ownerOf: (request) => request.tenantId })
    this.apply = grouped((moves) => this.#applyAll(moves), { max: GROUP_MAX, isolates: true, ownerOf: (move) => move.tenantId })
  }

  /** All by one write under one name, which is kept when the store went away before it could answer: what was claimed is then found to be ours. */
  async #claimAll(requests: readonly PlacedClaim[]): Promise<ClaimResult[]> {
    const { worker, taskLeaseMs } = this.#settings
    const owner = `${worker}/${Date.now().toString(36)}-${++this.#claims}`
    // Before the write: while a neighbour computes, nobody here reads its answer, and the leases would end meanwhile.
    for (const { taskId, places } of requests) this.#leases.expect({ taskId, owner, places })
    let results: ClaimResult[] = []
    try {
      return results = await this.#storeWait.run(() => this.#store.claims.claim(requests, { owner, worker, leaseUntil: fromSending(taskLeaseMs) }))
    } finally {
      requests.forEach(({ taskId }, at) => { if (results[at]?.kind !== 'claimed') this.#leases.letGo({ taskId, owner }) })
    }
  }

  /** Under one mark too: a move that was written before the store went away is found to be ours. */
  #applyAll(moves: readonly TaskMove[]): Promise<TaskMoveResult[]> {
    const mark = this.#store.tasks.mark(this.#settings.worker)
    return this.#storeWait.run(() => this.#store.tasks.apply(moves, this.#settings.worker, mark))
  }
}
