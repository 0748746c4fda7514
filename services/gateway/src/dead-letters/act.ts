import type { FastifyRequest } from 'fastify'
import { InvalidInput, type Principal } from '@chasqui/http'
import type { DeadLetter } from '@chasqui/mongo'
import { discardDeadLetter, PayloadRefused, retryDeadLetter } from '@chasqui/worker'
import { noteDeed } from '../audit.ts'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { faultsOfRows } from '../ingest/rows.ts'
import { scopeOf } from '../scope.ts'
import { assertMayLaunch } from '../tasks/launch-task.ts'

/** The dead letter, or DEAD_LETTER_NOT_FOUND: of another tenant it is as if it did not exist. */
export async function letterOf({ deadLetters }: GatewayContext, principal: Principal, id: string): Promise<DeadLetter> {
  const letter = await deadLetters.find(scopeOf(principal), id)
  if (!letter) throw errors.fault('DEAD_LETTER_NOT_FOUND', { detail: id })
  return letter
}

/**
 * Tries a letter again for a person, perhaps with an edited payload.
 * @throws those of `retryDeadLetter`; TASK_PLATFORM_ONLY and FORBIDDEN for a task that the key may not launch; a payload that does not fit as VALIDATION_FAILED, with each field that is wrong
 */
export async function retryLetterOf(context: GatewayContext, request: FastifyRequest, letter: DeadLetter, edited: unknown): Promise<DeadLetter> {
  if (letter.kind === 'item' && typeof edited === 'object' && edited !== null) {
    const faults = faultsOfRows([edited as Record<string, unknown>], context.config.importsMaxRowKb * 1024)
    if (faults.length > 0) throw new InvalidInput(faults.map((fault) => ({ ...fault, field: 'payload' })))
  }
  // A retry is a launch: who may not launch the type does not get it launched through its letter.
  const type = letter.kind === 'task' ? await context.catalogue.type(letter.type ?? letter.stage) : undefined
  if (type) assertMayLaunch(request.principal, type)
  const after = await retryDeadLetter(context, context.taskStore, letter, request.principal.keyId, edited, request.trace).catch((error: unknown) => { throw named(error) })
  await noteDeed(context, request, {
    action: 'dead_letter.retry', tenantId: letter.tenantId, target: { kind: 'dead_letter', id: letter._id },
    // As text: what nobody could read may have names that the record cannot keep.
    before: { payload: textOf(letter.payload) }, after: { ...(after.resolved?.as === undefined ? {} : { as: after.resolved.as }), ...(edited === undefined ? {} : { payload: textOf(edited) }) },
  })
  return after
}

export async function discardLetterOf(context: GatewayContext, request: FastifyRequest, letter: DeadLetter, reason: string): Promise<DeadLetter> {
  const after = await discardDeadLetter(context, letter, request.principal.keyId, reason)
  await noteDeed(context, request, { action: 'dead_letter.discard', tenantId: letter.tenantId, target: { kind: 'dead_letter', id: letter._id }, reason, before: { code: letter.errorCode, stage: letter.stage } })
  return after
}

const TEXT_KEPT = 8_000

function textOf(payload: unknown): string {
  return (typeof payload === 'string' ? payload : JSON.stringify(payload) ?? '').slice(0, TEXT_KEPT)
}

function named(error: unknown): unknown {
  return error instanceof PayloadRefused ? new InvalidInput(error.problems.map(({ field, message, code }) => ({ field: field === '(all)' ? 'payload' : `payload.${field}`, message, code }))) : error
}
