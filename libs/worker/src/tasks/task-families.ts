import { control, queueOf, type TaskFactName } from '@chasqui/contracts'
import type { PlannedChild, TaskRecord, TaskStore, TaskTypeRecord } from '@chasqui/mongo'
import { v5 as uuidv5 } from 'uuid'
import { workerErrors } from '../errors.ts'
import type { Deps } from '../stage.ts'
import { announceLaunched } from './launch.ts'
import type { Child } from './outcome.ts'
import type { EndedChild } from './task.ts'

type FamilyDeps = Pick<Deps, 'bus' | 'log'>
type FamilyStore = Pick<TaskStore, 'tasks'>

/** The namespace of the ids of children: the same child of the same parent is the same task. */
const CHILDREN = '6f0a6a52-6e1f-4d5e-9f5a-3f3b4c1d2e90'

/**
 * The children of a parent with all that their records need.
 * @throws TASK_CHILD_UNKNOWN, TASK_CHILD_FOREIGN
 */
export function plannedChildren(parent: Pick<TaskRecord, '_id' | 'tenantId'>, isPlatform: boolean, list: readonly Child[], types: ReadonlyMap<string, TaskTypeRecord>): PlannedChild[] {
  return list.map(({ type: name, params, label, tenantId = parent.tenantId }, childNo) => {
    const type = types.get(name)
    if (!type) throw workerErrors.fault('TASK_CHILD_UNKNOWN', { detail: name })
    if (tenantId !== parent.tenantId && !isPlatform) throw workerErrors.fault('TASK_CHILD_FOREIGN', { detail: name })
    return {
      _id: uuidv5(`${parent._id} ${childNo}`, CHILDREN), tenantId, type: name, lane: type.lane, queue: queueOf(name, type.lane), params, maxAttempts: type.retries.maxRetries + 1,
      ...(label === undefined ? {} : { label }),
    }
  })
}

/** Puts the children on record and lets them wait for room. A parent that was revoked meanwhile gets none. */
export async function raiseChildren(deps: FamilyDeps, store: FamilyStore, service: string, parent: TaskRecord): Promise<void> {
  if (!parent.cancelRequested) {
    await store.tasks.insertPlanned(parent)
    announceLaunched(deps, service, await store.tasks.childrenOf(parent._id))
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
async function wake({ bus }: FamilyDeps, { tasks }: FamilyStore, service: string, parent: TaskRecord): Promise<boolean> {
  const { tenantId, _id: taskId, queue } = parent
  const at = { tenantId, taskId, expect: { state: 'STARTED' as const, epoch: parent.epoch, substate: 'children' as const } }
  const [woken] = await tasks.apply([parent.cancelRequested ? { ...at, to: 'REVOKED' } : { ...at, expect: { ...at.expect, notCancelled: true }, to: 'PENDING', set: { substate: 'joining', waiting: true } }], service)
  if (woken?.kind === 'refused' && woken.standing.cancelRequested && !parent.cancelRequested) return wake({ bus } as FamilyDeps, { tasks }, service, woken.standing)
  if (woken?.kind !== 'moved') return false
  if (bus.isConnected()) bus.nc.publish(control.queue(queue))
  return true
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
