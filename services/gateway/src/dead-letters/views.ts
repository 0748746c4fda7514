import { z } from 'zod'
import { LETTER_KINDS, type DeadLetter, type ListedLetter } from '@chasqui/mongo'
import { traceIdOf } from '@chasqui/telemetry'

const At = z.iso.datetime()

const Fields = {
  id: z.string(), kind: z.enum(LETTER_KINDS).describe('an item that a stage gave up, a task that failed, or a message that nobody could read'), tenant_id: z.string(),
  service: z.string().describe('that gave up'), stage: z.string().describe('the stage, or the type of the task'), type: z.string().nullable(), task_id: z.string().nullable(), batch_id: z.string().nullable(), item_id: z.string().nullable(),
  code: z.string().describe('what it failed with; stable'), message: z.string().describe('for people'), deliveries: z.int().describe('how often it was handed out'), trace_id: z.string().nullable().describe('its log lines and spans say the rest'), first_failed_at: At, last_failed_at: At,
  resolved: z.object({ at: At, by: z.string(), how: z.enum(['requeued', 'discarded']).describe('requeued: it was tried again'), reason: z.string().nullable(), as: z.string().nullable().describe('the task or the message that tries it again') }).nullable(),
}

export const LetterSummary = z.object(Fields).meta({ id: 'DeadLetterSummary' })
export const LetterView = z.object({
  ...Fields, payload: z.unknown().describe('as it came: the parameters of a task (its secrets masked), the fact of an item, the body of a message'), stack: z.string().nullable(), attempts: z.array(z.record(z.string(), z.unknown())), subject: z.string(),
}).meta({ id: 'DeadLetter' })

export function letterSummary(letter: ListedLetter): z.infer<typeof LetterSummary> {
  const { _id, kind, tenantId, service, stage, type, taskId, batchId, itemId, errorCode, errorMessage, deliveries, traceparent, firstFailedAt, lastFailedAt, resolved } = letter
  return {
    id: _id, kind, tenant_id: tenantId, service, stage, type: type ?? null, task_id: taskId ?? null, batch_id: batchId ?? null, item_id: itemId ?? null, code: errorCode, message: errorMessage, deliveries,
    trace_id: traceIdOf(traceparent) ?? null, first_failed_at: firstFailedAt.toISOString(), last_failed_at: lastFailedAt.toISOString(),
    resolved: resolved && { at: resolved.at.toISOString(), by: resolved.by, how: resolved.how, reason: resolved.reason ?? null, as: resolved.as ?? null },
  }
}

export function letterView(letter: DeadLetter): z.infer<typeof LetterView> {
  return {
    ...letterSummary(letter), payload: letter.payload, stack: letter.stack ?? null, subject: letter.subject,
    // As they are on record, whatever gave them up.
    attempts: JSON.parse(JSON.stringify(letter.attempts)) as Record<string, unknown>[],
  }
}
