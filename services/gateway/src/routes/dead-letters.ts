import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Reason } from '@chasqui/contracts'
import { LETTER_KINDS } from '@chasqui/mongo'
import type { GatewayContext } from '../context.ts'
import { discardLetterOf, retryLetterOf } from '../dead-letters/act.ts'
import { showLetter } from '../dead-letters/show-letter.ts'
import { LetterSummary, letterSummary, LetterView } from '../dead-letters/views.ts'
import { IdempotencyHeaders, REPEATABLE } from '../request/once.ts'
import { listScopeOf } from '../scope.ts'
import { answerWithTask } from '../tasks/answer-with-task.ts'
import { taskAddress, TaskView } from '../tasks/task-view.ts'
import { pageOf, pageOfRecords, paging, StoreCursor } from './paging.ts'
import { DayOrInstant, inOrder, LetterParams, momentOf, SearchText, Tenant } from './params.ts'

const Filter = {
  kind: z.enum(LETTER_KINDS).optional(), service: SearchText.optional().describe('that gave up'), stage: SearchText.optional().describe('the stage, or the type of the task'), code: SearchText.optional().describe('what it failed with'),
  from: DayOrInstant.optional().describe('given up at or after'), to: DayOrInstant.optional().describe('given up before'), tenant: Tenant,
}

const Retry = z.strictObject({
  payload: z.unknown().optional().describe('in place of what was given up: the parameters of a task, the row of an item that came as a row, the body of a message; checked against what it goes to'),
}).nullish().meta({ description: 'may be left out', examples: [{ payload: { kind: 'invoices', format: 'csv' } }] })

const Discard = z.strictObject({ reason: Reason }).meta({ id: 'DiscardDeadLetter', examples: [{ reason: 'The sender will send it again' }] })

const Bulk = z.strictObject({
  action: z.enum(['retry', 'discard']), filter: inOrder(z.strictObject(Filter)).describe('as in the list; only open ones are meant'),
  rate_per_second: z.int().min(1).max(100).default(10).describe('so many a second, or the same will fail again'), reason: Reason,
}).meta({ id: 'DeadLettersInBulk', examples: [{ action: 'retry', filter: { code: 'OCR_TIMEOUT', from: '2026-03-01' }, rate_per_second: 5, reason: 'The machines were too busy' }] })

const TAGS = ['Dead letters']
const RETRIED = ['DEAD_LETTER_RESOLVED', 'DEAD_LETTER_STALE', 'DEAD_LETTER_NOT_EDITABLE', 'DEAD_LETTER_TYPE_UNKNOWN', 'DEAD_LETTER_BROKER_AWAY', 'TASK_PLATFORM_ONLY', 'PLATFORM_HAS_NO_BOOKS', 'REPLAY_FOREIGN', 'BATCH_NOT_FOUND'] as const

/** What stages and tasks gave up, in one place. */
export function deadLetterRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  return (app, _options, ready) => {
    app.get('', {
      config: { role: 'viewer', fails: ['CURSOR_INVALID', 'TENANT_NOT_FOUND'] },
      schema: {
        tags: TAGS, operationId: 'listDeadLetters', summary: 'What was given up, newest first', description: 'Open ones, unless asked otherwise. Without payload and attempts: those are with each letter.',
        querystring: inOrder(z.object({ ...Filter, is: z.enum(['open', 'resolved', 'any']).default('open'), ...paging(StoreCursor, 50) })),
        response: { 200: pageOf('DeadLetters', LetterSummary) },
      },
    }, async (request) => {
      const { from, to, tenant, cursor, limit, ...filter } = request.query
      return pageOfRecords(await context.deadLetters.list({ ...filter, tenantId: listScopeOf(request.principal, tenant), from: momentOf(from), to: momentOf(to) }, { cursor, limit }), letterSummary)
    })

    app.get('/:letterId', {
      config: { role: 'viewer', fails: ['DEAD_LETTER_NOT_FOUND'] },
      schema: { tags: TAGS, operationId: 'getDeadLetter', summary: 'One dead letter with its payload and attempts', params: LetterParams, response: { 200: LetterView } },
    }, async (request) => showLetter(context, request.letter))

    app.post('/:letterId/retry', {
      config: { role: 'operator', fails: ['DEAD_LETTER_NOT_FOUND', ...RETRIED] },
      schema: {
        tags: TAGS, operationId: 'retryDeadLetter', summary: 'Try again what was given up, perhaps edited', params: LetterParams, body: Retry, response: { 200: LetterView },
        description: 'A failed task becomes a new task (its address is in `Location`), an item goes round again at the step that failed, or from the beginning with the edited row, an unreadable message is published anew under an id of its own. Who may launch the type of a task may retry its letter.',
      },
    }, async (request, reply) => {
      const letter = request.letter
      const after = await retryLetterOf(context, request, letter, request.body?.payload)
      if (after.kind === 'task' && after.resolved?.as !== undefined) reply.header('Location', taskAddress(after.resolved.as))
      return showLetter(context, after)
    })

    app.post('/:letterId/discard', {
      config: { role: 'operator', fails: ['DEAD_LETTER_NOT_FOUND', 'DEAD_LETTER_RESOLVED'] },
      schema: { tags: TAGS, operationId: 'discardDeadLetter', summary: 'Let go of what was given up, with a reason', params: LetterParams, body: Discard, response: { 200: LetterView } },
    }, async (request) => showLetter(context, await discardLetterOf(context, request, request.letter, request.body.reason)))

    app.post('/bulk', {
      config: { role: 'operator', fails: [...REPEATABLE] },
      schema: { tags: TAGS, operationId: 'bulkDeadLetters', summary: 'Retry or discard many, by filter and with a rate: a task', headers: IdempotencyHeaders, body: Bulk, response: { 202: TaskView }, description: 'The task (its address is in `Location`) shows how far it is and can be revoked.' },
    }, (request, reply) => {
      return answerWithTask(context, request, reply, {
        type: 'dead_letters.bulk', params: request.body, deed: { action: `dead_letter.bulk_${request.body.action}`, reason: request.body.reason }, address: taskAddress,
      })
    })
    ready()
  }
}
