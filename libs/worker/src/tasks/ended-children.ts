import type { TaskStore } from '@chasqui/mongo/tasks'
import type { EndedChild } from './task.ts'

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
