import { TASK_DUE_TYPE, TaskDue, taskFactSubject, taskFactType, taskSubjectOf, type TaskFact, type TaskFactName } from '@chasqui/contracts'
import { attemptNumber, type TaskRecord } from '@chasqui/mongo/tasks'
import type { Outgoing } from '@chasqui/nats'

/** The message that hands a task over to the workers of its service. */
export function dueMessage(task: TaskRecord, source: string): Outgoing {
  const body: TaskDue = { tenantId: task.tenantId, taskId: task._id, type: task.type, release: task.released, ...(task.crashes > 0 ? { isSuspect: true } : {}) }
  return {
    subject: taskSubjectOf({ type: task.type, lane: task.lane, tenantId: task.tenantId, taskId: task._id }), payload: JSON.stringify(body),
    messageId: `${task._id}:due:${task.released}`, type: TASK_DUE_TYPE, source: `/chasqui/${source}`, ceSubject: task._id,
  }
}

/** A task as a fact tells of it: what the record of it says after a write. */
export type ToldTask = Pick<TaskRecord, '_id' | 'tenantId' | 'type' | 'state' | 'epoch' | 'tries' | 'maxAttempts' | 'startedAt'> & { [K in 'substate' | 'parentId' | 'progress' | 'error']?: TaskRecord[K] | undefined }

/** The message that states what happened to a task. @param once tells this fact from others of its name, epoch and try */
export function taskFactMessage(what: TaskFactName, task: ToldTask, source: string, once: string | number = ''): Outgoing {
  const { _id, tenantId, type, state, substate, epoch, tries, parentId, progress, error } = task
  const body: TaskFact = {
    tenantId, taskId: _id, type, state, attempt: attemptNumber(task),
    ...(substate === undefined ? {} : { substate }), ...(parentId === undefined ? {} : { parentId }), ...(progress === undefined ? {} : { progress }),
    ...(error === undefined ? {} : { error: { code: error.code, message: error.message } }),
  }
  return {
    subject: taskFactSubject(what, tenantId, _id), payload: JSON.stringify(body), messageId: `${_id}:${what}:${epoch}.${tries}${once === '' ? '' : `.${once}`}`,
    type: taskFactType(what), source: `/chasqui/${source}`, ceSubject: _id,
  }
}
