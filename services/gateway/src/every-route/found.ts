import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { Principal } from '@chasqui/http'
import type { ApiKey, BankAccount, Batch, DeadLetter, Item, ScheduleRecord, TaskRecord } from '@chasqui/mongo'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { KEY_ID } from '../keys/keys.ts'
import { assertMayName, scopeOf } from '../scope.ts'

/** The task type that replays are. */
export const REPLAY = 'replays.run'

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

/** The batch, or BATCH_NOT_FOUND: of another tenant it is as if it did not exist. @param tenantId undefined for those who see every tenant's */
export async function batchOf({ batches }: Pick<GatewayContext, 'batches'>, tenantId: string | undefined, batchId: string): Promise<Batch> {
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

/** The task, or TASK_NOT_FOUND: of another tenant it is as if it did not exist. */
export async function taskOf({ taskStore }: Pick<GatewayContext, 'taskStore'>, principal: Principal, taskId: string): Promise<TaskRecord> {
  const task = await taskStore.tasks.find(scopeOf(principal), taskId)
  if (!task) throw errors.fault('TASK_NOT_FOUND', { detail: taskId })
  return task
}

/** The schedule, or SCHEDULE_NOT_FOUND: of another tenant it is as if it did not exist. */
async function scheduleOf({ taskStore }: GatewayContext, principal: Principal, id: string): Promise<ScheduleRecord> {
  const schedule = await taskStore.schedules.find(scopeOf(principal), id)
  if (!schedule) throw errors.fault('SCHEDULE_NOT_FOUND', { detail: id })
  return schedule
}

/** The dead letter, or DEAD_LETTER_NOT_FOUND: of another tenant it is as if it did not exist. */
async function letterOf({ deadLetters }: GatewayContext, principal: Principal, id: string): Promise<DeadLetter> {
  const letter = await deadLetters.find(scopeOf(principal), id)
  if (!letter) throw errors.fault('DEAD_LETTER_NOT_FOUND', { detail: id })
  return letter
}

/** The replay, or REPLAY_NOT_FOUND: of another tenant it is as if it did not exist. */
async function replayOf({ taskStore }: Pick<GatewayContext, 'taskStore'>, principal: Principal, replayId: string): Promise<TaskRecord> {
  const task = await taskStore.tasks.find(scopeOf(principal), replayId)
  if (task?.type !== REPLAY) throw errors.fault('REPLAY_NOT_FOUND', { detail: replayId })
  return task
}

/** The bank account, or BANK_ACCOUNT_NOT_FOUND: of another tenant it is as if it did not exist. */
async function accountOf({ books }: GatewayContext, tenantId: string, accountId: string): Promise<BankAccount> {
  const account = await books.bankAccounts.find(tenantId, accountId)
  if (!account) throw errors.fault('BANK_ACCOUNT_NOT_FOUND', { detail: accountId })
  return account
}

/** The key, or KEY_NOT_FOUND: of another tenant it is as if it did not exist. */
async function keyOf({ tenants }: GatewayContext, principal: Principal, keyId: string): Promise<ApiKey> {
  const key = KEY_ID.test(keyId) ? await tenants.findKeyById(scopeOf(principal), keyId) : null
  if (!key) throw errors.fault('KEY_NOT_FOUND', { detail: keyId })
  return key
}
