import { createHash } from 'node:crypto'
import { control, FINAL_TASK_STATES, queueOf } from '@chasqui/contracts'
import type { PlannedChild, TaskRecord, TaskStore, TaskTypeRecord } from '@chasqui/mongo/tasks'
import { v7 as uuidv7 } from 'uuid'
import type { Deps } from '../deps.ts'
import { workerErrors } from '../errors.ts'
import { announceLaunched } from './launch.ts'
import type { Child } from './outcome.ts'
import { sayTaskFact } from './say-fact.ts'
import type { EndedChild } from './task.ts'
import { unkeepable } from './task-params.ts'

type FamilyDeps = Pick<Deps, 'bus' | 'log'>
type FamilyStore = Pick<TaskStore, 'tasks' | 'families'>

/** A record, which holds the plan until the children are on record, is one document of at most 16 MB. */
const MAX_PLAN_BYTES = 8 * 1024 * 1024

/**
 * The children of a parent with all that their records need.
 * @throws TASK_CHILD_UNKNOWN, TASK_CHILD_FOREIGN, TASK_ANSWER_UNKEEPABLE, TASK_CHILDREN_TOO_LARGE
 */
export function plannedChildren(parent: Pick<TaskRecord, '_id' | 'tenantId' | 'startedAt' | 'createdAt'>, isPlatform: boolean, list: readonly Child[], types: ReadonlyMap<string, TaskTypeRecord>): PlannedChild[] {
  const planned = list.map(({ type: name, params, label, tenantId = parent.tenantId }, childNo) => {
    const type = types.get(name)
    if (!type) throw workerErrors.fault('TASK_CHILD_UNKNOWN', { detail: name })
    if (tenantId !== parent.tenantId && !isPlatform) throw workerErrors.fault('TASK_CHILD_FOREIGN', { detail: name })
    const problem = unkeepable(params)
    if (problem) throw workerErrors.fault('TASK_ANSWER_UNKEEPABLE', { detail: `${name}: ${problem.field} ${problem.message}` })
    return {
      _id: childId(parent, childNo), tenantId, type: name, lane: type.lane, queue: queueOf(name, type.lane), params, maxAttempts: type.retries.maxRetries + 1,
      ...(label === undefined ? {} : { label }),
    }
  })
  const bytes = Buffer.byteLength(JSON.stringify(planned))
  if (bytes > MAX_PLAN_BYTES) throw workerErrors.fault('TASK_CHILDREN_TOO_LARGE', { detail: `${planned.length} children of ${bytes} bytes` })
  return planned
}

/** The same child of the same parent is the same task; its id is in the order of time and place like every other, because tasks wait and are shown by it. */
function childId({ _id, startedAt, createdAt }: Pick<TaskRecord, '_id' | 'startedAt' | 'createdAt'>, childNo: number): string {
  return uuidv7({ msecs: (startedAt ?? createdAt).getTime(), seq: childNo, random: createHash('sha256').update(`${_id} ${childNo}`).digest().subarray(0, 16) })
}

/** Tells the parent that a child of it has ended; the last one lets the parent go on. Saying it twice counts once. */
export async function tellParent(deps: FamilyDeps, store: FamilyStore, service: string, child: Pick<TaskRecord, 'parentId' | 'childNo' | 'state'>): Promise<void> {
  if (child.parentId === undefined || child.childNo === undefined) return
  const parent = await store.families.childEnded(child.parentId, child.childNo, child.state === 'SUCCESS')
  if (parent && parent.substate === 'children' && parent.children && parent.children.ended.length >= parent.children.total) await wake(deps, store, service, parent)
}

/**
 * Does what is left to do about a parent that waits for children: puts those that it planned on record and counts them from their own records, after a crash between a
 * child's end and its parent's count, after a revoke, and when there are none. Doing it twice does no harm.
 * @returns whether the parent went on
 */
export async function closeFamily(deps: FamilyDeps, store: FamilyStore, service: string, parentId: string): Promise<boolean> {
  const parent = await store.tasks.find(undefined, parentId)
  if (!parent || parent.state !== 'STARTED' || parent.substate !== 'children') return false
  if (parent.plan) {
    // Also those of a parent that was revoked: whoever read it before and puts its children on record after that finds their ids taken.
    await store.families.insertPlanned(parent)
    if (!parent.cancelRequested) announceLaunched(deps, service, (await store.families.childrenOf(parentId)).filter((child) => child.waiting))
  }
  const children = await store.families.childrenOf(parentId, ['state', 'tenantId', 'childNo'])
  const open = children.filter(({ state }) => !FINAL_TASK_STATES.has(state))
  if (open.length === 0) return wake(deps, store, service, parent, children)
  // The last child that is revoked ends the parent.
  if (parent.cancelRequested) await revokeAll(deps, store, service, open, parent.cancelRequested)
  return false
}

