import { JetStreamApiError } from '@nats-io/jetstream'
import { TaskDue, streams, taskSubjectOf } from '@chasqui/contracts'
import type { TaskRecord, TaskStore } from '@chasqui/mongo/tasks'
import type { Deps } from '@chasqui/worker'
import { heldByBroker } from '../held-by-broker.ts'

const LOOK_AT = 1_000
/** Of tasks that rest while the broker holds as many messages, so many are looked up one by one. */
const LOOKED_UP = 100
/** However much the broker holds, a task that was handed over so long ago is handed over again. */
const LONG_REST_MS = 10 * 60_000

/**
 * Lets tasks wait again that were handed over before `before` and whose message the broker has no more.
 * @param onWaiting told each queue in which something waits again
 */
export async function putBackLost({ bus, log }: Pick<Deps, 'bus' | 'log'>, { unattended }: Pick<TaskStore, 'unattended'>, onWaiting: (queue: string) => void, before: Date, now: Date): Promise<void> {
  if (!bus.isConnected()) return
  let back = 0
  for (const [queue, tasks] of Map.groupBy(await unattended.resting(before, LOOK_AT), (task) => task.queue)) {
    const lost = tasks.length > await heldByBroker(bus, streams.TASKS.name, queue) ? tasks : await lostOf(bus, tasks, now)
    const put = await Promise.all(lost.map((task) => unattended.putBack(task)))
    back += put.filter(Boolean).length
    if (put.includes(true)) onWaiting(queue)
  }
  if (back > 0) log.info({ tasks: back }, 'tasks that were lost on the way wait again')
}

async function lostOf(bus: Deps['bus'], tasks: readonly TaskRecord[], now: Date): Promise<TaskRecord[]> {
  const looked = await Promise.all(tasks.map(async (task, at) => {
    if (now.getTime() - task.movedAt.getTime() > LONG_REST_MS) return task
    return at < LOOKED_UP && !await isInStream(bus, task) ? task : undefined
  }))
  return looked.filter((task) => task !== undefined)
}

async function isInStream({ jsm }: Deps['bus'], task: TaskRecord): Promise<boolean> {
  try {
    const subject = taskSubjectOf({ type: task.type, lane: task.lane, tenantId: task.tenantId, taskId: task._id })
    const last = await jsm.streams.getMessage(streams.TASKS.name, { last_by_subj: subject })
    return last !== null && (TaskDue.safeParse(last.json()).data?.release ?? 0) >= task.released
  } catch (error) {
    if (error instanceof JetStreamApiError) return false
    throw error
  }
}
