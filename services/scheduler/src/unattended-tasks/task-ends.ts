import { FACT_OF_END, type TaskFactName } from '@chasqui/contracts'
import type { TaskMove, TaskRecord } from '@chasqui/mongo/tasks'
import { traceOfRecord } from '@chasqui/telemetry'
import { buryTask, taskFactMessage, tellParent, type Deps, type Statements, type TaskDeps } from '@chasqui/worker'

type TaskEndDeps = Deps & TaskDeps<'tasks' | 'families'>

/** Writes moves of tasks that no worker has in hand, and does what follows from an end. */
export class TaskEnds {
  readonly #deps: TaskEndDeps
  readonly #statements: Pick<Statements, 'say'>

  constructor(deps: TaskEndDeps, statements: Pick<Statements, 'say'>) {
    this.#deps = deps
    this.#statements = statements
  }

  /** @returns the tasks that were moved, as they stand now; somebody else was faster with the others */
  async move(moves: readonly TaskMove[]): Promise<TaskRecord[]> {
    const results = await this.#deps.taskStore.tasks.apply(moves, this.#deps.processName)
    const moved = await this.#deps.taskStore.tasks.findMany(moves.filter((_, at) => results[at]?.kind === 'moved').map(({ taskId }) => taskId))
    // A parent is told of one child after the other, or the same document would be written by many at once.
    for (const task of moved) {
      const fact = FACT_OF_END[task.state]
      if (fact) await this.#follow(task, fact)
    }
    return moved
  }

  async #follow(task: TaskRecord, fact: TaskFactName): Promise<void> {
    if (task.state === 'FAILURE') await buryTask(this.#deps, task)
    // Said until the broker has it, but not waited for: other tasks are looked after meanwhile.
    this.#statements.say(taskFactMessage(fact, task, this.#deps.service), `facts.task.run.${fact}`, traceOfRecord(task), 'link')
      .catch((error: unknown) => this.#deps.log.debug({ err: error, task: task._id }, 'an end was not stated; the task is on record'))
    await tellParent(this.#deps, task)
  }
}
