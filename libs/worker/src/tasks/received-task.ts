import type { JsMsg } from '@nats-io/jetstream'
import { readTaskSubject, TaskDue } from '@chasqui/contracts'
import type { Fault } from '@chasqui/errors'
import { workerErrors } from '../errors.ts'

/** A message on TASKS read against its schema. A message that cannot be read is an answer too, never a throw. */
export function receiveTask(message: JsMsg): { ok: true; due: TaskDue } | { ok: false; fault: Fault } {
  if (!message.headers?.get('ce-id')) return refused('MESSAGE_WITHOUT_ID', message.subject)
  const parsed = TaskDue.safeParse(jsonOf(message))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return refused('MESSAGE_UNREADABLE', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
  }
  const { tenantId, taskId, type } = parsed.data
  const named = readTaskSubject(message.subject)
  if (named?.tenantId !== tenantId || named.taskId !== taskId || named.type !== type) return refused('MESSAGE_FOREIGN', `${message.subject} carries ${tenantId}/${type}/${taskId}`)
  return { ok: true, due: parsed.data }
}

function refused(code: 'MESSAGE_WITHOUT_ID' | 'MESSAGE_UNREADABLE' | 'MESSAGE_FOREIGN', detail: string): { ok: false; fault: Fault } {
  return { ok: false, fault: workerErrors.fault(code, { detail }) }
}

function jsonOf(message: JsMsg): unknown {
  try {
    return message.json()
  } catch {
    return undefined
  }
}
