import type { TaskRecord } from '@chasqui/mongo/tasks'
import type { GatewayContext } from '../context.ts'
import { traceUrlOf } from '../trace-url.ts'
import { maskedParams } from './masked-params.ts'
import { taskView, type TaskView } from './task-view.ts'

/** A task as every answer shows it. @param note why it will wait however much room there is */
export async function showTask(context: Pick<GatewayContext, 'catalogue' | 'config'>, task: TaskRecord, note?: string): Promise<TaskView> {
  return taskView({ ...task, params: await maskedParams(context, task) }, { note, traceUrl: traceUrlOf(context.config.traceUrl, task.traceparent) })
}
