import { createHash } from 'node:crypto'
import { control, queueOf, type TaskFactName } from '@chasqui/contracts'
import type { PlannedChild, TaskRecord, TaskStore, TaskTypeRecord } from '@chasqui/mongo'
import { v7 as uuidv7 } from 'uuid'
import { workerErrors } from '../errors.ts'
import type { Deps } from '../stage.ts'
import { announceLaunched, tellFact } from './launch.ts'
import type { Child } from './outcome.ts'
import type { EndedChild } from './task.ts'

type FamilyDeps = Pick<Deps, 'bus' | 'log'>
type FamilyStore = Pick<TaskStore, 'tasks'>

/**
 * The children of a parent with all that their records need.
 * @throws TASK_CHILD_UNKNOWN, TASK_CHILD_FOREIGN
 */
export function plannedChildren(parent: Pick<TaskRecord, '_id' | 'tenantId' | 'startedAt' | 'createdAt'>, isPlatform: boolean, list: readonly Child[], types: ReadonlyMap<string, TaskTypeRecord>): PlannedChild[] {
  return list.map(({ type: name, params, label, tenantId = parent.tenantId }, childNo) => {
    const type = types.get(name)
    if (!type) throw workerErrors.fault('TASK_CHILD_UNKNOWN', { detail: name })
    if (tenantId !== parent.tenantId && !isPlatform) throw workerErrors.fault('TASK_CHILD_FOREIGN', { detail: name })
    return {
      _id: childId(parent, childNo), tenantId, type: name, lane: type.lane, queue: queueOf(name, type.lane), params, maxAttempts: type.retries.maxRetries + 1,
      ...(label === undefined ? {} : { label }),
    }
  })
}

/** The same child of the same parent is the same task; its id is in the order of time and place like every other, because tasks wait and are shown by it. */
function childId({ _id, startedAt, createdAt }: Pick<TaskRecord, '_id' | 'startedAt' | 'createdAt'>, childNo: number): string {
  return uuidv7({ msecs: (startedAt ?? createdAt).getTime(), seq: childNo, random: createHash('sha256').update(`${_id} ${childNo}`).digest().subarray(0, 16) })
}

/** Puts the children on record and lets them wait for room. A parent that was revoked meanwhile gets none. */
export async function raiseChildren(deps: FamilyDeps, store: FamilyStore, service: string, parent: TaskRecord): Promise<void> {
  if (!parent.cancelRequested) {
    await store.tasks.insertPlanned(parent)
    announceLaunched(deps, service, await store.tasks.childrenOf(parent._id))
    // A revoke that came between the parent's write and its children's has not seen them.
    const now = await store.tasks.find(parent.tenantId, parent._id)
    if (now?.cancelRequested) await revokeChildren(deps, store, service, parent._id, now.cancelRequested)
  }
  await closeFamily(deps, store, service, parent._id)
}

/** Tells the parent that a child of it has ended; the last one lets the parent go on. Saying it twice counts once. */
export async function tellParent(deps: FamilyDeps, store: FamilyStore, service: string, child: Pick<TaskRecord, 'parentId' | 'childNo' | 'state'>): Promise<void> {
  if (child.parentId === undefined || child.childNo === undefined) return
  const parent = await store.tasks.childEnded(child.parentId, child.childNo, child.state === 'SUCCESS')
  if (parent && parent.substate === 'children' && parent.children && parent.children.ended.length >= parent.children.total) await wake(deps, store, service, parent)
}

/**
 * Counts the children of a parent from their own records: after a crash between a child's end and its parent's count, after a revoke, and when there are none.
 * @returns whether the parent went on
 */
export async function closeFamily(deps: FamilyDeps, store: FamilyStore, service: string, parentId: string): Promise<boolean> {
  const parent = await store.tasks.find(undefined, parentId)
  if (!parent || parent.state !== 'STARTED' || parent.substate !== 'children') return false
  if (parent.plan && !parent.cancelRequested) {
    await store.tasks.insertPlanned(parent)
    announceLaunched(deps, service, (await store.tasks.childrenOf(parentId)).filter((child) => child.waiting))
  }
  const children = await store.tasks.childrenOf(parentId, ['state'])
  if (children.some(({ state }) => ENDS[state] === undefined)) return false
  return wake(deps, store, service, parent)
}

const ENDS: Readonly<Partial<Record<TaskRecord['state'], TaskFactName>>> = { SUCCESS: 'succeeded', FAILURE: 'failed', REVOKED: 'revoked', EXPIRED: 'expired' }

