import type { JsMsg } from '@nats-io/jetstream'
import { readTaskSubject, TaskDue } from '@chasqui/contracts'
import { foreign, readMessage, type ReadMessage } from '../read-message.ts'

/** A message on TASKS read against its schema. A message that cannot be read is an answer too, never a throw. */
export function receiveTask(message: JsMsg): ReadMessage<TaskDue> {
  const read = readMessage(message, TaskDue)
  if (!read.ok) return read
  const { tenantId, taskId, type } = read.value
  const named = readTaskSubject(message.subject)
  if (named?.tenantId !== tenantId || named.taskId !== taskId || named.type !== type) return foreign(message, `${tenantId}/${type}/${taskId}`)
  return read
}
