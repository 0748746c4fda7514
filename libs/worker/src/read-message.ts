import type { JsMsg } from '@nats-io/jetstream'
import type { z } from 'zod'
import type { Fault } from '@chasqui/errors'
import { workerErrors } from './errors.ts'

export type ReadMessage<T> = { ok: true; value: T } | { ok: false; fault: Fault }

/** A message read against a schema: MESSAGE_WITHOUT_ID or MESSAGE_UNREADABLE when it cannot be, which is an answer too, never a throw. */
export function readMessage<S extends z.ZodType>(message: JsMsg, schema: S): ReadMessage<z.infer<S>> {
  if (!message.headers?.get('ce-id')) return { ok: false, fault: workerErrors.fault('MESSAGE_WITHOUT_ID', { detail: message.subject }) }
  const parsed = schema.safeParse(jsonOf(message))
  if (parsed.success) return { ok: true, value: parsed.data }
  const [issue] = parsed.error.issues
  return { ok: false, fault: workerErrors.fault('MESSAGE_UNREADABLE', { detail: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` }) }
}

/** The answer to a message that names another tenant or record than its subject does. */
export function foreign({ subject }: JsMsg, carried: string): { ok: false; fault: Fault } {
  return { ok: false, fault: workerErrors.fault('MESSAGE_FOREIGN', { detail: `${subject} carries ${carried}` }) }
}

function jsonOf(message: JsMsg): unknown {
  try {
    return message.json()
  } catch {
    return undefined
  }
}