/** Every child has ended: the parent waits for a worker to join them, or is revoked if somebody asked for that. */
async function wake(deps: FamilyDeps, store: FamilyStore, service: string, parent: TaskRecord): Promise<boolean> {
  const { tasks } = store
  const { tenantId, _id: taskId, queue } = parent
  const at = { tenantId, taskId, expect: { state: 'STARTED' as const, epoch: parent.epoch, substate: 'children' as const } }
  const isRevoked = parent.cancelRequested !== undefined
  const [woken] = await tasks.apply([parent.cancelRequested ? { ...at, to: 'REVOKED' } : { ...at, expect: { ...at.expect, notCancelled: true }, to: 'PENDING', set: { substate: 'joining', waiting: true } }], service)
  if (woken?.kind === 'refused' && woken.standing.cancelRequested && !parent.cancelRequested) return wake(deps, store, service, woken.standing)
  if (woken?.kind !== 'moved') return false
  if (isRevoked) await afterRevoked(deps, store, service, taskId)
  else if (deps.bus.isConnected()) deps.bus.nc.publish(control.queue(queue))
  return true
}

export type RevokeRequest = { by: string; terminate: boolean }
export type RevokeResult = Awaited<ReturnType<TaskStore['tasks']['revoke']>>

/**
 * Asks a task and all that it has brought forth to stop. What waits never starts; what runs is told, and again at the renewal of its lease should that get lost; a
 * parent ends when its last child has.
 */
export async function revokeTask(deps: FamilyDeps, store: FamilyStore, service: string, task: Pick<TaskRecord, '_id' | 'tenantId'>, request: RevokeRequest): Promise<RevokeResult> {
  const result = await store.tasks.revoke(task.tenantId, task._id, request, `${service}:revoke`)
  if (result.kind === 'revoked') await afterRevoked(deps, store, service, task._id)
  if (result.kind !== 'revoking') return result
  if (deps.bus.isConnected()) deps.bus.nc.publish(control.revokeTask(task._id), request.terminate ? 'terminate' : '')
  tellFact(deps, service, 'revoking', result.task)
  if (result.task.children) await revokeChildren(deps, store, service, task._id, request)
  return result
}

/** How many children are told at once. */
const TOLD_AT_ONCE = 20

async function revokeChildren(deps: FamilyDeps, store: FamilyStore, service: string, parentId: string, request: RevokeRequest): Promise<void> {
  const open = (await store.tasks.childrenOf(parentId, ['tenantId', 'state'])).filter(({ state }) => ENDS[state] === undefined)
  for (let at = 0; at < open.length; at += TOLD_AT_ONCE) await Promise.all(open.slice(at, at + TOLD_AT_ONCE).map((child) => revokeTask(deps, store, service, child, request)))
  await closeFamily(deps, store, service, parentId)
}

/** A task was revoked that no worker had in hand: nobody else says so. */
async function afterRevoked(deps: FamilyDeps, store: FamilyStore, service: string, taskId: string): Promise<void> {
  const task = await store.tasks.find(undefined, taskId)
  if (!task) return
  tellFact(deps, service, 'revoked', task)
  await tellParent(deps, store, service, task)
}

/** What became of the children, as a parent's `join` is told. */
export async function endedChildren({ tasks }: FamilyStore, parentId: string): Promise<EndedChild[]> {
  const children = await tasks.childrenOf(parentId, ['tenantId', 'type', 'params', 'label', 'state', 'result', 'error'])
  return children.map(({ _id, tenantId, type, params, label, state, result, error }) => ({
    taskId: _id, tenantId, type, params, ...(label === undefined ? {} : { label }), state: state as EndedChild['state'],
    ...(result === undefined ? {} : { result }), ...(error === undefined ? {} : { error: { code: error.code, message: error.message } }),
  }))
}

const SHOWN_CHILDREN = 200

/** The result of a parent that has no `join` of its own: partial failure is seen, and who failed. Pure. */
export function countsOf(children: readonly EndedChild[]): Record<string, unknown> {
  const in_ = (state: EndedChild['state']): number => children.filter((child) => child.state === state).length
  const unwell = children.filter(({ state }) => state !== 'SUCCESS')
  return {
    success: unwell.length === 0, total: children.length, succeeded: in_('SUCCESS'), failed: in_('FAILURE'), revoked: in_('REVOKED'), expired: in_('EXPIRED'),
    not_succeeded: unwell.slice(0, SHOWN_CHILDREN).map(({ taskId, label, state, error }) => ({ task_id: taskId, ...(label === undefined ? {} : { label }), state, ...(error === undefined ? {} : { error: error.code }) })),
  }
}
