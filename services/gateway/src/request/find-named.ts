import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { ApiKey, DeadLetter } from '@chasqui/mongo'
import type { BankAccount } from '@chasqui/mongo/books'
import type { Batch, Item } from '@chasqui/mongo/items'
import type { ScheduleRecord, TaskRecord } from '@chasqui/mongo/tasks'
import type { GatewayContext } from '../context.ts'
import { accountOf, batchOf, itemOf, keyOf, letterOf, replayOf, scheduleOf, taskOf } from '../named.ts'
import { assertMayName } from '../scope.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The one that the path names. Only on routes with `:batchId`. */
    batch: Batch
    /** The one that the path names. Only on routes with `:itemId`. */
    item: Item
    /** The one that the path names. Only on routes with `:taskId`. */
    task: TaskRecord
    /** The one that the path names. Only on routes with `:scheduleId`. */
    schedule: ScheduleRecord
    /** The one that the path names. Only on routes with `:letterId`. */
    letter: DeadLetter
    /** The one that the path names. Only on routes with `:accountId`. */
    account: BankAccount
    /** The one that the path names. Only on routes with `:keyId`. */
    namedKey: ApiKey
    /** The one that the path names. Only on routes with `:replayId`. */
    replay: TaskRecord
  }
}

/**
 * Looks up what the ids in a path name, for every route of its scope: after it is known who asks, and before anything
 * else of the request is read. So a wrong query or body tells nothing about an id, and nobody uploads into nowhere.
 */
export const findNamed = fastifyPlugin(async (app: FastifyInstance, { context }: { context: GatewayContext }) => {
  app.decorateRequest('batch')
  app.decorateRequest('item')
  app.decorateRequest('task')
  app.decorateRequest('schedule')
  app.decorateRequest('letter')
  app.decorateRequest('account')
  app.decorateRequest('namedKey')
  app.decorateRequest('replay')
  app.addHook('onRequest', async (request) => {
    const { batchId, itemId, taskId, scheduleId, letterId, accountId, keyId, replayId, tenant } = request.params as Record<string, string | undefined>
    if (batchId !== undefined) request.batch = await batchOf(context, request.principal.tenantId, batchId)
    if (itemId !== undefined) request.item = await itemOf(context, request.principal.tenantId, itemId)
    if (taskId !== undefined) request.task = await taskOf(context, request.principal, taskId)
    if (scheduleId !== undefined) request.schedule = await scheduleOf(context, request.principal, scheduleId)
    if (letterId !== undefined) request.letter = await letterOf(context, request.principal, letterId)
    if (accountId !== undefined) request.account = await accountOf(context, request.principal.tenantId, accountId)
    if (keyId !== undefined) request.namedKey = await keyOf(context, request.principal, keyId)
    if (replayId !== undefined) request.replay = await replayOf(context, request.principal, replayId)
    if (tenant !== undefined) assertMayName(request.principal, tenant)
  })
}, { name: 'find-named', dependencies: ['auth'] })
