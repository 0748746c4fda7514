import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { mongoErrors, type BankAccount, type Batch, type DeadLetter, type Item, type ScheduleRecord, type TaskRecord } from '@chasqui/mongo'
import { accountOf } from '../books/found-account.ts'
import type { GatewayContext } from '../context.ts'
import { letterOf } from '../dead-letters/act.ts'
import { errors } from '../errors.ts'
import { replayOf } from '../replays/found-replay.ts'
import { scheduleOf } from '../schedules/change-schedule.ts'
import { isPlatform } from '../scope.ts'
import { taskOf } from '../tasks/found-task.ts'

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
  app.decorateRequest('replay')
  app.addHook('onRequest', async (request) => {
    const { batchId, itemId, taskId, scheduleId, letterId, accountId, replayId, tenant } = request.params as Record<string, string | undefined>
    if (batchId !== undefined) request.batch = await batchOf(context, request.principal.tenantId, batchId)
    if (itemId !== undefined) request.item = await itemOf(context, request.principal.tenantId, itemId)
    if (taskId !== undefined) request.task = await taskOf(context, request.principal, taskId)
    if (scheduleId !== undefined) request.schedule = await scheduleOf(context, request.principal, scheduleId)
    if (letterId !== undefined) request.letter = await letterOf(context, request.principal, letterId)
    if (accountId !== undefined) request.account = await accountOf(context, request.principal.tenantId, accountId)
    if (replayId !== undefined) request.replay = await replayOf(context, request.principal, replayId)
    if (tenant !== undefined && tenant !== request.principal.tenantId && !isPlatform(request.principal)) throw mongoErrors.fault('TENANT_NOT_FOUND', { detail: tenant })
  })
}, { name: 'find-named', dependencies: ['auth'] })

/** The batch, or BATCH_NOT_FOUND: of another tenant it is as if it did not exist. */
export async function batchOf({ batches }: GatewayContext, tenantId: string, batchId: string): Promise<Batch> {
  const batch = await batches.find(tenantId, batchId)
  if (!batch) throw errors.fault('BATCH_NOT_FOUND', { detail: batchId })
  return batch
}

/** The batch of an item, when something may still be done to it. @throws BATCH_NOT_FOUND, BATCH_CANCELLED */
export async function openBatchOf(context: GatewayContext, { tenantId, batchId }: Item): Promise<Batch> {
  return stillOpen(await batchOf(context, tenantId, batchId))
}

/** The batch, when something may still be sent into it or done to it. @throws BATCH_CANCELLED */
export function stillOpen(batch: Batch): Batch {
  if (batch.cancelledAt) throw errors.fault('BATCH_CANCELLED', { detail: batch._id })
  return batch
}

/** The item, or ITEM_NOT_FOUND: of another tenant it is as if it did not exist. */
export async function itemOf({ items }: GatewayContext, tenantId: string, itemId: string): Promise<Item> {
  const item = await items.find(tenantId, itemId)
  if (!item) throw errors.fault('ITEM_NOT_FOUND', { detail: itemId })
  return item
}
