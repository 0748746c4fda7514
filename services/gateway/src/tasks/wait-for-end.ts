import { FINAL_TASK_STATES, taskFactSubject } from '@chasqui/contracts'
import type { TaskRecord } from '@chasqui/mongo/tasks'
import type { GatewayContext } from '../context.ts'

/** A fact may be lost, the record is not: it is read this often all the same. */
const LOOK_EVERY_MS = 2_000

/**
 * Waits until a task is at its end, at most so long; the facts about it say when to look.
 * @returns the task as it was last seen, or undefined when it was not there
 */
export async function waitForEnd({ bus, taskStore }: Pick<GatewayContext, 'bus' | 'taskStore'>, task: Pick<TaskRecord, '_id' | 'tenantId'>, forMs: number, signal: AbortSignal): Promise<TaskRecord | undefined> {
  const until = Date.now() + forMs
  let wake = (): void => undefined
  let heard = false
  const hear = (): void => { heard = true; wake() }
  const subscription = bus.nc.isClosed() ? undefined : bus.nc.subscribe(taskFactSubject('*', task.tenantId, task._id), { callback: hear })
  signal.addEventListener('abort', hear)
  try {
    for (;;) {
      heard = false
      const now = await taskStore.tasks.find(task.tenantId, task._id)
      const leftMs = until - Date.now()
      if (!now || FINAL_TASK_STATES.has(now.state) || leftMs <= 0 || signal.aborted) return now ?? undefined
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(LOOK_EVERY_MS, leftMs))
        wake = () => { clearTimeout(timer); resolve() }
        // It came between the read and this.
        if (heard) wake()
      })
    }
  } finally {
    signal.removeEventListener('abort', hear)
    subscription?.unsubscribe()
  }
}
