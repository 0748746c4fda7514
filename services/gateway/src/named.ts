import type { Principal } from '@chasqui/http'
import type { ApiKey, DeadLetter } from '@chasqui/mongo'
import type { BankAccount } from '@chasqui/mongo/books'
import type { Batch, Item } from '@chasqui/mongo/items'
import type { ScheduleRecord, TaskRecord } from '@chasqui/mongo/tasks'
import type { GatewayContext } from './context.ts'
import { errors } from './errors.ts'
import { KEY_ID } from './keys/keys.ts'
import { scopeOf } from './scope.ts'

/**
 * What an id names, or `…_NOT_FOUND`: what belongs to another tenant is as if it did not exist. Those that take a principal
 * find every tenant's for those who run the installation.
 */

/** The task type that replays are. */
export const REPLAY = 'replays.run'

/** @param tenantId undefined for those who see every tenant's */
export async function batchOf({ batches }: Pick<GatewayContext, 'batches'>, tenantId: string | undefined, id: string): Promise<Batch> {
  return await batches.find(tenantId, id) ?? missing('BATCH_NOT_FOUND', id)
}

export async function itemOf({ items }: Pick<GatewayContext, 'items'>, tenantId: string, id: string): Promise<Item> {
  return await items.find(tenantId, id) ?? missing('ITEM_NOT_FOUND', id)
}

export async function accountOf({ books }: Pick<GatewayContext, 'books'>, tenantId: string, id: string): Promise<BankAccount> {
  return await books.bankAccounts.find(tenantId, id) ?? missing('BANK_ACCOUNT_NOT_FOUND', id)
}

export async function taskOf({ taskStore }: Pick<GatewayContext, 'taskStore'>, principal: Principal, id: string): Promise<TaskRecord> {
  return await taskStore.tasks.find(scopeOf(principal), id) ?? missing('TASK_NOT_FOUND', id)
}

/** A task of any other type is no replay. */
export async function replayOf({ taskStore }: Pick<GatewayContext, 'taskStore'>, principal: Principal, id: string): Promise<TaskRecord> {
  const task = await taskStore.tasks.find(scopeOf(principal), id)
  return task?.type === REPLAY ? task : missing('REPLAY_NOT_FOUND', id)
}

export async function scheduleOf({ taskStore }: Pick<GatewayContext, 'taskStore'>, principal: Principal, id: string): Promise<ScheduleRecord> {
  return await taskStore.schedules.find(scopeOf(principal), id) ?? missing('SCHEDULE_NOT_FOUND', id)
}

export async function letterOf({ deadLetters }: Pick<GatewayContext, 'deadLetters'>, principal: Principal, id: string): Promise<DeadLetter> {
  return await deadLetters.find(scopeOf(principal), id) ?? missing('DEAD_LETTER_NOT_FOUND', id)
}

export async function keyOf({ tenants }: Pick<GatewayContext, 'tenants'>, principal: Principal, id: string): Promise<ApiKey> {
  return (KEY_ID.test(id) ? await tenants.findKeyById(scopeOf(principal), id) : null) ?? missing('KEY_NOT_FOUND', id)
}

function missing(code: Parameters<typeof errors.fault>[0], id: string): never {
  throw errors.fault(code, { detail: id })
}
