import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Instant, PlainText, Reason } from '@chasqui/contracts'
import type { GatewayContext } from '../context.ts'
import { REPLAY } from '../named.ts'
import { IdempotencyHeaders, REPEATABLE } from '../request/once.ts'
import { listScopeOf } from '../scope.ts'
import { answerWithTask } from '../tasks/answer-with-task.ts'
import { revokeOrRefuse } from '../tasks/revoke-task.ts'
import { showTask } from '../tasks/show-task.ts'
import { TaskSummary, taskSummary, TaskView } from '../tasks/task-view.ts'
import { pageFrom, pageOf, paging } from './paging.ts'
import { ReplayParams, Tenant } from './params.ts'

const ReplayBody = z.strictObject({
  subject: PlainText.min(1).max(200).describe('of the facts that are said again, with * and >; a tenant names itself in its place'),
  from: Instant.describe('said at or after'), to: Instant.describe('said at or before'), reason: Reason.describe('kept in the audit'),
  dry_run: z.boolean().default(true).describe('count only, and say nothing again'), rate_per_second: z.int().min(1).max(1_000).optional(),
}).meta({ id: 'StartReplay', examples: [{ subject: 'imports.classified.t1.>', from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z', reason: 'extract misread the folio', dry_run: true }] })

const TAGS = ['Replays']

/** Past facts said again after a bug was mended: each replay is a task. */
export function replayRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  return (app, _options, ready) => {
    app.post('', {
      config: { role: 'admin', fails: ['REPLAY_FOREIGN', ...REPEATABLE] },
      schema: { tags: TAGS, operationId: 'startReplay', summary: 'Say the facts of a subject again', headers: IdempotencyHeaders, body: ReplayBody, response: { 202: TaskView }, description: 'What a fact brought about already is not done again: the record decides. The address of the replay is in `Location`.' },
    }, async (request, reply) => {
      const { from, to, reason } = request.body
      const params = { ...request.body, from: new Date(from).toISOString(), to: new Date(to).toISOString() }
      return answerWithTask(context, request, reply, { type: REPLAY, params, deed: { action: 'replay.start', reason }, address: (taskId) => `/api/replays/${taskId}` })
    })

    app.get('', {
      config: { role: 'viewer', fails: ['TENANT_NOT_FOUND'] },
      schema: {
        tags: TAGS, operationId: 'listReplays', summary: 'Replays, newest first', querystring: z.object({ tenant: Tenant, ...paging(z.uuid(), 50) }),
        response: { 200: pageOf('Replays', TaskSummary) },
      },
    }, async (request) => {
      const { tenant, cursor, limit } = request.query
      const found = await context.taskLists.list({ tenantId: listScopeOf(request.principal, tenant), type: REPLAY }, { before: cursor, limit: limit + 1 })
      return pageFrom(found, limit, taskSummary, ({ _id }) => _id)
    })

    app.get('/:replayId', {
      config: { role: 'viewer', fails: ['REPLAY_NOT_FOUND'] },
      schema: { tags: TAGS, operationId: 'getReplay', summary: 'One replay: how far it is and what came of it', params: ReplayParams, response: { 200: TaskView } },
    }, async ({ replay }) => {
      const type = await context.catalogue.type(replay.type)
      return showTask(context, replay, type && await context.catalogue.noteOn(type, replay))
    })

    app.delete('/:replayId', {
      config: { role: 'operator', fails: ['REPLAY_NOT_FOUND', 'TASK_NOT_FOUND', 'TASK_TOO_LATE', 'TASK_ALREADY_FINAL'] },
      schema: { tags: TAGS, operationId: 'cancelReplay', summary: 'Stop a replay; what was said again stays said', params: ReplayParams, response: { 200: TaskView, 202: { description: 'It was told to stop', content: { 'application/json': { schema: TaskView } } } } },
    }, async (request, reply) => {
      const { task, isDone } = await revokeOrRefuse(context, request, request.replay, false, 'replay.cancel')
      return reply.code(isDone ? 200 : 202).send(await showTask(context, task))
    })
    ready()
  }
}
