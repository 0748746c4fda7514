import { deadTaskSubject, PLATFORM_TENANT, readTaskSubject, taskSubjectOf, type TaskDead } from '@chasqui/contracts'
import type { JsMsg } from '@nats-io/jetstream'
import type { Fault } from '@chasqui/errors'
import { taskLetterId } from '@chasqui/mongo'
import type { TaskError, TaskRecord } from '@chasqui/mongo/tasks'
import type { Outgoing } from '@chasqui/nats'
import { unreadCarrierOf } from '../dead-letters/carrier.ts'
import { writeLetter, type Letter, type WriteLetterDeps } from '../dead-letters/write-letter.ts'
import { textOf } from '../error-text.ts'

/** Writes the dead letter of a task that failed, from its record, under an id of its own so that there is one. */
export async function buryTask(deps: WriteLetterDeps, task: TaskRecord): Promise<void> {
  const error: TaskError = task.error ?? { code: 'UNEXPECTED', message: 'no reason was kept', retryable: true }
  await write(deps, {
    _id: taskLetterId(task._id), kind: 'task', service: deps.service, stage: task.type, tenantId: task.tenantId, taskId: task._id, type: task.type,
    errorCode: error.code, errorMessage: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }),
    attempts: task.attempts, payload: task.params, subject: taskSubjectOf({ ...task, taskId: task._id }), msgSeq: 0, deliveries: task.released,
    ...(task.traceparent === undefined ? {} : { traceparent: task.traceparent }),
  })
}

/** Writes the dead letter of a message on TASKS that cannot be read, or that names what is not its own. */
export async function buryTaskMessage(deps: WriteLetterDeps, message: JsMsg, fault: Fault): Promise<void> {
  deps.log.error({ code: fault.code, subject: message.subject, seq: message.seq }, fault.message)
  const named = readTaskSubject(message.subject)
  await write(deps, {
    _id: `${message.info.stream}:${message.seq}:${message.info.consumer}`, kind: 'message', service: deps.service, stage: named?.type ?? message.info.consumer, tenantId: named?.tenantId ?? PLATFORM_TENANT,
    ...(named ? { type: named.type } : {}), errorCode: fault.code, errorMessage: textOf(fault.message),
    attempts: [], ...unreadCarrierOf(message),
  })
}

async function write(deps: WriteLetterDeps, letter: Letter): Promise<void> {
  await writeLetter(deps, letter, deadMessage(letter))
}

/** What died and why, never its parameters. */
function deadMessage({ _id, service, tenantId, taskId, stage, errorCode, errorMessage, deliveries }: Letter): Outgoing {
  const id = (taskId ?? _id).replaceAll(/[^\w-]/g, '_')
  const body: TaskDead = { tenantId, taskId, type: stage, errorCode, errorMessage, deliveries }
  return {
    subject: deadTaskSubject(stage, tenantId, id), messageId: _id, type: 'chasqui.task.dead.v1', source: `/chasqui/${service}`, ceSubject: id,
    payload: JSON.stringify(body),
  }
}
