import type { JsMsg } from '@nats-io/jetstream'
import { FACT_OF_END, FINAL_TASK_STATES, type TaskDue } from '@chasqui/contracts'
import type { TaskRecord } from '@chasqui/mongo/tasks'
import type { Deps } from '../deps.ts'
import { workerErrors } from '../errors.ts'
import { settle } from '../settle.ts'
import type { StoreWait } from '../store-wait.ts'
import { buryTaskMessage } from './bury-task.ts'
import type { FollowUps } from './follow-ups.ts'
import type { ObservedTask, TaskObserver } from './task-observer.ts'

/**
 * Hand-overs whose task is not where they believe it to be. Whoever ended it may have died before stating that, so it is done again from the record; what is
 * somebody else's stays theirs.
 */
export class StaleHandOvers {
  readonly #deps: Deps
  readonly #storeWait: StoreWait
  readonly #observer: TaskObserver
  readonly #followUps: FollowUps

  constructor(deps: Deps, { storeWait, observer, followUps }: { storeWait: StoreWait; observer: TaskObserver; followUps: FollowUps }) {
    this.#deps = deps
    this.#storeWait = storeWait
    this.#observer = observer
    this.#followUps = followUps
  }

  /**
   * @param standing the task as it stands; undefined when there is none
   * @param isLateWrite its run has ended here, and that is counted already
   * @returns what came of the hand-over, in one word, for the metrics
   */
  async settle(message: JsMsg, due: TaskDue, standing: TaskRecord | undefined, observed: ObservedTask, isLateWrite = false): Promise<string> {
    if (standing && standing.tenantId !== due.tenantId) {
      this.#observer.foreign()
      await this.#storeWait.run(() => buryTaskMessage(this.#deps, message, workerErrors.fault('MESSAGE_FOREIGN', { detail: message.subject })))
      settle(message, { kind: 'term' })
      return 'buried'
    }
    if (!isLateWrite) this.#observer.duplicateRefused()
    if (standing && standing.released === due.release) {
      if (standing.state === 'STARTED' && standing.leaseUntil) {
        // At work elsewhere. Should that worker die, the scheduler hands the task over anew, and this message is void.
        settle(message, { kind: 'nak', afterMs: Math.max(1_000, standing.leaseUntil.getTime() - Date.now()) })
        return 'deferred'
      }
      if (FINAL_TASK_STATES.has(standing.state)) await this.#followUps.of(FACT_OF_END[standing.state] ?? 'failed', standing, observed)
      if (standing.plan) await this.#followUps.closeFamily(standing)
    }
    settle(message, { kind: 'ack' })
    return 'stale'
  }
}
