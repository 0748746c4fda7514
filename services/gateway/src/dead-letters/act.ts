import type { FastifyRequest } from 'fastify'
import { InvalidInput } from '@chasqui/http'
import type { DeadLetter } from '@chasqui/mongo'
import { discardDeadLetter, PayloadRefused, retryDeadLetter, withKeptSecrets } from '@chasqui/worker'
import { metrics } from '@chasqui/telemetry'
import { noteDeed } from '../audit.ts'
import type { GatewayContext } from '../context.ts'
import { faultsOfRows } from '../ingest/rows.ts'
import { assertMayLaunch, checkedParams } from '../tasks/launch-task.ts'
import { maskedPayload } from './show-letter.ts'

/**
 * Tries a letter again for a person, perhaps with an edited payload.
 * @throws those of `retryDeadLetter`; TASK_PLATFORM_ONLY, FORBIDDEN, REPLAY_FOREIGN and BATCH_NOT_FOUND for a task that the key may not launch; a payload that does not fit as VALIDATION_FAILED, with each field that is wrong
 */
export async function retryLetterOf(context: GatewayContext, request: FastifyRequest, letter: DeadLetter, edited: unknown): Promise<DeadLetter> {
  if (letter.kind === 'item' && typeof edited === 'object' && edited !== null) {
    const faults = faultsOfRows([edited as Record<string, unknown>], context.config.importsMaxRowKb * 1024)
    if (faults.length > 0) throw new InvalidInput(faults.map((fault) => ({ ...fault, field: 'payload' })))
  }
  // A retry is a launch: who may not launch the type does not get it launched through its letter.
  const type = letter.kind === 'task' ? await context.catalogue.type(letter.type ?? letter.stage) : undefined
  if (type) {
    assertMayLaunch(request.principal, type)
    if (typeof edited === 'object' && edited !== null && !Array.isArray(edited)) await checkedParams(context, type, withKeptSecrets(type.params, edited as Record<string, unknown>, letter.payload), letter.tenantId, 'payload')
  }
  const corrected = await correctedFields(context, letter, edited)
  const after = await retryDeadLetter(context, letter, { by: request.principal.keyName, edited, trace: request.trace }).catch((error: unknown) => { throw named(error) })
  for (const field of corrected) metrics('gateway').imports.fieldCorrected({ tenantId: letter.tenantId, field })
  await noteDeed(context, request, {
    action: 'dead_letter.retry', tenantId: letter.tenantId, target: { kind: 'dead_letter', id: letter._id },
    // As text: what nobody could read may have names that the record cannot keep.
    before: { payload: textOf(await maskedPayload(context, letter, letter.payload)) }, after: { ...(after.resolved?.as === undefined ? {} : { as: after.resolved.as }), ...(edited === undefined ? {} : { payload: textOf(await maskedPayload(context, letter, edited)) }) },
  })
  return after
}

export async function discardLetterOf(context: GatewayContext, request: FastifyRequest, letter: DeadLetter, reason: string): Promise<DeadLetter> {
  const after = await discardDeadLetter(context, letter, request.principal.keyName, reason)
  await noteDeed(context, request, { action: 'dead_letter.discard', tenantId: letter.tenantId, target: { kind: 'dead_letter', id: letter._id }, reason, before: { code: letter.errorCode, stage: letter.stage } })
  return after
}

/** The fields of a row that are other than they came: the best measure of how well documents are read. */
async function correctedFields({ items }: GatewayContext, { kind, tenantId, itemId }: DeadLetter, edited: unknown): Promise<string[]> {
  if (kind !== 'item' || itemId === undefined || typeof edited !== 'object' || edited === null) return []
  const row = (await items.find(tenantId, itemId))?.row
  return row === undefined ? [] : Object.entries(edited).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(row[name])).map(([name]) => name)
}

const TEXT_KEPT = 8_000

function textOf(payload: unknown): string {
  return (typeof payload === 'string' ? payload : JSON.stringify(payload) ?? '').slice(0, TEXT_KEPT)
}

function named(error: unknown): unknown {
  return error instanceof PayloadRefused ? new InvalidInput(error.problems.map(({ field, message, code }) => ({ field: field === '(all)' ? 'payload' : `payload.${field}`, message, code }))) : error
}
