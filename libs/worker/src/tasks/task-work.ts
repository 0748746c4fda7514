import type { TaskRecord, TaskStore } from '@chasqui/mongo/tasks'
import { workerErrors } from '../errors.ts'
import type { TaskContext } from './context.ts'
import { Children, type TaskOutcome } from './outcome.ts'
import type { TaskDefinition } from './task.ts'
import { countsOf, endedChildren } from './ended-children.ts'
import { unkeepable } from './task-params.ts'

const MAX_RESULT_BYTES = 1024 * 1024

/** Calls the code of a task: `run`, or `join` once all children of it have ended. */
export class TaskWork {
  readonly #store: TaskStore
  readonly #params = new Map<string, TaskDefinition['params']>()

  constructor(store: TaskStore) {
    this.#store = store
  }

  async do(definition: TaskDefinition, task: TaskRecord, ctx: TaskContext): Promise<TaskOutcome> {
    const parsed = this.#paramsOf(definition).safeParse(task.params)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      return { kind: 'refused', fault: workerErrors.fault('TASK_PARAMS_REFUSED', { detail: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` }) }
    }
    if (task.substate === 'joining') {
      const children = await endedChildren(this.#store, task._id)
      return successOf(definition.join ? await definition.join(ctx, children, parsed.data) : countsOf(children))
    }
    const result = await definition.run(ctx, parsed.data)
    return result instanceof Children ? { kind: 'children', children: result.list } : successOf(result)
  }

  /** A schema is made once: its first use compiles it. */
  #paramsOf({ type, params }: TaskDefinition): TaskDefinition['params'] {
    const made = this.#params.get(type) ?? params.strict()
    this.#params.set(type, made)
    return made
  }
}

function successOf(result: unknown): TaskOutcome {
  const size = Buffer.byteLength(JSON.stringify(result ?? null))
  if (size > MAX_RESULT_BYTES) return { kind: 'refused', fault: workerErrors.fault('TASK_RESULT_TOO_LARGE', { detail: `${size} bytes` }) }
  const problem = unkeepable(result)
  if (problem) return { kind: 'refused', fault: workerErrors.fault('TASK_ANSWER_UNKEEPABLE', { detail: `${problem.field} ${problem.message}` }) }
  return { kind: 'success', result }
}
