import type { TaskProgress } from '@chasqui/contracts'
import type { TaskRecord, TaskStore } from '@chasqui/mongo/tasks'
import { textOf } from '../error-text.ts'
import { withoutSecrets } from './secret-params.ts'

const PROGRESS_EVERY_MS = 1_000

export type RunProgressParts = {
  claims: Pick<TaskStore['claims'], 'setProgress'>
  /** Among the parameters of the task: nothing that is shown quotes one of them. */
  secrets: readonly string[]
  onWritten: (progress: TaskProgress, version: number) => void
}

/** How far a run says that it is: written at most once a second, and a last time at its end. */
export class RunProgress {
  readonly #task: Pick<TaskRecord, '_id' | 'epoch'>
  readonly #parts: RunProgressParts
  readonly #startedAt = Date.now()
  #progress: TaskProgress | undefined
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(task: Pick<TaskRecord, '_id' | 'epoch'>, parts: RunProgressParts) {
    this.#task = task
    this.#parts = parts
  }

  note(done: number, total?: number, note?: string, stage?: string): void {
    const perMs = done / Math.max(1, Date.now() - this.#startedAt)
    this.#progress = {
      done, ...(total === undefined ? {} : { total }), ...(note === undefined ? {} : { note: this.#shown(note, 500) }), ...(stage === undefined ? {} : { stage: this.#shown(stage, 100) }),
      ...(total === undefined || done <= 0 ? {} : { etaSeconds: Math.max(0, Math.round((total - done) / perMs / 1000)) }),
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#writing = this.#write()
    }, PROGRESS_EVERY_MS)
  }

  /** Writes what was not written yet. */
  async last(): Promise<void> {
    this.stop()
    await this.#writing
    await this.#write()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  async #write(): Promise<void> {
    const progress = this.#progress
    this.#progress = undefined
    if (!progress) return
    // A progress that could not be shown is no reason to stop the work.
    const version = await this.#parts.claims.setProgress(this.#task._id, this.#task.epoch, progress).catch(() => undefined)
    if (version !== undefined) this.#parts.onWritten(progress, version)
  }

  #shown(text: string, most: number): string {
    return textOf(withoutSecrets(text, this.#parts.secrets), most)
  }
}
