import type { TaskRecord, TaskStore } from '@chasqui/mongo/tasks'
import { traceOfRecord } from '@chasqui/telemetry'
import { dueMessage, type Statements } from '@chasqui/worker'
import { ReadAhead } from '../release/read-ahead.ts'
import type { Source } from '../release/releaser.ts'
import { CappedTasks } from './capped-tasks.ts'
import type { Held, Readiness } from './readiness.ts'

/** An answer that took long is good for so many times as long: a tenth of the time goes into reading. */
const SHARE = 10
/** Enough for some seconds of quick tasks; one that is more urgent may come at any time. */
const AHEAD = { most: 500, goodForReadings: 10 } as const

/** The waiting tasks of one queue, without those that a pause or an open breaker holds. */
export function taskSource({ waiting, lines }: Pick<TaskStore, 'waiting' | 'lines'>, readiness: Pick<Readiness, 'heldOf' | 'cappedOf'>, statements: Pick<Statements, 'say'>, queue: string, name: string): Source<TaskRecord> {
  let tenants = { until: 0, list: [] as string[] }

  /** Those that came since are named by hints. */
  async function tenantsWithWaiting(): Promise<string[]> {
    const startedAt = performance.now()
    if (tenants.until <= startedAt) {
      const list = await waiting.tenantsWithWaiting(queue)
      const now = performance.now()
      tenants = { until: now + (now - startedAt) * SHARE, list }
    }
    return tenants.list
  }

  async function unless<T>(tenantId: string, nothing: T, look: (held: Exclude<Held, 'all'>) => Promise<T>): Promise<T> {
    const held = readiness.heldOf(queue, tenantId)
    return held === 'all' ? nothing : look(held)
  }

  let isTurnOfCapped = false

  /** Those of which only so many are at once, and the others: in turns first, so that where there is room for one only neither keeps the other waiting. */
  async function release(tenantId: string, room: number, held: readonly string[]): Promise<TaskRecord[]> {
    const capped = readiness.cappedOf(queue)
    if (capped.length === 0) return ahead.release(tenantId, room, held)
    const ofCapped = (most: number): Promise<TaskRecord[]> => cappedTasks.release(tenantId, most, capped.filter(({ type }) => !held.includes(type)))
    const ofOthers = (most: number): Promise<TaskRecord[]> => ahead.release(tenantId, most, [...new Set([...held, ...capped.map(({ type }) => type)])])
    isTurnOfCapped = !isTurnOfCapped
    const [first, second] = isTurnOfCapped ? [ofCapped, ofOthers] : [ofOthers, ofCapped]
    const released = await first(room)
    return released.length < room ? [...released, ...await second(room - released.length)] : released
  }

  const cappedTasks = new CappedTasks({ waiting, lines }, queue, name)
  const ahead = new ReadAhead<TaskRecord, readonly string[]>({ ids: (tenantId, most, held) => waiting.waitingIds(queue, tenantId, most, held), take: (_tenantId, ids, held) => waiting.release(ids, name, held) }, AHEAD)
  return {
    inFlightByTenant: () => waiting.inFlightByTenant(queue),
    tenantsWithWaiting,
    countWaiting: (tenantId, most) => unless(tenantId, 0, (held) => waiting.countWaiting(queue, tenantId, most, held)),
    release: (tenantId, room) => unless<TaskRecord[]>(tenantId, [], (held) => release(tenantId, room, held)),
    hand: (task) => statements.say(dueMessage(task, 'scheduler'), `tasks.${task.lane}.${task.type}`, traceOfRecord(task), task.released > 1 ? 'link' : 'child'),
  }
}
