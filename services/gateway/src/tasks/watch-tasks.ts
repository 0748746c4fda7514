import type { JsMsg } from '@nats-io/jetstream'
import { FINAL_TASK_STATES, readTaskFactSubject, streams, taskFactSubject, TaskFact, type TaskState } from '@chasqui/contracts'
import { NOTHING, within, type ServerEvent } from '@chasqui/http'
import type { TaskRecord } from '@chasqui/mongo/tasks'
import type { GatewayContext } from '../context.ts'
import { factsOf, type Facts } from '../live/facts-of.ts'
import { nextFact } from '../live/next-fact.ts'
import { progressView } from './progress-view.ts'
import { taskSummary } from './task-view.ts'

/** The last fact follows its write within milliseconds; should it be lost, the record says the same. */
const QUIET_MS = 500
const LOOK_EVERY_MS = 2_000

type Watched = AsyncGenerator<ServerEvent, void, undefined>

/** All tasks of a tenant, or of every tenant, as they move; what was before is told only to who comes back. @throws UNAVAILABLE */
export async function watchTasks({ bus }: Pick<GatewayContext, 'bus'>, tenantId: string | undefined, after: number, signal: AbortSignal): Promise<Watched> {
  return allOf(await factsOf(bus, { stream: streams.FACTS.name, subjects: [taskFactSubject('*', tenantId ?? '*', '*')], after, otherwise: 'new', eventOf }, signal), signal)
}

async function* allOf(facts: Facts, signal: AbortSignal): Watched {
  try {
    for (let came = await facts.next(); came && !signal.aborted; came = await facts.next()) yield came
  } finally {
    await facts.close()
  }
}

/** One task as it moves, from its launch or from where the client was cut off, until its end. @throws UNAVAILABLE */
export async function watchTask({ bus, taskStore }: Pick<GatewayContext, 'bus' | 'taskStore'>, { tenantId, _id }: Pick<TaskRecord, 'tenantId' | '_id'>, after: number, signal: AbortSignal): Promise<Watched> {
  return untilItsEnd(taskStore, { tenantId, _id }, await factsOf(bus, { stream: streams.FACTS.name, subjects: [taskFactSubject('*', tenantId, _id)], after, otherwise: 'all', eventOf }, signal), signal)
}

async function* untilItsEnd(taskStore: GatewayContext['taskStore'], { tenantId, _id }: Pick<TaskRecord, 'tenantId' | '_id'>, facts: Facts, signal: AbortSignal): Watched {
  try {
    let next = nextFact(facts)
    let waitMs = QUIET_MS
    for (;;) {
      const came = await within(next, waitMs, signal)
      if (signal.aborted) return
      if (came !== NOTHING) {
        // The broker ended it; the client comes back and goes on.
        if (came === undefined) return
        next = nextFact(facts)
        yield came
        if (!FINAL_TASK_STATES.has((came.data as { state: TaskState }).state)) continue
      }
      const task = await taskStore.tasks.find(tenantId, _id)
      if (!task || FINAL_TASK_STATES.has(task.state)) return yield { event: 'end', data: task ? taskSummary(task) : { id: _id } }
      waitMs = LOOK_EVERY_MS
    }
  } finally {
    await facts.close()
  }
}

function eventOf(message: JsMsg): ServerEvent {
  const { what, tenantId, taskId } = readTaskFactSubject(message.subject) ?? {}
  const fact = read(message)
  return {
    event: what === 'progressed' ? 'progress' : 'state', id: String(message.seq),
    data: {
      task_id: taskId, tenant_id: tenantId, fact: what, at: message.time.toISOString(), type: fact?.type ?? null, state: fact?.state ?? null, substate: fact?.substate ?? null, attempt: fact?.attempt ?? null,
      parent_id: fact?.parentId ?? null, progress: progressView(fact?.progress),
      error: fact?.error ?? null,
    },
  }
}

function read(message: JsMsg): TaskFact | undefined {
  try {
    return TaskFact.safeParse(message.json()).data
  } catch {
    // Not JSON: a watcher still sees that it came.
    return undefined
  }
}
