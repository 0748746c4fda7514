import type { Principal } from '@chasqui/http'
import type { TaskRecord } from '@chasqui/mongo/tasks'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { scopeOf } from '../scope.ts'

/** The task type that replays are. */
export const REPLAY = 'replays.run'

/** The replay, or REPLAY_NOT_FOUND: of another tenant it is as if it did not exist. */
export async function replayOf({ taskStore }: Pick<GatewayContext, 'taskStore'>, principal: Principal, replayId: string): Promise<TaskRecord> {
  const task = await taskStore.tasks.find(scopeOf(principal), replayId)
  if (task?.type !== REPLAY) throw errors.fault('REPLAY_NOT_FOUND', { detail: replayId })
  return task
}
