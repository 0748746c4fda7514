import { control, laneOf } from '@chasqui/contracts'
import type { TaskRecord, TaskStore } from '@chasqui/mongo/tasks'
import type { Deps, Statements } from '@chasqui/worker'
import { Releaser } from '../release/releaser.ts'
import { Windows } from '../release/windows.ts'
import { Rounds } from '../rounds.ts'
import { Readiness } from './readiness.ts'
import { rulesOfTasks, type TaskWindowOptions } from './rules-of-tasks.ts'
import { taskSource } from './task-source.ts'

/** Everything is looked at this often, hint or not. */
const LOOK_EVERY_MS = 1_000

type TaskReleaserDeps = Deps & { taskStore: TaskStore }

/**
 * Hands waiting tasks over to the workers of their service, queue by queue: as many of each tenant as the live workers have slots, and more only where they end quickly. So what
 * a newcomer finds before it is being worked on already, or is done in a moment. A queue that no live worker serves is left alone: its tasks wait on the record.
 */
export class TaskReleasers {
  readonly #deps: TaskReleaserDeps
  readonly #statements: Statements
  readonly #options: TaskWindowOptions
  readonly #readiness: Readiness
  readonly #rounds: Rounds
  readonly #releasers = new Map<string, Releaser<TaskRecord>>()
  #subscriptions: { unsubscribe: () => void }[] = []

  constructor(deps: TaskReleaserDeps, statements: Statements, options: TaskWindowOptions) {
    this.#deps = deps
    this.#statements = statements
    this.#options = options
    this.#readiness = new Readiness(deps.taskStore)
    this.#rounds = new Rounds('looking for waiting tasks', () => this.#look(), deps.log)
  }

  start(): void {
    const { nc } = this.#deps.bus
    this.#subscriptions = [
      nc.subscribe(control.queues, { callback: (_error, hint) => this.#hinted(hint.subject.slice(control.queue('').length), hint.string()) }),
      nc.subscribe(control.holds, { callback: () => { this.#holdsChanged().catch(() => undefined) } }),
    ]
    this.#rounds.start(() => LOOK_EVERY_MS)
  }

  async stop(): Promise<void> {
    for (const one of this.#subscriptions) one.unsubscribe()
    await this.#rounds.stop()
    await Promise.all([...this.#releasers.values()].map((releaser) => releaser.stop()))
  }

  /** Tasks came into this queue. */
  lookAt(queue: string): void {
    this.#releaserOf(queue)?.lookAtAll()
  }

  #hinted(queue: string, tenantId: string): void {
    if (this.#readiness.slotsOf(queue) > 0) {
      const releaser = this.#releaserOf(queue)
      // Where a place is anybody's, its end may let another tenant's task go.
      if (tenantId === '' || this.#readiness.cappedOf(queue).some(({ by }) => by === 'type')) releaser?.lookAtAll()
      else releaser?.lookAt(tenantId)
      return
    }
    // Perhaps it is a worker that has just started.
    this.#readiness.readWorkers().then(() => this.lookAt(queue), () => undefined)
  }

  async #holdsChanged(): Promise<void> {
    await this.#readiness.readHolds()
    for (const releaser of this.#releasers.values()) releaser.lookAtAll()
  }

  async #look(): Promise<void> {
    await this.#readiness.refresh()
    for (const queue of this.#readiness.queuesWithWorkers()) this.lookAt(queue)
  }

  #releaserOf(queue: string): Releaser<TaskRecord> | undefined {
    if (laneOf(queue) === undefined) return undefined
    let releaser = this.#releasers.get(queue)
    if (!releaser) {
      releaser = new Releaser(taskSource(this.#deps.taskStore, this.#readiness, this.#statements, queue, this.#deps.processName), new Windows(() => rulesOfTasks(this.#slotsOf(queue), this.#options)), this.#deps.log)
      this.#releasers.set(queue, releaser)
    }
    return releaser
  }

  /** While the broker is away nothing can be handed over: it waits on the record instead of on its way. */
  #slotsOf(queue: string): number {
    return this.#deps.bus.isConnected() ? this.#readiness.slotsOf(queue) : 0
  }
}
