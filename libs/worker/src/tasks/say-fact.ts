import type { TaskFactName } from '@chasqui/contracts'
import type { TaskRecord } from '@chasqui/mongo/tasks'
import { headersOf, publish } from '@chasqui/nats'
import { publishTraced, traceOfRecord } from '@chasqui/telemetry'
import type { Deps } from '../deps.ts'
import { taskFactMessage } from './messages.ts'

/** States what happened to a task, for whoever listens. The record is what counts: while the broker is away it is left out. */
export function sayTaskFact({ service, bus, log }: Pick<Deps, 'service' | 'bus' | 'log'>, what: TaskFactName, task: TaskRecord): void {
  if (!bus.isConnected()) return
  const message = taskFactMessage(what, task, service)
  const headers = headersOf(message)
  publishTraced({ service, template: `facts.task.run.${what}`, messageId: message.messageId }, traceOfRecord(task), headers, () => publish(bus, message, headers))
    .catch((error: unknown) => log.debug({ err: error, subject: message.subject }, 'a fact was not stated; the task is on record'))
}
