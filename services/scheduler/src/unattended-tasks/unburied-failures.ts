import { taskLetterId } from '@chasqui/mongo'
import { buryTask, type Deps, type TaskDeps } from '@chasqui/worker'

const LOOK_AT = 1_000
/** Failures are looked at once more when whoever wrote them had time enough for the dead letter. */
const FAILED_WITHIN_MS = 10 * 60_000

/** Writes the dead letters of tasks that failed lately, but before `before`, and have none: whoever wrote the failure died before the letter. */
export async function buryFailed(deps: Deps & TaskDeps<'unattended'>, before: Date): Promise<void> {
  const failed = await deps.taskStore.unattended.failedBetween(new Date(before.getTime() - FAILED_WITHIN_MS), before, LOOK_AT)
  if (failed.length === 0) return
  const buried = await deps.deadLetters.existing(failed.map(({ _id }) => taskLetterId(_id)))
  for (const task of failed) if (!buried.has(taskLetterId(task._id))) await buryTask(deps, task)
}
