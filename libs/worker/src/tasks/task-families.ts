import { control, FINAL_TASK_STATES } from '@chasqui/contracts'
import type { TaskRecord, TaskStore } from '@chasqui/mongo/tasks'
import type { TaskDeps } from '../deps.ts'
import { announceLaunched } from './launch.ts'
import { sayTaskFact } from './say-fact.ts'

type FamilyDeps = TaskDeps<'tasks' | 'families'>

/** Tells the parent that a child of it has ended; the last one lets the parent go on. Saying it twice counts once. */
export async function tellParent(deps: FamilyDeps, child: Pick<TaskRecord, 'parentId' | 'childNo' | 'state'>): Promise<void> {
  if (child.parentId === undefined || child.childNo === undefined) return
  const parent = await deps.taskStore.families.childEnded(child.parentId, child.childNo, child.state === 'SUCCESS')
  if (parent && parent.substate === 'children' && parent.children && parent.children.ended.length >= parent.children.total) await wake(deps, parent)
}

/**
 * Does what is left to do about a parent that waits for children: puts those that it planned on record and counts them from their own records, after a crash between a
 * child's end and its parent's count, after a revoke, and when there are none. Doing it twice does no harm.
 * @returns whether the parent went on
 */
export async function closeFamily(deps: FamilyDeps, parentId: string): Promise<boolean> {
  const parent = await deps.taskStore.tasks.find(undefined, parentId)
  if (!parent || parent.state !== 'STARTED' || parent.substate !== 'children') return false
  if (parent.plan) {
    // Also those of a parent that was revoked: whoever read it before and puts its children on record after that finds their ids taken.
    await deps.taskStore.families.insertPlanned(parent)
    if (!parent.cancelRequested) announceLaunched(deps, (await deps.taskStore.families.childrenOf(parentId)).filter((child) => child.waiting))
  }
  const children = await deps.taskStore.families.childrenOf(parentId, ['state', 'tenantId', 'childNo'])
  const open = children.filter(({ state }) => !FINAL_TASK_STATES.has(state))
  if (open.length === 0) return wake(deps, parent, children)
  // The last child that is revoked ends the parent.
  if (parent.cancelRequested) await revokeAll(deps, open, parent.cancelRequested)
  return false
}

/** How many children are told to stop at the same time. */
const REVOKED_AT_ONCE = 20

async function revokeAll(deps: FamilyDeps, children: readonly TaskRecord[], { by, terminate }: { by: string; terminate: boolean }): Promise<void> {
  for (let at = 0; at < children.length; at += REVOKED_AT_ONCE) {
    await Promise.all(children.slice(at, at + REVOKED_AT_ONCE).map(({ tenantId, _id: taskId }) => revokeTask(deps, { tenantId, taskId, by, terminate })))
  }
}

/**
 * Revokes a task and all that follows from it: what has not started is at its end, what runs is told to stop at once, children are revoked with their parent. Repeating
 * it does no harm; the schedulers repeat it for families.
 */
export async function revokeTask(deps: FamilyDeps, { tenantId, taskId, by, terminate }: { tenantId: string; taskId: string; by: string; terminate: boolean }): ReturnType<TaskStore['tasks']['revoke']> {
  const revoked = await deps.taskStore.tasks.revoke(tenantId, taskId, { by, terminate }, deps.service)
  if (revoked.kind === 'revoked') {
    sayTaskFact(deps, 'revoked', revoked.task)
    await tellParent(deps, revoked.task)
  } else if (revoked.kind === 'revoking') {
    deps.bus.hint(control.revokeTask(taskId), terminate ? 'terminate' : '')
    sayTaskFact(deps, 'revoking', revoked.task)
    await closeFamily(deps, taskId)
  }
  return revoked
}

/** Every child has ended: the parent waits for a worker to join them, or is revoked if somebody asked for that. It was started in time: nothing expires any more. */
async function wake(deps: FamilyDeps, parent: TaskRecord, children?: readonly TaskRecord[]): Promise<boolean> {
  const { tenantId, _id: taskId, queue } = parent
  const at = { tenantId, taskId, expect: { state: 'STARTED' as const, epoch: parent.epoch, substate: 'children' as const } }
  const counted = children && parent.children ? { children: { total: parent.children.total, ended: numbersOf(children), failed: numbersOf(children.filter(({ state }) => state !== 'SUCCESS')) } } : {}
  const [woken] = await deps.taskStore.tasks.apply([parent.cancelRequested
    ? { ...at, to: 'REVOKED', set: counted }
    : { ...at, expect: { ...at.expect, notCancelled: true }, to: 'PENDING', set: { ...counted, substate: 'joining', waiting: true }, unset: ['expiresAt'] }], deps.service)
  if (woken?.kind === 'refused' && woken.standing.cancelRequested && !parent.cancelRequested) return wake(deps, woken.standing, children)
  if (woken?.kind !== 'moved') return false
  if (parent.cancelRequested) {
    sayTaskFact(deps, 'revoked', { ...parent, state: 'REVOKED' })
    await tellParent(deps, { ...parent, state: 'REVOKED' })
  } else deps.bus.hint(control.queue(queue), tenantId)
  return true
}

function numbersOf(children: readonly TaskRecord[]): number[] {
  return children.flatMap(({ childNo }) => childNo === undefined ? [] : [childNo])
}
