import { control, FINAL_TASK_STATES, type TaskFactName } from '@chasqui/contracts'
import type { TaskRecord } from '@chasqui/mongo/tasks'
import type { Deps, TaskDeps } from '../deps.ts'
import { RoomHints } from '../room-hints.ts'
import type { Statements } from '../statements.ts'
import type { StoreWait } from '../store-wait.ts'
import { buryTask } from './bury-task.ts'
import { taskFactMessage, type ToldTask } from './messages.ts'
import { closeFamily, tellParent } from './task-families.ts'
import type { ObservedTask, TaskObserver } from './task-observer.ts'

type FollowUpDeps = Deps & TaskDeps<'tasks' | 'families'>

/** What follows from the end of a run: its dead letter, its fact, its children, its parent's count. All of it may be done twice. */
export class FollowUps {
  readonly #deps: FollowUpDeps
  readonly #storeWait: StoreWait
  readonly #statements: Statements
  readonly #observer: TaskObserver
  readonly #hints: RoomHints

  constructor(deps: FollowUpDeps, { storeWait, statements, observer }: { storeWait: StoreWait; statements: Statements; observer: TaskObserver }) {
    this.#deps = deps
    this.#storeWait = storeWait
    this.#statements = statements
    this.#observer = observer
    this.#hints = new RoomHints(deps.bus)
  }

  /** @param triesMore tries that the write of the end has counted, beyond those of the task */
  async of(fact: TaskFactName, task: TaskRecord, observed: ObservedTask, triesMore = 0): Promise<void> {
    if (task.state === 'FAILURE') {
      await this.#storeWait.run(async () => buryTask(this.#deps, await this.#deps.taskStore.tasks.find(task.tenantId, task._id) ?? task))
      this.#observer.buried(task.queue, task.error?.code ?? 'UNEXPECTED')
    }
    // Before it is said, which waits for the broker: a parent that is revoked meanwhile finds all of its children.
    if (fact === 'spawned') await this.closeFamily(task)
    await this.say(fact, { ...task, tries: task.tries + triesMore }, observed)
    if (FINAL_TASK_STATES.has(task.state)) await this.#storeWait.run(() => tellParent(this.#deps, task))
    this.#hints.roomFor(control.queue(task.queue), task.tenantId)
  }

  /** Puts the children that a parent planned on record and lets them wait for room; a parent of none goes on. */
  async closeFamily({ _id }: TaskRecord): Promise<void> {
    await this.#storeWait.run(() => closeFamily(this.#deps, _id))
  }

  /** States a fact until the broker has it. */
  async say(fact: TaskFactName, task: ToldTask, { trace }: ObservedTask, once?: number): Promise<void> {
    await this.#statements.say(taskFactMessage(fact, task, this.#deps.service, once), `facts.task.run.${fact}`, trace.headers)
  }
}