/** How many children are told to stop at the same time. */
const REVOKED_AT_ONCE = 20

async function revokeAll(deps: FamilyDeps, store: FamilyStore, service: string, children: readonly TaskRecord[], { by, terminate }: { by: string; terminate: boolean }): Promise<void> {
  for (let at = 0; at < children.length; at += REVOKED_AT_ONCE) {
    await Promise.all(children.slice(at, at + REVOKED_AT_ONCE).map(({ tenantId, _id: taskId }) => revokeTask(deps, store, service, { tenantId, taskId, by, terminate })))
  }
}

/**
 * Revokes a task and all that follows from it: what has not started is at its end, what runs is told to stop at once, children are revoked with their parent. Repeating
 * it does no harm; the schedulers repeat it for families.
 */
export async function revokeTask(
  deps: FamilyDeps, store: FamilyStore, service: string, { tenantId, taskId, by, terminate }: { tenantId: string; taskId: string; by: string; terminate: boolean },
): ReturnType<FamilyStore['tasks']['revoke']> {
  const revoked = await store.tasks.revoke(tenantId, taskId, { by, terminate }, service)
  if (revoked.kind === 'revoked') {
    sayTaskFact(deps, service, 'revoked', revoked.task)
    await tellParent(deps, store, service, revoked.task)
  } else if (revoked.kind === 'revoking') {
    deps.bus.hint(control.revokeTask(taskId), terminate ? 'terminate' : '')
    sayTaskFact(deps, service, 'revoking', revoked.task)
    await closeFamily(deps, store, service, taskId)
  }
  return revoked
}

/** Every child has ended: the parent waits for a worker to join them, or is revoked if somebody asked for that. It was started in time: nothing expires any more. */
async function wake(deps: FamilyDeps, store: FamilyStore, service: string, parent: TaskRecord, children?: readonly TaskRecord[]): Promise<boolean> {
  const { tenantId, _id: taskId, queue } = parent
  const at = { tenantId, taskId, expect: { state: 'STARTED' as const, epoch: parent.epoch, substate: 'children' as const } }
  const counted = children && parent.children ? { children: { total: parent.children.total, ended: numbersOf(children), failed: numbersOf(children.filter(({ state }) => state !== 'SUCCESS')) } } : {}
  const [woken] = await store.tasks.apply([parent.cancelRequested
    ? { ...at, to: 'REVOKED', set: counted }
    : { ...at, expect: { ...at.expect, notCancelled: true }, to: 'PENDING', set: { ...counted, substate: 'joining', waiting: true }, unset: ['expiresAt'] }], service)
  if (woken?.kind === 'refused' && woken.standing.cancelRequested && !parent.cancelRequested) return wake(deps, store, service, woken.standing, children)
  if (woken?.kind !== 'moved') return false
  if (parent.cancelRequested) {
    sayTaskFact(deps, service, 'revoked', { ...parent, state: 'REVOKED' })
    await tellParent(deps, store, service, { ...parent, state: 'REVOKED' })
  } else deps.bus.hint(control.queue(queue), tenantId)
  return true
}

function numbersOf(children: readonly TaskRecord[]): number[] {
  return children.flatMap(({ childNo }) => childNo === undefined ? [] : [childNo])
}

/** What became of the children, as a parent's `join` is told. */
export async function endedChildren({ families }: Pick<TaskStore, 'families'>, parentId: string): Promise<EndedChild[]> {
  const children = await families.childrenOf(parentId, ['tenantId', 'type', 'params', 'label', 'state', 'result', 'error'])
  return children.map(({ _id, tenantId, type, params, label, state, result, error }) => ({
    taskId: _id, tenantId, type, params, ...(label === undefined ? {} : { label }), state: state as EndedChild['state'],
    ...(result === undefined ? {} : { result }), ...(error === undefined ? {} : { error: { code: error.code, message: error.message } }),
  }))
}

const SHOWN_CHILDREN = 200

/** The result of a parent that has no `join` of its own: partial failure is seen, and who failed. Pure. */
export function countsOf(children: readonly EndedChild[]): Record<string, unknown> {
  const countOf = (state: EndedChild['state']): number => children.filter((child) => child.state === state).length
  const unwell = children.filter(({ state }) => state !== 'SUCCESS')
  return {
    success: unwell.length === 0, total: children.length, succeeded: countOf('SUCCESS'), failed: countOf('FAILURE'), revoked: countOf('REVOKED'), expired: countOf('EXPIRED'),
    not_succeeded: unwell.slice(0, SHOWN_CHILDREN).map(({ taskId, label, state, error }) => ({ task_id: taskId, ...(label === undefined ? {} : { label }), state, ...(error === undefined ? {} : { error: error.code }) })),
  }
}
