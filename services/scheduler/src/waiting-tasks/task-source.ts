import type { TaskRecord, TaskStore } from '@chasqui/mongo'
import { dueMessage, type Statements } from '@chasqui/worker'
import type { Source } from '../release/releaser.ts'
import type { Held, TaskView } from './task-view.ts'
import { WaitingList } from './waiting-list.ts'

/** An answer that took long is good for so many times as long: a tenth of the time goes into reading. */
const SHARE = 10

/** The waiting tasks of one queue, without those that a pause or an open breaker holds. */
export function taskSource({ tasks }: Pick<TaskStore, 'tasks'>, view: Pick<TaskView, 'heldOf'>, statements: Pick<Statements, 'say'>, queue: string, name: string): Source<TaskRecord> {
  let tenants = { until: 0, list: [] as string[] }

  /** Those that came since are named by hints. */
  async function tenantsWithWaiting(): Promise<string[]> {
    const startedAt = performance.now()
    if (tenants.until <= startedAt) {
      const list = await tasks.tenantsWithWaiting(queue)
      const now = performance.now()
      tenants = { until: now + (now - startedAt) * SHARE, list }
    }
    return tenants.list
  }

  async function unless<T>(tenantId: string, nothing: T, look: (held: Exclude<Held, 'all'>) => Promise<T>): Promise<T> {
    const held = view.heldOf(queue, tenantId)
    return held === 'all' ? nothing : look(held)
  }

  const list = new WaitingList(tasks, queue, name)
  return {
    inFlightByTenant: () => tasks.inFlightByTenant(queue),
    tenantsWithWaiting,
    countWaiting: (tenantId, most) => unless(tenantId, 0, (held) => tasks.countWaiting(queue, tenantId, most, held)),
    release: (tenantId, room) => unless<TaskRecord[]>(tenantId, [], (held) => list.release(tenantId, room, held)),
    hand: (task) => statements.say(dueMessage(task, 'scheduler'), `tasks.${task.lane}.${task.type}`, task.traceparent === undefined ? undefined : { traceparent: task.traceparent }, task.released > 1 ? 'link' : 'child'),
  }
}
