import type { JsMsg } from '@nats-io/jetstream'
import type { z } from 'zod'
import { readSubject, type ItemIds, type Stage } from '@chasqui/contracts'
import type { Fault } from '@chasqui/errors'
import type { TraceHeaders } from '@chasqui/telemetry'
import { workerErrors } from './errors.ts'

export type Received<S extends Stage = Stage> = {
  ids: ItemIds
  body: z.infer<S['takes']['schema']>
  /** Of the work on this message; handed on to the facts that follow from it. */
  trace: TraceHeaders | undefined
}

/** A message read against the schema of its stage. A message that cannot be read is an answer too, never a throw. */
export function receive<S extends Stage>(message: JsMsg, stage: S): { ok: true; value: Received<S> } | { ok: false; fault: Fault } {
  if (!message.headers?.get('ce-id')) return { ok: false, fault: workerErrors.fault('MESSAGE_WITHOUT_ID', { detail: message.subject }) }
  const parsed = stage.takes.schema.safeParse(parseJson(message))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return { ok: false, fault: workerErrors.fault('MESSAGE_UNREADABLE', { detail: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` }) }
  }
  const body = parsed.data as Received<S>['body']
  const { tenantId, batchId, itemId, run } = body
  const named = readSubject(message.subject)
  if (named?.tenantId !== tenantId || named.itemId !== itemId || named.batchId !== batchId) {
    return { ok: false, fault: workerErrors.fault('MESSAGE_FOREIGN', { detail: `${message.subject} carries ${tenantId}/${batchId}/${itemId}` }) }
  }
  return {
    ok: true,
    value: {
      ids: { tenantId, batchId, itemId, run },
      body,
      trace: undefined,
    },
  }
}

function parseJson(message: JsMsg): unknown {
  try {
    return message.json()
  } catch {
    return undefined
  }
}
