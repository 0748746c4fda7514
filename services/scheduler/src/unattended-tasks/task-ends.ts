import { FACT_OF_END, type TaskFactName } from '@chasqui/contracts'
import type { TaskMove, TaskRecord, TaskStore } from '@chasqui/mongo/tasks'
import { traceOfRecord } from '@chasqui/telemetry'
import { buryTask, taskFactMessage, tellParent, type Deps, type Statements } from '@chasqui/worker'

const SERVICE = 'scheduler'

/** Writes moves of tasks that no worker has in hand, and does what follows from an end. */
export class TaskEnds {
  readonly #deps: Deps
  readonly #store: Pick<TaskStore, 'tasks' | 'families'>
  readonly #statements: Pick<Statements, 'say'>

  constructor(deps: Deps, store: Pick<TaskStore, 'tasks' | 'families'>, statements: Pick<Statements, 'say'>) {
    this.#deps = deps
    this.#store = store
    this.#statements = statements
  }

  /** @returns the tasks that were moved, as they stand now; somebody else was faster with the others */
  async move(moves: readonly TaskMove[]): Promise<TaskRecord[]> {
    const results = await this.#store.tasks.apply(moves, SERVICE)
    const moved = await this.#store.tasks.findMany(moves.filter((_, at) => results[at]?.kind === 'moved').map(({ taskId }) => taskId))
    // A parent is told of one child after the other, or the same document would be written by many at once.
    for (const task of moved) {
      const fact = FACT_OF_END[task.state]
      if (fact) await this.#follow(task, fact)
    }
    return moved
  }

  async #follow(task: TaskRecord, fact: TaskFactName): Promise<void> {
    if (task.state === 'FAILURE') await buryTask(this.#deps, SERVICE, task)
    // Said until the broker has it, but not waited for: other tasks are looked after meanwhile.
    this.#statements.say(taskFactMessage(fact, task, SERVICE), `facts.task.run.${fact}`, traceOfRecord(task), 'link')
      .catch((error: unknown) => this.#deps.log.debug({ err: error, task: task._id }, 'an end was not stated; the task is on record'))
    await tellParent(this.#deps, this.#store, SERVICE, task)
  }
}
