import type { TaskRecord, TaskStore } from '@chasqui/mongo'
import { dueMessage, type Statements } from '@chasqui/worker'
import type { Source } from './releaser.ts'
import type { Held, TaskView } from './task-view.ts'

/** A tenant with a long list is read ahead: the list is looked through once for many releases. */
const READ_AHEAD = 500
/** What came meanwhile with a higher priority waits no longer than this, */
const READ_AGAIN_MS = 1_000
/** unless reading takes so long that it would be all that is done: then a tenth of the time goes into it. */
const SHARE = 10

type Ahead = { until: number; tasks: Pick<TaskRecord, '_id' | 'type'>[] }

/** @returns until when an answer is good that took from `startedAt` to now */
function goodUntil(startedAt: number, atLeastMs: number): number {
  const now = performance.now()
  return now + Math.max(atLeastMs, (now - startedAt) * SHARE)
}

/** The waiting tasks of one queue, without those that a pause or an open breaker holds. */
export function taskSource({ tasks }: Pick<TaskStore, 'tasks'>, view: Pick<TaskView, 'heldOf'>, statements: Pick<Statements, 'say'>, queue: string, name: string): Source<TaskRecord> {
  const ahead = new Map<string, Ahead>()
  let tenants = { until: 0, list: [] as string[] }

  /** The next ones in turn; read from the record when what was read ahead is used up or old. */
  async function next(tenantId: string, room: number, held: readonly string[]): Promise<string[]> {
    const list = await read(tenantId, room, held)
    const taken = list.tasks.slice(0, room)
    if (list.tasks.length > room) ahead.set(tenantId, { ...list, tasks: list.tasks.slice(room) })
    else ahead.delete(tenantId)
    return taken.map(({ _id }) => _id)
  }

  async function read(tenantId: string, room: number, held: readonly string[]): Promise<Ahead> {
    const startedAt = performance.now()
    const known = ahead.get(tenantId)
    if (known && known.until > startedAt) {
      const fresh = known.tasks.filter(({ type }) => !held.includes(type))
      if (fresh.length >= room) return { ...known, tasks: fresh }
    }
    const found = await tasks.firstWaiting(queue, tenantId, Math.max(READ_AHEAD, room), held)
    return { until: goodUntil(startedAt, READ_AGAIN_MS), tasks: found }
  }

  /** Those that came since are named by hints. */
  async function tenantsWithWaiting(): Promise<string[]> {
    const startedAt = performance.now()
    if (tenants.until <= startedAt) {
      const list = await tasks.tenantsWithWaiting(queue)
      tenants = { until: goodUntil(startedAt, 0), list }
    }
    return tenants.list
  }

  async function unless<T>(tenantId: string, nothing: T, look: (held: Exclude<Held, 'all'>) => Promise<T>): Promise<T> {
    const held = view.heldOf(queue, tenantId)
    return held === 'all' ? nothing : look(held)
  }

  return {
    inFlightByTenant: () => tasks.inFlightByTenant(queue),
    tenantsWithWaiting,
    countWaiting: (tenantId, most) => unless(tenantId, 0, (held) => tasks.countWaiting(queue, tenantId, most, held)),
    release: (tenantId, room) => unless<TaskRecord[]>(tenantId, [], async (held) => tasks.release(await next(tenantId, room, held), name)),
    hand: (task) => statements.say(dueMessage(task, 'scheduler'), `tasks.${task.lane}.${task.type}`, task.traceparent === undefined ? undefined : { traceparent: task.traceparent }, task.released > 1 ? 'link' : 'child'),
  }
}
