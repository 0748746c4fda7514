import type { JsMsg } from '@nats-io/jetstream'
import { readSubject } from '@chasqui/contracts'
import type { Fault } from '@chasqui/errors'
import type { Received } from './received.ts'
import type { Deps } from './stage.ts'

const STACK_KEPT = 4_000

/** Writes the dead letter of an item whose stage gave it up; before the message is let go, so a crash loses neither. */
export async function buryItem(deps: Deps, stage: string, message: JsMsg, received: Received, fault: Fault): Promise<void> {
  const item = await deps.items.find(received.ids.tenantId, received.ids.itemId)
  await deps.deadLetters.write({
    ...letterOf(stage, message, fault),
    _id: `${received.ids.itemId}:${stage}:${received.ids.run}`,
    tenantId: received.ids.tenantId, batchId: received.ids.batchId, itemId: received.ids.itemId,
    attempts: item?.attempts ?? [], payload: received.body,
  })
}

/** Writes the dead letter of a message that cannot be read, or that names what is not its own. */
export async function buryMessage(deps: Deps, stage: string, message: JsMsg, fault: Fault): Promise<void> {
  deps.log.error({ code: fault.code, subject: message.subject, seq: message.seq }, fault.message)
  await deps.deadLetters.write({
    ...letterOf(stage, message, fault),
    _id: `${message.info.stream}:${message.seq}:${stage}`,
    tenantId: readSubject(message.subject)?.tenantId ?? 'unknown',
    attempts: [], payload: message.string().slice(0, 64 * 1024),
  })
}

function letterOf(stage: string, message: JsMsg, fault: Fault) {
  const cause = fault.cause instanceof Error ? fault.cause : fault
  const traceparent = message.headers?.get('traceparent')
  return {
    stage, errorCode: fault.code, errorMessage: fault.message.slice(0, 1_000),
    ...(cause.stack ? { stack: cause.stack.slice(0, STACK_KEPT) } : {}),
    subject: message.subject, msgSeq: message.seq, deliveries: message.info.deliveryCount,
    ...(traceparent ? { traceparent } : {}),
  }
}
