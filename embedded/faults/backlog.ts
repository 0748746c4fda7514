import type { TaskStore } from '@chasqui/mongo/tasks'

const LOOK_EVERY_MS = 500
/** More than a parent with its children and what is launched meanwhile: on a machine that keeps up there are fewer. */
const MOST_OPEN = 100

/**
 * How much is open. Customers who launched at their pace whatever is still open would leave a slow machine with more than a minute of work after the last fault, and that the
 * work ends could not be told from that it does not.
 */
export class Backlog {
  readonly #tasks: Pick<TaskStore['tasks'], 'collection'>
  readonly #timer: NodeJS.Timeout
  #open = 0

  constructor(tasks: Pick<TaskStore['tasks'], 'collection'>) {
    this.#tasks = tasks
    this.#timer = setInterval(() => { void this.#look().catch(() => undefined) }, LOOK_EVERY_MS)
  }

  get isFull(): boolean {
    return this.#open > MOST_OPEN
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** While the store is away the last answer stands. */
  async #look(): Promise<void> {
    this.#open = await this.#tasks.collection().countDocuments({ open: true }, { limit: MOST_OPEN + 1 })
  }
}
