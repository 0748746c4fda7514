import type { z } from 'zod'
import type { Logger } from '@chasqui/telemetry'
import { connectDeps, runTasks, ServiceConfig, TaskConfig, type TaskDefinition, type TaskProbe } from '@chasqui/worker'
import { testTasks } from './test-tasks.ts'

export const WorkerConfig = ServiceConfig.extend(TaskConfig.shape)

/** A service that runs test tasks, as every service runs its own. */
export async function startTestWorker(config: z.infer<typeof WorkerConfig>, log: Logger, probe?: TaskProbe, tasks: readonly TaskDefinition[] = testTasks): Promise<{ stop: () => Promise<void> }> {
  const deps = await connectDeps('test', config, log)
  const running = await runTasks(tasks, deps, config, probe)
  return {
    async stop() {
      await running.stop(5_000)
      await deps.close()
    },
  }
}
