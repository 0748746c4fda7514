import type { Deps, TaskDeps } from '@chasqui/worker'
import { Rounds } from '../rounds.ts'
import { Families } from './families.ts'
import { putBackLost } from './lost-messages.ts'
import { buryFailed } from './unburied-failures.ts'

type ReconcilerDeps = Deps & TaskDeps<'tasks' | 'families' | 'unattended'>

/**
 * Heals what was lost on the way, one thing after the other: parents whose children have ended without anybody telling them, failures without their dead letter, and tasks that were
 * handed over and whose message the broker has no more.
 */
export class TaskReconciler {
  readonly #deps: ReconcilerDeps
  readonly #onWaiting: (queue: string) => void
  readonly #options: { restAfterMs: number; everyMs: number }
  readonly #families: Families
  readonly #rounds: Rounds

  constructor(deps: ReconcilerDeps, onWaiting: (queue: string) => void, options: { everyMs: number; restAfterMs: number }) {
    this.#deps = deps
    this.#onWaiting = onWaiting
    this.#options = options
    this.#families = new Families(deps)
    this.#rounds = new Rounds('reconciling tasks', () => this.#reconcile(), deps.log)
  }

  start(): void {
    this.#rounds.start(() => this.#options.everyMs)
  }

  stop(): Promise<void> {
    return this.#rounds.stop()
  }

  async #reconcile(now = new Date()): Promise<void> {
    const before = new Date(now.getTime() - this.#options.restAfterMs)
    await this.#families.close(before)
    await buryFailed(this.#deps, before)
    await putBackLost(this.#deps, this.#deps.taskStore, this.#onWaiting, before, now)
  }
}
