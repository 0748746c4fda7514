import type { JsMsg } from '@nats-io/jetstream'
import type { z } from 'zod'
import { readSubject, type ItemIds, type Stage } from '@chasqui/contracts'
import type { TraceHeaders } from '@chasqui/telemetry'
import { foreign, readMessage, type ReadMessage } from '../read-message.ts'

export type Received<S extends Stage = Stage> = {
  ids: ItemIds
  body: z.infer<S['takes']['schema']>
  /** Of the work on this message; handed on to the facts that follow from it. */
  trace: TraceHeaders | undefined
}

/** A message read against the schema of its stage. A message that cannot be read is an answer too, never a throw. */
export function receive<S extends Stage>(message: JsMsg, stage: S): ReadMessage<Received<S>> {
  const read = readMessage(message, stage.takes.schema)
  if (!read.ok) return read
  const body = read.value as Received<S>['body']
  const { tenantId, batchId, itemId, run } = body
  const named = readSubject(message.subject)
  if (named?.tenantId !== tenantId || named.itemId !== itemId || named.batchId !== batchId) return foreign(message, `${tenantId}/${batchId}/${itemId}`)
  return { ok: true, value: { ids: { tenantId, batchId, itemId, run }, body, trace: undefined } }
}
