import type { TaskRun } from './task-run.ts'

/** A task may be revoked between its claim and its start: so many revokes are kept in mind. */
const REVOKES_KEPT = 1_000

/** The runs of one process, by task, so that a revoke finds its run, whichever of the two comes first. */
export class RunsAtWork {
  readonly #runs = new Map<string, Pick<TaskRun, 'revoke' | 'processStops'>>()
  readonly #revokes = new Map<string, { terminate: boolean }>()

  begin(taskId: string, run: Pick<TaskRun, 'revoke' | 'processStops'>): void {
    this.#runs.set(taskId, run)
    const early = this.#revokes.get(taskId)
    if (early) run.revoke(early.terminate)
  }

  end(taskId: string, run: Pick<TaskRun, 'revoke' | 'processStops'>): void {
    // A later run of it in this process may have taken its place.
    if (this.#runs.get(taskId) === run) this.#runs.delete(taskId)
  }

  revoke(taskId: string, terminate: boolean): void {
    const run = this.#runs.get(taskId)
    if (run) return run.revoke(terminate)
    this.#revokes.set(taskId, { terminate })
    for (const oldest of this.#revokes.keys()) {
      if (this.#revokes.size <= REVOKES_KEPT) return
      this.#revokes.delete(oldest)
    }
  }

  processStops(): void {
    for (const run of this.#runs.values()) run.processStops()
  }
}
